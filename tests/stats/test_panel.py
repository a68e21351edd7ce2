import csv
import struct
from math import comb
from pathlib import Path

import numpy as np
import pytest
from scipy import stats
from statsmodels.regression.linear_model import OLS

from queries.stats import Array
from queries.stats.constants import MIN_CHANGED, MIN_CLUSTERS
from queries.stats.panel import panel


@pytest.mark.parametrize(
    ("coefficients", "errors"),
    [
        ([-0.07753], [0.02244]),
        ([-0.08007, -0.01326], [0.02257, 0.01386]),
        ([-0.08080, -0.01399, -0.00218], [0.02294, 0.01447, 0.01232]),
    ],
)
def test_published_di_tella(oracles: Path, coefficients: list[float], errors: list[float]) -> None:
    """Police on the block: Di Tella & Schargrodsky 2004, *AER* 94:115, table 3, to five digits.

    The printed errors are Huber–White's, one cluster per block and month, and are rebuilt here.
    Clustered by block, as ours are, they are 4 to 5 % larger.
    """
    thefts, paths = _buenos_aires(oracles)
    treatments = paths[: len(coefficients)]
    table = panel(thefts, treatments)
    np.testing.assert_allclose(table["coefficient"], coefficients, atol=6e-6)
    np.testing.assert_allclose(_huber_white(thefts, treatments), errors, atol=6e-6)
    assert (table["standard_error"] > np.array(errors)).all()
    assert set(table["method"]) == {"two-way panel, clustered by area"}


def test_clustered_is_the_tested_one() -> None:
    """Coefficients and errors are those of a regression with dummies, clustered by area."""
    rng = np.random.default_rng(2)
    areas, months = 24, 10
    treatment = np.zeros((2, areas, months))
    treatment[0, :12, 5:] = 1
    treatment[1] = rng.normal(size=(areas, months))
    outcome = rng.normal(size=(areas, months)).cumsum(axis=1) - treatment[0]
    table = panel(outcome, treatment)
    dummies = [np.kron(np.eye(areas), np.ones((months, 1))), np.tile(np.eye(months), (areas, 1))]
    design = np.column_stack([treatment.reshape(2, -1).T, dummies[0], dummies[1][:, 1:]])
    groups = np.repeat(np.arange(areas), months)
    fit = OLS(outcome.ravel(), design).fit(cov_type="cluster", cov_kwds={"groups": groups})
    np.testing.assert_allclose(table["coefficient"], fit.params[:2], rtol=1e-9)
    # dummies of areas are nested in the clusters: they are not counted, as in xtreg and fixest
    correction = (240 - design.shape[1]) / (240 - months - 2)
    error = fit.bse[:2] * correction**0.5
    np.testing.assert_allclose(table["standard_error"], error, rtol=1e-7)
    # quantiles of t with a degree of freedom for each area but one
    reach = stats.t.ppf(0.975, areas - 1) * error
    np.testing.assert_allclose(table["low"], fit.params[:2] - reach, rtol=1e-7)
    np.testing.assert_allclose(table["high"], fit.params[:2] + reach, rtol=1e-7)
    p = 2 * stats.t.sf(np.abs(fit.params[:2]) / error, areas - 1)
    np.testing.assert_allclose(table["p"], p, rtol=1e-6)


@pytest.mark.parametrize(
    ("areas", "changed", "is_clustered"),
    [
        (MIN_CLUSTERS, MIN_CHANGED, True),
        (MIN_CLUSTERS - 1, MIN_CHANGED, False),
        (MIN_CLUSTERS, MIN_CHANGED - 1, False),
        (MIN_CLUSTERS + 5, MIN_CLUSTERS + 5 - MIN_CHANGED, True),
        (MIN_CLUSTERS + 5, MIN_CLUSTERS + 6 - MIN_CHANGED, False),
        # all change, at different times
        (MIN_CLUSTERS, MIN_CLUSTERS, True),
        (MIN_CLUSTERS - 1, MIN_CLUSTERS - 1, False),
    ],
)
def test_errors_are_clustered_with_enough_areas(
    areas: int, changed: int, is_clustered: bool
) -> None:
    """Enough areas, enough of them changed, and enough unchanged or none, give clustered errors."""
    treatment = np.zeros((1, areas, 6))
    for area in range(changed):
        treatment[0, area, 2 + area % 3 :] = 1
    outcome = np.random.default_rng(1).normal(size=(areas, 6))
    assert bool(np.isfinite(panel(outcome, treatment)["standard_error"][0])) is is_clustered


def test_areas_changed_by_any_treatment_count() -> None:
    """Two treatments of different areas change all of these, not only those they share."""
    half = MIN_CHANGED // 2 + 1
    treatment = np.zeros((2, 4 * half, 6))
    treatment[0, :half, 3:] = treatment[1, half : 2 * half, 3:] = 1
    table = panel(np.random.default_rng(1).normal(size=(4 * half, 6)), treatment)
    assert np.isfinite(table["standard_error"]).all()


def test_california(oracles: Path) -> None:
    """Proposition 99: difference in differences −27.34911 packs, one state among 39.

    One state that changed cannot be judged by clusters: all 39 assignments are tried.
    """
    outcome, place, after = _states(oracles)
    treatment = np.zeros((1, *outcome.shape))
    treatment[0, place, after:] = 1
    table = panel(outcome, treatment)
    assert table["coefficient"][0] == pytest.approx(-27.34911, abs=5e-6)
    assert table["method"][0] == "two-way panel, all 39 assignments to areas"
    assert table["p"][0] == pytest.approx(5 / 39)
    assert table["low"][0] < -27.34911 < 0 < table["high"][0]
    assert np.isnan(table["standard_error"][0])


def test_permutation_range_is_what_it_says() -> None:
    """A change just inside the range, taken off, has p of .05 or more; just outside, less."""
    outcome, treatment = _few(np.random.default_rng(5), change=1.0)
    table = panel(outcome, treatment)
    assert table["method"][0] == f"two-way panel, all {comb(10, 4)} assignments to areas"
    for end, outward in ((table["low"][0], -1), (table["high"][0], 1)):
        inside, outside = (
            panel(outcome - (end + step * outward) * treatment[0], treatment)["p"][0]
            for step in (-1e-6, 1e-6)
        )
        assert inside >= 0.05 > outside


def test_permutation_holds_the_change() -> None:
    """Among ten areas whose months depend on each other the range holds 95 times in 100."""
    rng = np.random.default_rng(11)
    tables = [panel(*_few(rng, change=0.7)) for _ in range(400)]
    is_covered = [table["low"][0] <= 0.7 <= table["high"][0] for table in tables]
    assert np.mean(is_covered) == pytest.approx(0.95, abs=0.03)


def test_too_many_to_list() -> None:
    """Where assignments are too many to list 10,000 are drawn, the same every time."""
    rng = np.random.default_rng(3)
    outcome, treatment = rng.normal(size=(19, 8)), np.zeros((1, 19, 8))
    treatment[0, :9, 4:] = 1
    first, again = panel(outcome, treatment), panel(outcome, treatment)
    assert first["method"][0] == "two-way panel, 10000 permutations of areas"
    assert (first["low"][0], first["p"][0]) == (again["low"][0], again["p"][0])
    assert (first["p"][0] < 0.05) == (not first["low"][0] <= 0 <= first["high"][0])


def test_refused() -> None:
    """Gaps, shapes that differ and several treatments of few areas are refused with the reason."""
    outcome, treatment = _few(np.random.default_rng(0), change=0)
    with pytest.raises(ValueError, match="one treatment at a time"):
        panel(outcome, np.concatenate([treatment, np.roll(treatment, 2, axis=2)]))
    everywhere = np.zeros((1, 10, 12))
    everywhere[0, :, 6:] = 1
    with pytest.raises(ValueError, match="nothing is left"):
        panel(outcome, everywhere)
    gap = outcome.copy()
    gap[0, 0] = np.nan
    for bad in (gap, outcome[:, 1:]):
        with pytest.raises(ValueError, match="every area in every month"):
            panel(bad, treatment)
    unknown = treatment.copy()
    unknown[0, 0, 0] = np.nan
    with pytest.raises(ValueError, match="every area in every month"):
        panel(outcome, unknown)


def _few(rng: np.random.Generator, change: float) -> tuple[Array, Array]:
    """Return ten areas by twelve months of dependent noise, four of them changed half-way."""
    treatment = np.zeros((1, 10, 12))
    treatment[0, :4, 6:] = 1
    return rng.normal(size=(10, 12)).cumsum(axis=1) + change * treatment[0], treatment


def _huber_white(outcome: Array, treatments: Array) -> Array:
    """Return errors with one cluster per area and month, all dummies counted."""
    areas, months = outcome.shape
    size = len(treatments)

    def within(values: Array) -> Array:
        centred = values - values.mean(axis=-1, keepdims=True)
        return np.asarray(centred - centred.mean(axis=-2, keepdims=True))

    x, y = within(treatments).reshape(size, -1), within(outcome).ravel()
    bread = np.linalg.inv(x @ x.T)
    scores = x * (y - bread @ x @ y @ x)
    few = outcome.size / (outcome.size - areas - months + 1 - size)
    return np.asarray(np.sqrt(np.diag(bread @ scores @ scores.T @ bread) * few))


def _states(oracles: Path) -> tuple[Array, int, int]:
    with (oracles / "synth" / "california_prop99.csv").open() as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    states = sorted({row["State"] for row in rows})
    packs = {(row["State"], int(row["Year"])): float(row["PacksPerCapita"]) for row in rows}
    outcome = np.array([[packs[state, year] for year in range(1970, 2001)] for state in states])
    return outcome, states.index("California"), 1989 - 1970


def _buenos_aires(oracles: Path) -> tuple[Array, Array]:
    """Return thefts, blocks × months, and police on the block, one block and two blocks away.

    Guards came on 25 July 1994; both halves of July (months 72 and 73 of the file) are left out.
    """
    rows = _stata(oracles / "ditella" / "MonthlyPanel.dta")
    rows = rows[~np.isin(rows["mes"], (72, 73))]
    rows = rows[np.lexsort((rows["mes"], rows["observ"]))]
    thefts, month, on_block, near, distance = (
        rows[name].astype(float).reshape(876, -1)
        for name in ("totrob", "mes", "institu1", "institu3", "distanci")
    )
    after = month > 7
    one_block = (near == 1) & (on_block == 0)
    two_blocks = (distance == 2) & (on_block == 0) & ~one_block
    return thefts, np.stack(
        [(on_block == 1) & after, one_block & after, two_blocks & after]
    ).astype(float)


def _stata(path: Path) -> Array:
    """Read a file of Stata's format 110, which pandas does not know, into a record array."""
    raw = path.read_bytes()
    assert (raw[0], raw[1]) == (110, 2)
    columns, records = struct.unpack("<HI", raw[4:10])
    kinds, at = raw[109 : 109 + columns], 109 + columns
    names = [raw[at + 33 * i :][:33].split(b"\0")[0].decode() for i in range(columns)]
    # names, sort order, formats, value labels' names, labels
    at += columns * (33 + 12 + 33 + 81) + 2 * (columns + 1)
    while (field := struct.unpack("<BI", raw[at : at + 5])) != (0, 0):
        at += 5 + field[1]
    code = {ord("f"): "<f4"}
    kind = [
        (name, code.get(type_code, f"S{type_code - 127}"))
        for name, type_code in zip(names, kinds, strict=True)
    ]
    return np.frombuffer(raw, np.dtype(kind), records, at + 5)
