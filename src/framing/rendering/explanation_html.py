"""Explanations as one HTML page: no script, nothing from elsewhere, every text escaped."""

import hashlib
from base64 import b64encode
from collections.abc import Iterable, Sequence

from framing.counterfactual import Without
from framing.documents import Passage
from framing.explanation import Evidence, Explanation
from framing.rendering.highlight import STYLE as MARKS
from framing.rendering.highlight import Mark, escaped, highlight, shading
from framing.shades import by_term

__all__ = ["explanations_to_html"]

#: How many words, phrases and marks a table lists.
N_TERMS = 25
TITLE_LENGTH = 60
STYLE = f"""
:root{{color-scheme:light dark;--line:#767676}}
body{{font:16px/1.6 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem;
background:Canvas;color:CanvasText}}
h1{{font-size:1.4rem}}h2,h3{{font-size:1.1rem;margin:2rem 0 .3rem}}
.text{{white-space:pre-wrap;overflow-wrap:anywhere;margin:.5rem 0;padding:.7rem .9rem;
border:1px solid var(--line);border-radius:.3rem;line-height:1.9}}
.wide{{overflow-x:auto}}table{{border-collapse:collapse;font-variant-numeric:tabular-nums}}
caption{{text-align:left;font-weight:600}}
th,td{{padding:.15rem 1rem .15rem 0;text-align:right;vertical-align:top}}
thead th{{border-bottom:1px solid var(--line)}}
th:first-child{{text-align:left;font-weight:400;overflow-wrap:anywhere}}
thead th:first-child{{font-weight:600}}summary{{cursor:pointer}}
{MARKS}
"""
KEY = (
    "<p>Words that speak for a frame have a solid line below them, words that speak against it a "
    "dotted one; the thicker the line, the more they weigh beside the strongest word of the text. "
    "The weight of a phrase is spread over its words. The tables list words, phrases and marks "
    "with what all their occurrences added to the margin.</p>"
)


def explanations_to_html(found: Sequence[Explanation]) -> str:
    """Return explanations of a text, or of its passages, as a self-contained HTML page.

    Parameters
    ----------
    found : sequence of Explanation

    Returns
    -------
    str
        It holds no script, and its Content-Security-Policy allows nothing but its own style.
    """
    text = " ".join((found[0].text if found else "")[: 4 * TITLE_LENGTH].split())
    title = text if len(text) <= TITLE_LENGTH else text[: TITLE_LENGTH - 1] + "…"
    digest = b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    parts = [
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        f"style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'\">",
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>Frames in: {escaped(title)}</title>",
        f"<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>What the words say</h1>",
        KEY,
        *(_explanation(number, why) for number, why in enumerate(found, 1)),
        "</main>\n</body>\n</html>\n",
    ]
    return "\n".join(parts)


def _explanation(number: int, why: Explanation) -> str:
    level = 2 if why.passage is None else 3
    known = f"{why.known_words:.0%} of the words are known to the model"
    if why.undecided:
        verdict = f"Can’t tell: {known}."
    else:
        verdict = f"Present: {escaped(', '.join(why.frames)) or 'no frame'}. {known}."
    heading = "" if why.passage is None else f"<h2>{number}. {_whose(why.passage)}</h2>"
    body = "".join(_evidence(why, evidence, level) for evidence in why.evidence)
    if not why.evidence:
        body = _text(why, ())
    without = "" if why.without is None else _without(why, why.without)
    return f"<section>{heading}<p>{verdict}</p>{body}{without}</section>"


def _whose(passage: Passage) -> str:
    by = f", by {escaped(passage.speaker.name)}" if passage.speaker is not None else ""
    said = f"{escaped(passage.voice)} ({passage.confidence:.0%}){by}"
    for words, frames in (("own words", passage.own), ("quotation", passage.quoted)):
        if frames:
            said += f"; in the {words}: {escaped(', '.join(frames))}"
    return said


def _evidence(why: Explanation, evidence: Evidence, level: int) -> str:
    decision = "present" if evidence.present else "not present"
    return (
        f"<h{level}>{escaped(evidence.name)} ({escaped(evidence.frame)}): {decision}</h{level}>"
        f"<p>Probability {evidence.probability:.2f}, threshold {evidence.threshold:.2f}. "
        f"Margin {evidence.margin:+.2f} = intercept {evidence.intercept:+.2f}, evidence "
        f"{evidence.total:+.2f}.</p>\n{_text(why, shading(evidence.shades))}"
        f"{_terms(evidence, is_open=why.passage is None)}"
    )


def _text(why: Explanation, marks: Iterable[Mark]) -> str:
    marked = highlight(why.text, marks, start=why.start, end=why.end)
    return f'<div class="text" dir="auto">{marked}</div>\n'


def _terms(evidence: Evidence, *, is_open: bool) -> str:
    terms = by_term(evidence.contributions)
    rows = [
        (escaped(term.text), f"{term.count:,}", f"{term.weight:+.3f}") for term in terms[:N_TERMS]
    ]
    caption = f"What was added to the margin of {escaped(evidence.name)}"
    if len(terms) > N_TERMS:
        caption += f": the strongest {N_TERMS} of {len(terms):,} words, phrases and marks"
    table = _table(caption, ("word or phrase", "times", "added"), rows)
    opened = "<details open>" if is_open else "<details>"
    return f"{opened}<summary>Words and phrases</summary>{table}</details>"


def _without(why: Explanation, without: Without) -> str:
    removed = ", ".join(f"{escaped(term)} ({n:,}×)" for term, n in without.removed.items())
    explained = {found.frame for found in why.evidence}
    rows = [
        (
            escaped(change.name),
            f"{change.probability:.2f}",
            f"{change.probability_without:.2f}",
            f"{change.margin:+.2f}",
            f"{change.margin_without:+.2f}",
            "present" if change.present else "–",
            "present" if change.present_without else "–",
        )
        for change in without.changes
        if change.frame in explained or change.present != change.present_without
    ]
    head = (
        *("frame", "probability", "probability without"),
        *("margin", "margin without", "decision", "decision without"),
    )
    said = f"<p>Can’t tell then: {without.known_words:.0%} of the words left are known.</p>"
    table = _table(f"Without: {removed}", head, rows)
    return table + (said if without.undecided else "")


def _table(caption: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    columns = "".join(f'<th scope="col">{name}</th>' for name in head)
    body = "\n".join(
        f'<tr><th scope="row" dir="auto">{first}</th>'
        + "".join(f"<td>{cell}</td>" for cell in rest)
        + "</tr>"
        for first, *rest in rows
    )
    return (
        f'<div class="wide" role="group" aria-label="{caption}" tabindex="0">'
        f"<table><caption>{caption}</caption><thead><tr>{columns}</tr></thead>"
        f"<tbody>\n{body}\n</tbody></table></div>\n"
    )
