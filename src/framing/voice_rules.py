"""Rules that find who is speaking.

Each rule that fires is a `Cue` with its place, so that a voice can always be shown with its
reasons.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from framing.voice_tokens import Token
from framing.voice_words import ATTRIBUTING

__all__ = ["Cue", "attributions"]

BREAKS = frozenset(",;:-.!?()")
FIRST_PERSON = frozenset({"i", "we"})
PRONOUNS = frozenset({"he", "she", "they", "it"})
RELATIVE = frozenset({"who", "which", "that", "whom", "what", "as", "to", "if", "whether"})
PREPOSITIONS = frozenset("on in at from by with during for of under speaking addressing".split())
#: Where a speaker's name begins, after "On Monday" or "In his speech".
NAME_STARTS = frozenset("the a an mr mrs ms sir his her their its our".split())
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


def attributions(tokens: Sequence[Token]) -> Iterator[Cue]:
    """Yield the cues that give words to a speaker."""
    clauses = list(_clauses(tokens))
    lead: Sequence[Token] = ()
    for number, (first, last) in enumerate(clauses):
        clause = tokens[first:last]
        before = tokens[first - 1].tag if first else ""
        if before in (",", "-") and first > 1 and tokens[first - 2].tag[0] == "Q":
            before = tokens[first - 2].tag
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
    return token.tag[:-1] in ATTRIBUTING and token.tag[-1] in "0FP"


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
    if _is_sure(who, where, verb.tag, complement) and (where == "first" or len(subject) <= 8):
        where += "!"
    return Cue(f"reported: {where} {who} {verb.tag} {complement}", verb.start, verb.end, name)


def _is_sure(who: str, where: str, verb: str, complement: str) -> bool:
    """Tell whether a verb with this subject, here, surely gives words to a speaker."""
    if who not in GIVEN:
        return False
    if where == "first":
        return verb[-1] == "F" or who == "named"
    if who == "resumed":
        return verb[-1] == "F" or complement == "that"
    return verb[:-1] in ("SAY", "STRESS") and complement in ("end", "short")


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
    if RELATIVE & set(tags) or tags[0] in TEMPORAL:
        return ("temporal" if tags[0] in TEMPORAL else "relative"), None
    if len(tags) == 1 and tags[0] in PRONOUNS:
        return "pronoun", (subject[0].start, subject[0].end)
    named = {"WHO", "NAME"} & set(tags) or tags == ["_"]
    return "named" if named else "other", _trimmed(subject)


def _trimmed(subject: Sequence[Token]) -> tuple[int, int]:
    """Return where a subject stands, without the place or time before it."""
    first = 0
    if subject[0].tag in PREPOSITIONS:
        starts = [i for i, token in enumerate(subject) if token.tag in NAME_STARTS and i]
        first = starts[-1] if starts else len(subject) - 1
    return subject[first].start, subject[-1].end


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
        if end and tokens[end].tag[-1] == "F" and _is_speech(tokens[end]):
            break
        end += 1
    tags = {token.tag for token in tokens[:end]}
    if not {"WHO", "NAME", "_", "SAY0", "SAYP"} & tags or FIRST_PERSON & tags:
        return None
    return tokens[0].start, tokens[end - 1].end
