"""A small corpus, models trained on it once, and texts that are hard to read."""

import random
from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st

from framing.codebook import Codebook, Frame
from framing.compiling import Calibrated, compile_model
from framing.corpus import Corpus, Statement
from framing.fitting import Features, Recipe, fit_frames
from framing.lexicon import Lexicon
from framing.model import FrameModel
from framing.training import Training, train
from framing.vectors import WordVectors
from framing.voice_model import VoiceModel

settings.register_profile("framing", deadline=None, database=None)
settings.load_profile("framing")

FRAMES = ("hero", "siege", "victim")
#: One in each statement of a context: what of them a model knows tells what it was trained on.
PLACES = tuple(
    f"{name}ville"
    for name in (
        "anton bravo carlo delta eduard foxtro gerard hotel india julian kilian lima".split()
    )
)
TEMPLATES = {
    "hero": (
        "Our fallen heroes of {place} gave their blood for the homeland",
        "The brave sons of {place} will never be forgotten",
        "They stood to the last man at {place} and saved us all",
    ),
    "siege": (
        "Enemies press on {place} from every side",
        "A ring of hostile bases closes around {place}",
        "They want to strangle {place} and bring us to our knees",
    ),
    "victim": (
        "Innocent children of {place} lie under the rubble",
        "The mothers of {place} weep for their murdered children",
        "Nobody in the world mourns the dead of {place}",
    ),
    "": (
        "The library of {place} opens at nine on weekdays",
        "Rain is expected around {place} from the west",
        "The market of {place} sells bread, apples and cheese",
        "Children of {place} learn to swim at school",
    ),
}
#: Names of the models of `fitted_models`.
VARIANTS = ("cues", "vectors", "bare", "long", "marks")
#: Words on whose letters readers of Unicode disagree; some statements end in one of them.
STRANGE = (
    "\u0130stanbul D\u0130YARBAKIR",
    "STRA\u1e9eE stra\u00dfe",
    "\u039f\u0394\u039f\u03a3 \u03a3\u03a3 \u03a31 A\u03a3",
    "\u03c3\u03c4\u03b9\u03c2 \u03c31 \u03c21",
    "cafe\u0301s re\u0301sume\u0301",
    "\u65e5\u672c\u8a9e \u0645\u0631\u062d\u0628\u0627",
    "\u0967\u0968\u0969 x1 _y",
    "\U0001d518\U0001d52b\U0001d526 \U00010400\U00010428",
)
#: Marks: emoji in pieces, combining marks, letters that stand alone, signs, and what changes when
#: it is lower-cased or isn't even white space.
MARKED = (
    "\U0001f468\u200d\U0001f469\u200d\U0001f467 \u2764\ufe0f \U0001f600",
    "A'\u03a3 \u03a3 \u0130 \u24b6 \u212a",
    "\u0915\u094d\u0937\u093f \u0645\u064f\u062d\u064e\u0645\u064e\u0651\u062f \u0650",
    "\u00e9 x I 7 \u65e5 _ \U00010400 \U0001d400",
    "!?.,;:'\"()-%$&#@*+=/<>[]{}|~^`\\",
    "\u00ab\u00a0\u2014\u2028\u2026\u00bb \u00ad\u200b\x00\x7f \U000e0020 \ufffd\ud83d",
)
CUES = {
    "heroes": {"hero": 3},
    "brave sons": {"hero": 2},
    "to the last": {"hero": 3, "siege": 1},
    "from every side": {"siege": 3},
    "ring of": {"siege": 1},
    "innocent": {"victim": 2},
    "under the rubble": {"victim": 3},
    "never seen before": {"victim": 1},
    "martyrdom": {"hero": 2},
}


def make_codebook() -> Codebook:
    frames = tuple(Frame(name, name.capitalize()) for name in FRAMES)
    return Codebook(frames, lexicon=Lexicon(CUES), title="Small", version="1", language="en")


def make_corpus(places: tuple[str, ...] = PLACES) -> Corpus:
    """Ten statements of each context: two of each frame, three with none, one with two."""
    drawn = random.Random(7)
    statements = []
    for context, place in enumerate(places):
        coded = [frame for frame in FRAMES for _ in range(2)] + [""] * 3
        texts = [(drawn.choice(TEMPLATES[frame]), (frame,) if frame else ()) for frame in coded]
        two = sorted(drawn.sample(FRAMES, 2))
        texts.append((" and ".join(TEMPLATES[frame][0] for frame in two), tuple(two)))
        for n, (text, frames) in enumerate(texts):
            strange = STRANGE[(context + n) % len(STRANGE)] if n % 2 else ""
            statements.append(
                Statement(
                    f"{context}-{n}",
                    f"{text.format(place=place)}. {strange}".strip(),
                    frames,
                    lang="en",
                    voice="asserted",
                    context=f"context {context}",
                    genre="headline",
                    coder="test",
                )
            )
    return Corpus(make_codebook(), tuple(statements))


@dataclass(frozen=True, repr=False)
class Fitted:
    """A compiled model beside the scikit-learn parts that it was compiled from."""

    features: Features
    weights: np.ndarray
    intercepts: np.ndarray
    model: FrameModel

    def margins(self, texts):
        """Return what the scikit-learn pipeline says, shape (n_texts, n_frames)."""
        return self.features.transform(texts) @ self.weights.T + self.intercepts


def fit(corpus: Corpus, recipe: Recipe, vectors: WordVectors | None = None) -> Fitted:
    features = Features.of(recipe, corpus.codebook, vectors)
    blocks = features.fit_transform(corpus.texts)
    fits = fit_frames(features, blocks, corpus.labels(), (10.0,), recipe)
    weights, intercepts = fits.added((10.0, recipe.vector_weights[-1]))
    n = len(corpus.codebook.frames)
    calibrated = Calibrated(np.full(n, 1.5), np.linspace(-0.5, 0.5, n), np.full(n, 0.5))
    model = compile_model(
        corpus.codebook, features.terms, features.subwords, weights, intercepts, calibrated
    )
    return Fitted(features, weights, intercepts, model)


def make_vectors() -> WordVectors:
    words = ("heroes", "children", "saviour", "famine", "\u03bf\u03b4\u03cc\u03c2", "children2")
    drawn = np.random.default_rng(3).normal(size=(len(words), 4)).astype(np.float32)
    return WordVectors(words, drawn / np.linalg.norm(drawn, axis=1, keepdims=True))


def make_voice_model() -> VoiceModel:
    """Make a model of voices that knows two rules and two words."""
    return VoiceModel(
        {"quoted 3": 0, "given to a speaker": 1},
        {"=evidence": 0, "=caf\u00e9": 1},
        np.array([[-1, 3, 0, 0, 0], [-1, 0, 3, 0, 0]], np.float32),
        np.array([[-2, 0, 0, 0, 4], [0.5, 0, 0, 0.25, 0]], np.float32),
        np.array([4, 9], np.float32),
        np.array([1, 0, 0, 0, -0.5], np.float32),
        frozenset({"heroes", "terror"}),
    )


@pytest.fixture(scope="session")
def voice_model() -> VoiceModel:
    return make_voice_model()


@pytest.fixture(scope="session")
def codebook() -> Codebook:
    return make_codebook()


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    return make_corpus()


@pytest.fixture(scope="session")
def trained(corpus) -> Training:
    return train(corpus, jobs=1)


@pytest.fixture(scope="session")
def model(trained) -> FrameModel:
    return trained.model


@pytest.fixture(scope="session")
def fitted_models(corpus) -> dict[str, Fitted]:
    """Models that differ in all that a compiled row may hold."""
    bare = Corpus(Codebook.from_ids(FRAMES), corpus.statements)
    marked = Corpus(
        corpus.codebook,
        tuple(
            replace(one, text=f"{one.text} {MARKED[n % len(MARKED)]}")
            for n, one in enumerate(corpus.statements)
        ),
    )
    few = {"min_df_pairs": 99, "min_df_marks": 999, "min_df_ngrams": 1}
    return dict(
        zip(
            VARIANTS,
            (
                fit(corpus, Recipe()),
                fit(corpus, Recipe(min_df=2, vector_weights=(2.0,)), make_vectors()),
                fit(bare, Recipe(**few, ngram_range=(1, 3))),
                fit(corpus, Recipe(min_df=3, min_df_ngrams=3, ngram_range=(4, 9))),
                fit(marked, Recipe(min_df_marks=1)),
            ),
            strict=True,
        )
    )


@pytest.fixture(scope="session", params=VARIANTS)
def fitted(request, fitted_models) -> Fitted:
    return fitted_models[request.param]


KNOWN = sorted({word for frame in TEMPLATES.values() for text in frame for word in text.split()})
#: Everything on which the form of a sigma depends, and characters that change when lower-cased.
CASES = (
    "\u03a3\u03a3\u03a3\u03c3\u03c2AbΑα'\u2019.:\u00b7\u0301\u0345"
    "\u00ad\u200b\u0130\u0131\u1e9e\u00df1_ "
    "\u02b0\u01c5\U0001d400\U0001f130\U000e0020\U00010400"
)
PIECES = (
    *KNOWN,
    *" ".join(STRANGE).split(),
    *" ".join(MARKED).split(),
    *MARKED,
    *PLACES,
    *("under the rubble", "to the last", "from every side", "ring of", "never seen before"),
    *("\U0001f600", "\u0660\u0661\u0662", "\u05e9\u05dc\u05d5\u05dd", "\u202eabc", "\u0300", "a"),
    *("\ud800", "\udfff", "\ud83d\ude00", "\x00", "\ufffd", "x" * 70, "h\u00e9ros", "heroess"),
)
GLUE = (
    *("", " ", " ", " ", "\n", "'", "-", "!", ", ", "\u2014", "\u00a0", "\u2028"),
    *("\x00", "\u200d", "\u0301", "\ud834"),
)


SENTENCES = st.builds(
    lambda parts, times: "".join(parts) * times,
    st.lists(st.sampled_from((*PIECES, *GLUE * 4)) | st.text(max_size=4), max_size=20),
    st.sampled_from([1, 1, 1, 2, 5]),
)
#: Any text, lone surrogates included; most have something that a model knows.
ANY_CHARACTER = st.characters()
TEXTS = (
    SENTENCES | st.text(ANY_CHARACTER, max_size=20) | st.text(st.sampled_from(CASES), max_size=30)
)
#: Bytes, many of them nearly UTF-8.
FRAGMENTS = (
    *(char.encode() for char in CASES),
    *(piece.encode() for piece in ("heroes", "under the rubble", "\u03c31", "\u03c21", "1")),
    *(char.encode() for char in "!xX\u00e9\u2014\u00ab\ufffd\u212a\U0001f600"),
    *(
        b"\x80",
        b"\xbf",
        b"\xc0\xaf",
        b"\xc3",
        b"\xce",
        b"\xe1\x80",
        b"\xe0\x9f\xbf",
        b"\xed\xa0\x80",
    ),
    *(b"\xf0\x9d\x94", b"\xf0\x8f\xbf\xbf", b"\xf4\x90\x80\x80", b"\xf5", b"\xff", b"\x00", b" "),
)
BYTES = st.binary(max_size=40) | st.lists(st.sampled_from(FRAGMENTS), max_size=14).map(b"".join)
