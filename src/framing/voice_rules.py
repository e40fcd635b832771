"""Rules that find who is speaking, and where a frame is discussed or rejected.

Each rule that fires is a `Cue` with its place, so that a voice can always be shown with its
reasons.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from framing.voice_tokens import Token
from framing.voice_words import ATTRIBUTING

__all__ = ["Cue", "attributions", "patterns"]

BREAKS = frozenset(",;:-.!?()")
FIRST_PERSON = frozenset({"i", "we"})
PRONOUNS = frozenset({"he", "she", "they", "it"})
RELATIVE = frozenset({"who", "which", "that", "whom", "what", "as", "to", "if", "whether"})
SKIPPED = frozenset("and but or while so then has have had also , - -ly once again still".split())
#: Where a speaker's name ends, when it follows the verb.
NAME_ENDS = frozenset(
    "in on at after before when who that to as by with during from for while where".split()
)
#: Subjects that speak.
GIVEN = frozenset({"named", "pronoun", "inverted", "resumed", "other"})
#: How far into its clause a verb may stand.
REACH = 11
TEMPORAL = frozenset("after before when as while since until".split())

REJECTING = {
    "no evidence": r"\b(?:no|not|without|little|scant|nothing|neither)\W+(?:\w+\W+){0,4}(?:evidence"
    r"|proof|basis|foundation|substance|grounds?|indication|signs?|trace|merit|truth|support)\b"
    r"|\bevidence\b.{0,80}\bis (?:thin|weak|lacking|missing)\b",
    "untrue": r"\b(?:is|are|was|were|be|'s|as|simply|being)\W+(?:\w+\W+)?(?:not true|untrue|false"
    r"|a false one|baseless|unfounded|groundless|nonsense|absurd|a lie|a myth|fiction|mistaken"
    r"|wrong|incorrect|a fabrication|fake|a hoax|without foundation|obscene|ridiculous)\b",
    "falsely": r"\b(?:falsely|wrongly|erroneously|misleadingly|mistakenly)\b",
    "debunked": r"\b(?:debunk|refut|disprov|discredit|unsubstantiated|disinformation|fact.?check)",
    "contrary": r"\bcontrary to\b|\bfar from (?:being )?(?:a|the|an)\b|\bhowever often\b"
    r"|\bwhatever .{3,60}\b(?:says?|said|claims?|repeats?|pretends?)\b"
    r"|\bas .{3,50} would have (?:it|us|you|this)\b|\bfurther from the truth\b",
    "does not stand": r"\b(?:not?|never|hardly|scarcely|n['\u2019]t)\W+(?:stand up|hold up"
    r"|hold water|survive|withstand|withstood|add up|substantiated|materiali[sz]ed?"
    r"|borne out|bear out|convince|credible|confirmed)",
    "not accepted": r"\b(?:i|we|one|delegation|government) (?:do not|don['\u2019]t|cannot"
    r"|can['\u2019]t|could not|must|wish to|would)\W+(?:accept|believe|buy|agree|share|see|reject"
    r"|correct)|\b(?:i|we|he|she|they) (?:categorically |firmly )?reject(?:s|ed)?\b",
    "not a": r"\b(?:is|are|was|were|am|'re|'m)(?:n['\u2019]t|\W+not|\W+no|\W+neither|\W+nobody's"
    r"|\W+hardly|\W+scarcely)\b",
    "no such": r"\b(?:no such|no question of|nothing of the (?:sort|kind)|not one|not a single)\b",
    "nobody": r"(?:^|[.;:!?]\s+|, (?:and )?)(?:nobody|no one|no-one|none|nothing|neither)\b",
    "labelled false": r"^\W*(?:fake|false|fact.?check|myth|hoax|not true)\b",
    "so-called": r"\b(?:so-called|supposed|alleged|purported|self-styled)\b",
    "claims refused": r"\b(?:claim|notion|allegation|idea|theory|assertion|suggestion|story|charge"
    r"|argument|accusation|version|report|account|talk)s?\b.{3,140}\b(?:not|n['\u2019]t|no|never"
    r"|nothing|false|refuted|without|belied|contradicted|dismissed|nonsense|rejected|wrong)\b",
    "told": r"\b(?:we are told|we have been told|it is (?:said|claimed|alleged|repeated)|they say"
    r"|some say|tells? us|told us)\b",
}
RHETORIC = (
    r"(?:narratives?|rhetoric|framing|discourse|tropes?|myths?|image(?:s|ry)?|metaphors?|wording"
    r"|vocabular(?:y|ies)|language|words?|phrases?|terms?|formulas?|slogans?|labels?|lines?"
    r"|themes?|story|stories|tales?|propaganda|expressions?|epithets?|adjectives?|verbs?|clich\w+"
    r"|caricatures?|portrayals?|depictions?|comparisons?|analog(?:y|ies)|euphemisms?|refrains?"
    r"|mantras?|litany|legends?|stereotypes?|storylines?|talking points?|messaging|symbolism)"
)
DISCUSSING = {
    "rhetoric named": rf"\b(?:the|this|that|such|their|its|his|her|same|of|every|\w+['\u2019]s)"
    rf"\W+(?:[\w\u2019'-]+\W+){{0,2}}{RHETORIC}\b",
    "rhetoric at work": rf"\b{RHETORIC}\b.{{0,120}}\b(?:serves?|served|works?|helps?|allows?"
    r"|spares?|useful|convenient|purpose|function|invites?|turns?|justif\w+|mobili[sz]\w+"
    r"|explains?|appeals?|resonat\w+|legitimi[sz]\w+|describes?|means?)\b",
    "word in marks": rf"\b{RHETORIC}\W{{0,3}} (?:of |like |such as |that )?(?:the |a )?[\"'\u201c"
    rf"\u2018\u00ab\u201e]|[\"'\u201d\u2019\u00bb\u201c],?\s(?:is |was |are )?(?:an?|the|as a|one"
    rf" of)\W(?:\w+\W+){{0,2}}{RHETORIC}\b",
    "to call": r"(?:^|[.;:]\s+)\W*(?:to call|by calling|calling|labell?ing|branding|by describing"
    r"|describing|casting|by casting|presenting|by presenting|portraying|by portraying|framing"
    r"|by framing|repeating|invoking|speaking of|to speak of|to describe)\b",
    "portrayed as": r"\b(?:portray|depict|cast|fram|present|paint|liken|equat|brand|styl|describ"
    r"|evok|invok|recast)(?:s|ed|ing|es)?\b.{1,80}?\b(?:as|to|with|themselves|itself|himself)\b",
    "speaks of": r"\b(?:speak|speaks|spoke|spoken|talk|talks|write|writes) of\b",
    "study of speech": r"\b(?:our|the|a) (?:count|sample|study|survey|analysis|review|corpus"
    r"|monitoring)\b|\b(?:headlines|broadcasts|speeches|sermons|editorials|communiqu\u00e9s"
    r"|textbooks|posters|transcripts|white papers)\b|\b(?:linguist|media scholar)s?\b",
}
_PATTERNS = tuple(
    (f"{voice}: {name}", re.compile(pattern, re.IGNORECASE))
    for voice, named in (("rejected", REJECTING), ("discussed", DISCUSSING))
    for name, pattern in named.items()
)


@dataclass(frozen=True, slots=True)
class Cue:
    """Why a span was given a voice.

    Attributes
    ----------
    kind : str
        The rule, such as ``"reported: said after"`` or ``"rejected: no evidence"``.
    start, end : int
        What it rests on, in the original text.
    speaker : tuple of (int, int) or None
        Where the speaker is named, if the rule found one.
    """

    kind: str
    start: int
    end: int
    speaker: tuple[int, int] | None = None


def patterns(text: str, start: int, end: int) -> Iterator[Cue]:
    """Yield the cues of wording: what is rejected or discussed in a span."""
    span = text[start:end]
    for kind, pattern in _PATTERNS:
        match = pattern.search(span)
        if match:
            yield Cue(kind, start + match.start(), start + match.end())


def attributions(tokens: Sequence[Token]) -> Iterator[Cue]:
    """Yield the cues that give words to a speaker."""
    clauses = list(_clauses(tokens))
    lead: Sequence[Token] = ()
    for number, (first, last) in enumerate(clauses):
        clause = tokens[first:last]
        before = tokens[first - 1].tag if first else ""
        after = tokens[last].tag if last < len(tokens) else ""
        if before in ("", ".", "!", "?"):
            lead = clause
        yield from _according(clause)
        cue = _headline(clause, before, after) or _verb(
            clause, _Place(before, after, number == len(clauses) - 1, lead)
        )
        if cue:
            yield cue


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a clause stands: the marks around it, and the clause that opened its sentence."""

    before: str
    after: str
    is_last: bool
    lead: Sequence[Token]

    def describe(self) -> str:
        if self.before[:1] == "Q":
            return "after quotation"
        if self.after[:1] == "Q":
            return "before quotation"
        if self.before in ("", ".", "!", "?"):
            return "first"
        return "last" if self.is_last else "between"


def _clauses(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Yield first and last (exclusive) of each run of words between marks and quotations."""
    first = 0
    for number, token in enumerate([*tokens, Token(".", 0, 0, ".")]):
        if token.tag in BREAKS or token.tag[0] == "Q":
            if number > first:
                yield first, number
            first = number + 1


def _according(clause: Sequence[Token]) -> Iterator[Cue]:
    words = [token.word for token in clause]
    for lead in (("according", "to"), ("in", "the", "words", "of"), ("in", "the", "view", "of")):
        for place in range(len(words) - len(lead)):
            if tuple(words[place : place + len(lead)]) == lead:
                found = _name(clause[place + len(lead) :])
                yield Cue("reported: according to", clause[place].start, clause[place].end, found)
                return


def _headline(clause: Sequence[Token], before: str, after: str) -> Cue | None:
    """Find "Minister: we will …" and "The minister: “We will …”"."""
    if after != ":" or before not in ("", ".", "!", "?") or len(clause) > 7:
        return None
    tags = {token.tag for token in clause}
    if not tags & {"WHO", "NAME", "_"} or any(_is_speech(token) for token in clause):
        return None
    named = "named" if tags & {"WHO", "NAME"} else "unknown"
    span = clause[0].start, clause[-1].end
    return Cue(f"reported: colon {named} {min(len(clause), 3)}", *span, span)


def _is_speech(token: Token) -> bool:
    return token.tag[:-1] in ATTRIBUTING and token.tag[-1] in "0F"


def _verb(clause: Sequence[Token], place: _Place) -> Cue | None:
    number = next((i for i, token in enumerate(clause[:REACH]) if _is_speech(token)), -1)
    if number < 0:
        return _participle(clause)
    verb, rest = clause[number], clause[number + 1 :]
    subject = [token for token in clause[:number] if token.tag not in SKIPPED]
    who, name = _subject(subject, rest, place.lead)
    if who == "inverted" and verb.tag[-1] == "0":
        return None
    where, complement = place.describe(), _complement(rest)
    if who in GIVEN and verb.tag[:-1] in ("SAY", "STRESS") and where != "first":
        where += "!" if complement in ("end", "short") and len(subject) <= 8 else ""
    elif who in GIVEN and where == "first" and (verb.tag[-1] == "F" or who == "named"):
        where += "!"
    return Cue(f"reported: {where} {who} {verb.tag} {complement}", verb.start, verb.end, name)


def _subject(
    subject: Sequence[Token], rest: Sequence[Token], lead: Sequence[Token]
) -> tuple[str, tuple[int, int] | None]:
    """Return what kind of subject a verb has, and where it names a speaker."""
    tags = [token.tag for token in subject]
    if not subject:
        after = [token.word for token in rest]
        name = _name(rest)
        if name and not {"that", "to", "how", "of"} & set(after[:6]):
            return "inverted", name
        return "resumed", _name(lead)
    if FIRST_PERSON & set(tags):
        return "first person", None
    if RELATIVE & set(tags):
        return "relative", None
    if tags[0] in TEMPORAL:
        return "temporal", None
    span = subject[0].start, subject[-1].end
    if len(tags) == 1 and tags[0] in PRONOUNS:
        return "pronoun", span
    named = {"WHO", "NAME"} & set(tags) or tags == ["_"]
    return "named" if named else "other", span


def _participle(clause: Sequence[Token]) -> Cue | None:
    """Find "…, saying that …" and "…, accusing them of …"."""
    for token in clause[:2]:
        if token.tag in ("SAYG", "STRESSG", "ACCG"):
            return Cue(f"reported: participle {token.tag} .", token.start, token.end)
    return None


def _complement(rest: Sequence[Token]) -> str:
    """Tell what follows the verb: nothing, a clause, an object to accuse, or more."""
    words = [token.word for token in rest]
    if "that" in words[:6]:
        return "that"
    if not rest or words[0] in NAME_ENDS or rest[0].tag in ("-ly", "NAME", "#"):
        return "end" if len(rest) <= 7 else "long"
    if "of" in words and "as" not in words:
        return "of"
    return "more" if len(rest) > 4 else "short"


def _name(tokens: Sequence[Token]) -> tuple[int, int] | None:
    """Return where the name at the start of `tokens` stands."""
    end = 0
    while end < len(tokens) and tokens[end].tag not in NAME_ENDS | BREAKS and end < REACH:
        if _is_speech(tokens[end]) and end:
            break
        end += 1
    if not end or not {"WHO", "NAME", "_"} & {token.tag for token in tokens[:end]}:
        return None
    return tokens[0].start, tokens[end - 1].end
