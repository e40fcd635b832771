"""Agreement against worked examples, other implementations, and itself under changes."""

import math
import warnings
from itertools import combinations

import krippendorff
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.metrics import cohen_kappa_score

from framing.agreement import agreement
from framing.agreement_measures import (
    Coefficient,
    cohen_kappa,
    fleiss_kappa,
    krippendorff_alpha,
    masi_distance,
)
from framing.codings import Codings
from framing.errors import CorpusError
from framing.evaluation import Figure

MISSING = -1

# Krippendorff (2011), sections A, B and C.
BINARY = ["0100000010", "1110010000"]
NOMINAL = ["aabbdcccedda", "babbbccceddd"]
INCOMPLETE = ["123321412...", "1233224125.3", ".3332342251.", "1233244125 1.".replace(" ", "")]


def coded(rows):
    """Return values by coder and unit from one string a coder, a dot for missing."""
    names = sorted({sign for row in rows for sign in row if sign != "."})
    return np.array([[MISSING if s == "." else names.index(s) for s in row] for row in rows])


def counted(values):
    """Return how often each value was given to each unit, of values by coder and unit."""
    n_values = max(values.max() + 1, 1)
    counts = [[(unit == value).sum() for value in range(n_values)] for unit in values.T]
    return np.array(counts, dtype=float)


def alpha(values):
    return float(krippendorff_alpha(counted(values))[0])


@pytest.mark.parametrize(
    ("rows", "expected"), [(BINARY, 0.095), (NOMINAL, 0.692), (INCOMPLETE, 0.743)]
)
def test_alpha_is_krippendorffs_own(rows, expected):
    assert alpha(coded(rows)) == pytest.approx(expected, abs=5e-4)


values_by_coder = st.integers(2, 5).flatmap(
    lambda coders: st.integers(2, 15).flatmap(
        lambda units: arrays(np.int64, (coders, units), elements=st.integers(-1, 3))
    )
)


@given(values_by_coder)
def test_alpha_is_that_of_the_krippendorff_package(values):
    ours = alpha(values)
    paired = values[:, (values != MISSING).sum(axis=0) >= 2]
    given_values = np.unique(paired[paired != MISSING])
    if len(given_values) < 2:
        assert math.isnan(ours)
        return
    data = np.where(values == MISSING, np.nan, values.astype(float))
    theirs = krippendorff.alpha(reliability_data=data, level_of_measurement="nominal")
    assert ours == pytest.approx(theirs, abs=1e-9)


@given(values_by_coder, st.randoms(use_true_random=False))
def test_alpha_knows_no_order_of_coders_units_or_values(values, random):
    coders, units = list(range(len(values))), list(range(values.shape[1]))
    names = list(range(4))
    for order in (coders, units, names):
        random.shuffle(order)
    renamed = np.where(values == MISSING, MISSING, np.array([*names, 0])[values])
    assert alpha(renamed[coders][:, units]) == pytest.approx(alpha(values), nan_ok=True)


@given(values_by_coder)
def test_a_unit_that_one_coder_saw_changes_nothing(values):
    lone = np.full((len(values), 1), MISSING)
    lone[0] = 2
    more = np.hstack([values, lone])
    assert alpha(more) == pytest.approx(alpha(values), nan_ok=True)


@given(values_by_coder)
def test_weights_stand_for_repeated_units(values):
    weights = np.arange(values.shape[1]) % 3
    repeated = np.repeat(values, weights, axis=1)
    assume(repeated.shape[1])
    found = krippendorff_alpha(counted(values), None, weights[None, :].astype(float))[0]
    n_values = values.max() + 1
    plain = krippendorff_alpha(np.pad(counted(repeated), ((0, 0), (0, max(n_values, 1))))[:, :])[0]
    assert found == pytest.approx(plain, nan_ok=True)


def test_masi_of_passonneaus_kinds_of_sets():
    sets = np.array([[1, 1, 0, 0], [1, 1, 1, 1], [0, 1, 1, 0], [0, 0, 1, 1], [0, 0, 0, 0]], bool)
    distance = masi_distance(sets)
    assert distance[0, 1] == pytest.approx(1 - 2 / 4 * 2 / 3)  # subset
    assert distance[0, 2] == pytest.approx(1 - 1 / 3 * 1 / 3)  # overlap
    assert distance[0, 3] == distance[0, 4] == 1  # nothing in common
    assert np.allclose(np.diag(distance), 0)
    assert np.allclose(distance, distance.T)


def slow_set_alpha(units):
    """Alpha with MASI by its definition: pairs within units against all pairs."""

    def apart(a, b):
        if a == b:
            return 0.0
        monotonous = 2 / 3 if a <= b or b <= a else 1 / 3 if a & b else 0.0
        return 1 - len(a & b) / len(a | b) * monotonous

    units = [unit for unit in units if len(unit) >= 2]
    everything = [labels for unit in units for labels in unit]
    n = len(everything)
    observed = sum(
        2 * sum(apart(a, b) for a, b in combinations(unit, 2)) / (len(unit) - 1) for unit in units
    )
    expected = 2 * sum(apart(a, b) for a, b in combinations(everything, 2)) / (n - 1)
    return 1 - observed / expected if expected else math.nan


label_sets = st.frozensets(st.sampled_from("abc"))


@given(st.lists(st.lists(label_sets, min_size=1, max_size=4), min_size=2, max_size=10))
def test_alpha_of_sets_is_its_definition(units):
    assume(any(len(unit) >= 2 for unit in units))
    assume(any(labels for unit in units for labels in unit))
    rows = [
        (str(u), str(c), labels) for u, unit in enumerate(units) for c, labels in enumerate(unit)
    ]
    assume(len({coder for _, coder, _ in rows}) > 1)
    found = agreement(Codings.from_rows(rows), n_resamplings=1)
    assert found.sets.figure.value == pytest.approx(slow_set_alpha(units), nan_ok=True)


@given(values_by_coder)
def test_alpha_of_sets_of_one_label_is_nominal(values):
    rows = [
        (str(u), str(c), [f"v{value}"])
        for c, of_coder in enumerate(values)
        for u, value in enumerate(of_coder)
        if value != MISSING
    ]
    assume(((values != MISSING).sum(axis=0) >= 2).any())
    assume(len({coder for _, coder, _ in rows}) > 1)
    found = agreement(Codings.from_rows(rows), n_resamplings=1)
    assert found.sets.figure.value == pytest.approx(alpha(values), nan_ok=True)


@given(
    st.integers(1, 20).flatmap(
        lambda n: st.tuples(arrays(np.bool_, (n, 2)), arrays(np.bool_, (n, 2)))
    )
)
def test_cohens_kappa_is_that_of_scikit_learn(pair):
    first, second = pair
    found = cohen_kappa(first, second)[0]
    for k in range(2):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs = cohen_kappa_score(first[:, k], second[:, k])
        assert found[k] == pytest.approx(theirs, abs=1e-12, nan_ok=True)


def test_fleiss_kappa_of_a_worked_example():
    # Fourteen raters, ten subjects, five categories; Fleiss, Levin and Paik's way of counting.
    table = """0 0 0 0 14; 0 2 6 4 2; 0 0 3 5 6; 0 3 9 2 0; 2 2 8 1 1; 7 7 0 0 0; 3 2 6 3 0;
        2 5 3 2 2; 6 5 2 1 0; 0 2 2 3 7"""
    counts = np.array([[int(cell) for cell in row.split()] for row in table.split(";")])
    assert fleiss_kappa(counts)[0] == pytest.approx(0.20993, abs=1e-5)


def of_two(first, second, *, frame="war"):
    rows = [(str(i), "a", [frame] * int(x)) for i, x in enumerate(first)]
    return Codings.from_rows(rows + [(str(i), "b", [frame] * int(x)) for i, x in enumerate(second)])


def test_all_coefficients_at_once():
    first, second = (row for row in BINARY)
    found = agreement(of_two(map(int, first), map(int, second)))
    war = found.frames[0]
    assert war.alpha.figure.value == pytest.approx(0.095, abs=5e-4)
    assert war.alpha.figure.low < war.alpha.figure.value < war.alpha.figure.high
    assert war.alpha.verdict == "not reliable"
    assert war.same == 0.6
    assert (war.given, found.n_codings, found.n_compared, found.n_units) == (6, 20, 10, 10)
    assert (found.fleiss_units, found.fleiss_codings) == (10, 2)
    kappa = cohen_kappa_score(list(first), list(second))
    assert found.pairs[0].kappa["war"].figure.value == pytest.approx(kappa)
    assert found.pairs[0].mean_kappa.figure.value == pytest.approx(kappa)
    assert found.mean_alpha.figure.value == war.alpha.figure.value


def test_the_same_seed_gives_the_same_intervals():
    codings = of_two([i % 3 == 0 for i in range(90)], [i % 4 == 0 for i in range(90)])
    assert agreement(codings, seed=3).to_dict() == agreement(codings, seed=3).to_dict()
    assert agreement(codings, seed=3).to_dict() != agreement(codings, seed=4).to_dict()


def test_the_interval_covers_a_known_value():
    # Two coders who both report a coin with 10 % errors: alpha is 0.8² in expectation.
    random = np.random.default_rng(0)
    inside = 0
    for run in range(20):
        coin = random.random(200) < 0.5
        first, second = (coin ^ (random.random(200) < 0.1) for _ in range(2))
        figure = (
            agreement(of_two(first, second), n_resamplings=200, seed=run).frames[0].alpha.figure
        )
        inside += figure.low <= 0.64 <= figure.high
    assert 16 <= inside <= 20


def test_undefined_says_why():
    rows = [(unit, coder, ["war"]) for unit in "123" for coder in "ab"]
    rows += [("4", "a", ["war", "peace"])]
    found = agreement(Codings.from_rows(rows))
    frames = {frame.frame: frame for frame in found.frames}
    assert frames["war"].alpha.verdict == "undefined"
    assert frames["war"].alpha.why == "all 6 codings have it"
    assert frames["peace"].alpha.why == "none of the 6 codings has it"
    assert found.sets.why == "all label sets are equal"
    assert found.pairs[0].mean_kappa.why == "it is undefined for each frame"
    data = found.to_dict()
    assert data["frames"]["war"]["alpha"]["value"] is None
    assert data["frames"]["war"]["alpha"]["why"] == "all 6 codings have it"


def test_an_interval_below_the_bounds_makes_a_value_uncertain():
    first = [1] * 5 + [0] * 45
    second = [1] * 4 + [0] * 46
    found = agreement(of_two(first, second)).frames[0].alpha
    assert found.figure.value > 0.8
    assert found.figure.low < 0.667
    assert found.verdict == "uncertain"


def test_one_unit_has_no_interval_and_proves_nothing():
    rows = [("1", "a", ["war"]), ("1", "b", ["war"]), ("1", "c", [])]
    found = agreement(Codings.from_rows(rows)).frames[0]
    assert found.alpha.figure.to_list()[1:] == [None, None]
    assert found.fleiss.figure.to_list()[1:] == [None, None]
    assert Coefficient(Figure(1.0, np.nan, np.nan)).verdict == "uncertain"


def test_the_verdict_is_of_the_value_as_shown():
    assert Coefficient(Figure(2 / 3, 2 / 3, 1.0)).verdict == "tentative"
    assert Coefficient(Figure(0.7996, 0.7, 1.0)).verdict == "reliable"
    assert Coefficient(Figure(0.6664, 0.6664, 1.0)).verdict == "not reliable"


def test_fleiss_is_of_units_with_the_usual_number_of_codings():
    rows = [(str(u), c, ["war"] * (u % 2)) for u in range(6) for c in "abc"]
    rows += [("x", "a", ["war"]), ("x", "b", [])]
    found = agreement(Codings.from_rows(rows))
    assert (found.fleiss_units, found.fleiss_codings) == (6, 3)
    assert found.frames[0].fleiss.figure.value == 1
    assert found.frames[0].alpha.figure.value < 1


def test_many_coders_of_few_units_each():
    random = np.random.default_rng(1)
    rows = [
        (str(u), f"c{c}", ["war"] * int(random.random() < 0.5))
        for u in range(60)
        for c in random.choice(30, 3, replace=False)
    ]
    found = agreement(Codings.from_rows(rows), n_resamplings=50)
    assert found.n_compared == 60
    assert [pair.n_units for pair in found.pairs] == sorted(
        (pair.n_units for pair in found.pairs), reverse=True
    )


def test_one_coder_is_told_what_is_needed():
    with pytest.raises(CorpusError, match=r"only one coder \('a'\).*--coder-column"):
        agreement(Codings.from_rows([("1", "a", ["war"]), ("2", "a", [])]))


def test_coders_of_different_units_are_told():
    with pytest.raises(CorpusError, match="none of 2 units was coded by two of the 2 coders"):
        agreement(Codings.from_rows([("1", "a", ["war"]), ("2", "b", [])]))


def test_no_label_at_all():
    with pytest.raises(CorpusError, match="no coding has a label"):
        agreement(Codings.from_rows([("1", "a", []), ("1", "b", [])]))


@settings(max_examples=20)
@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=2, max_size=12))
def test_plain_data_has_no_nan(pairs):
    assume(any(x or y for x, y in pairs))
    first, second = zip(*pairs, strict=True)
    data = agreement(of_two(first, second), n_resamplings=5).to_dict()
    assert "nan" not in str(data).lower()
