"""Who is named as the speaker of each sentence, also in the sentences around it."""

from collections.abc import Sequence
from dataclasses import dataclass

from framing.quotations import Quotation
from framing.sentences import Sentence
from framing.voice_features import SpanFeatures
from framing.voice_rules import Cue

__all__ = ["Speaker", "Speakers"]


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who is named as the speaker, and where in the original text."""

    name: str
    start: int
    end: int


class Speakers:
    """Finds the speaker of each sentence, also in the sentences around it."""

    def __init__(
        self,
        text: str,
        sentences: Sequence[Sentence],
        touching: Sequence[Sequence[Quotation]],
        read: Sequence[SpanFeatures],
    ) -> None:
        self.text = text
        self.sentences = sentences
        self.touching = touching
        self.read = read
        #: The last speaker whom each sentence or one before it names.
        self.named: list[Speaker | None] = []
        self.own: list[Speaker | None] = []
        last: Speaker | None = None
        for features in read:
            cue = self._best(features)
            speaker = self._speaker(cue) if cue else None
            if cue and " pronoun " in cue.kind:
                speaker = last
            elif speaker:
                last = speaker
            self.own.append(speaker)
            self.named.append(last)
        self.before = self._spread(range(len(read)))
        self.after = self._spread(range(len(read) - 1, -1, -1))

    def _best(self, features: SpanFeatures) -> Cue | None:
        cues = [cue for cue in features.cues if cue.speaker]
        return max(cues, key=lambda cue: (_strength(cue), -cue.start), default=None)

    def _speaker(self, cue: Cue) -> Speaker | None:
        if cue.speaker is None:
            return None
        return Speaker(self.text[slice(*cue.speaker)], *cue.speaker)

    def of(self, number: int) -> Speaker | None:
        """Return the speaker of a sentence, if the text names one."""
        if self.own[number] or not self.touching[number]:
            return self.own[number]
        # A quotation of several sentences: its speaker may stand in the ones beside it.
        return self.after[number] or self.before[number]

    def _spread(self, order: range) -> list[Speaker | None]:
        """Carry each speaker along the sentences of one quotation."""
        carried: list[Speaker | None] = [None] * len(self.sentences)
        for number in order:
            beside = number - order.step
            if not self.touching[number] or not 0 <= beside < len(carried):
                continue
            if self._shares(number, beside):
                carried[number] = self.own[beside] or carried[beside]
            elif order.step < 0 and self._follows(beside):
                carried[number] = self.own[beside]
            elif order.step > 0 and self.touching[number][0].continues:
                carried[number] = self.named[beside]
        return carried

    def _shares(self, one: int, other: int) -> bool:
        """Tell whether two sentences lie in one quotation, or in one that goes on."""
        first, second = sorted((one, other))
        if not self.touching[first] or not self.touching[second]:
            return False
        last, start = self.touching[first][-1], self.touching[second][0]
        return last == start or start.continues

    def _follows(self, number: int) -> bool:
        """Tell whether a sentence does no more than name who said the one before it."""
        if not 0 < number < len(self.sentences):
            return False
        same = self.sentences[number].paragraph == self.sentences[number - 1].paragraph
        short = self.read[number].n_words <= 8 and not self.touching[number]
        return same and short


def _strength(cue: Cue) -> int:
    if "quotation" in cue.kind:
        return 3
    sure = ("according" in cue.kind or "colon" in cue.kind or "!" in cue.kind) and (
        " resumed " not in cue.kind
    )
    return 2 if sure else 1
