"""Turns of phrase by which a frame is rejected or discussed, as patterns.

They are tried on the whole span, but only where the author's own words hold what they need.
"""

import re
from collections.abc import Iterator, Sequence

from framing.voice_rules import Cue
from framing.voice_tokens import NEGATIONS, Token

__all__ = ["wordings"]

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
    "labelled false": r"^\W{0,9}(?:fake|false|fact.?check|myth|hoax|not true)\b",
    "so-called": r"\b(?:so-called|supposed|alleged|purported|self-styled)\b",
    "claims refused": r"\b(?:claim|notion|allegation|idea|theory|assertion|suggestion|story|charge"
    r"|argument|accusation|version|report|account|talk)s?\b.{3,140}\b(?:not|n['\u2019]t|no|never"
    r"|nothing|false|refuted|without|belied|contradicted|dismissed|nonsense|rejected|wrong)\b",
    "told": r"\b(?:we are told|we have been told|it is (?:said|claimed|alleged|repeated)|they say"
    r"|some say|tells? us|told us)\b",
}
RHETORIC = (
    r"(?:narratives?|rhetoric|framing|discourse|tropes?|myths?|image(?:s|ry)?|metaphors?|wording"
    r"|vocabular(?:y|ies)|language|words?|phrases?|terms?|formulas?|slogans?|labels?"
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
    "to call": r"(?:^|[.;:]\s+)\W{0,4}(?:to call|by calling|calling|labell?ing|branding"
    r"|by describing|describing|casting|by casting|presenting|by presenting|portraying"
    r"|by portraying|framing|by framing|repeating|invoking|speaking of|to speak of|to describe)\b",
    "portrayed as": r"\b(?:portray|depict|cast|fram|present|paint|liken|equat|brand|styl|describ"
    r"|evok|invok|recast)(?:s|ed|ing|es)?\b.{1,80}?\b(?:as|to|with|themselves|itself|himself)\b",
    "speaks of": r"\b(?:speak|speaks|spoke|spoken|talk|talks|write|writes) of\b",
    "study of speech": r"\b(?:our|the|a) (?:count|sample|study|survey|analysis|review|corpus"
    r"|monitoring)\b|\b(?:headlines|broadcasts|speeches|sermons|editorials|communiqu\u00e9s"
    r"|textbooks|posters|transcripts|white papers)\b|\b(?:linguist|media scholar)s?\b",
}
_RHETORIC_TAGS = frozenset({"DISC", "talking", "messaging"})
#: Words or tags of which one must be there before a pattern is tried: that saves most of the time.
GATES = {
    "no evidence": frozenset({"PROOF", "merit", "truth", "support"}),
    "untrue": frozenset({"FALSE", "CLAIM", "DISC", "true", "lie", "without"}),
    "falsely": frozenset({"FALSE", "wrongly", "erroneously", "misleadingly", "mistakenly"}),
    "debunked": frozenset({"DENY0", "DENYF", "DENYG", "FALSE", "PROOF", "disinformation"}),
    "contrary": frozenset({"contrary", "far", "however", "whatever", "would", "truth"}),
    "does not stand": NEGATIONS | {"hardly", "scarcely"},
    "not accepted": NEGATIONS | {"reject", "rejects", "rejected", "must", "wish", "would"},
    "not a": NEGATIONS | {"hardly", "scarcely"},
    "no such": NEGATIONS,
    "nobody": NEGATIONS,
    "labelled false": frozenset({"FALSE", "DISC", "PROOF", "not", "fact-check"}),
    "so-called": frozenset({"FALSE", "alleged", "self-styled"}),
    "claims refused": frozenset(
        """CLAIM claim claims charge charges report reports account accounts story stories
        version versions talk talks""".split()
    ),
    "told": frozenset("told said claimed alleged repeated say tells tell".split()),
    "rhetoric named": _RHETORIC_TAGS,
    "rhetoric at work": _RHETORIC_TAGS,
    "word in marks": _RHETORIC_TAGS,
    "to call": frozenset({"CALL0", "CALLG", "PORT0", "PORTG", "SAYG"}),
    "portrayed as": frozenset({"CALL0", "CALLF", "CALLG", "PORT0", "PORTF", "PORTG"}),
    "speaks of": frozenset("speak speaks spoke spoken talk talks write writes".split()),
    "study of speech": frozenset(
        """count sample study survey analysis review corpus monitoring headlines broadcasts
        speeches sermons editorials communiqu\u00e9s textbooks posters transcripts papers
        linguist linguists scholar scholars""".split()
    ),
}
_PATTERNS = tuple(
    (f"{voice}: {name}", re.compile(pattern, re.IGNORECASE), GATES[name])
    for voice, named in (("rejected", REJECTING), ("discussed", DISCUSSING))
    for name, pattern in named.items()
)


def wordings(text: str, start: int, end: int, tokens: Sequence[Token]) -> Iterator[Cue]:
    """Yield the cues of wording in a span: what is rejected or discussed there."""
    span = text[start:end]
    known = {token.tag for token in tokens}.union(token.word for token in tokens)
    for kind, pattern, gate in _PATTERNS:
        if gate.isdisjoint(known):
            continue
        match = pattern.search(span)
        if match:
            yield Cue(kind, start + match.start(), start + match.end())
