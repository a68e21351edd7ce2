"""Every method is explained, and its explanation agrees with the code."""

import ast
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import numpy as np

from dashboard.words import load
from queries.declared.methods import constants, decisions, methods
from queries.paths import ROOT
from queries.stats import constants as values
from queries.stats.comparison import compare_periods, compared
from queries.stats.disparity import disparity, unknown_bounds
from queries.stats.funnel import funnel
from queries.stats.marshall import shrunken_rates
from queries.stats.missingness import jumps
from queries.stats.monthly_series import series
from queries.stats.panel import panel
from queries.stats.placebo import placebo_dates
from queries.stats.power import months_to_see
from queries.stats.rare_events import t_chart
from queries.stats.rates import poisson_rate, share
from queries.stats.ratio_of_ratios import ratio_of_ratios
from queries.stats.shrinkage import shrunken_changes
from queries.stats.synthetic_control import synthetic_control
from queries.stats.time_series import LevelChange, NotFitted, level_change
from queries.stats.u_chart import u_chart
from queries.stats.xmr import xmr
from tests.languages import LANGUAGES

HELPERS = {"__init__", "constants", "roots", "steps"}
"""Modules of queries/stats that are no method."""


def methods_in(table: Any) -> set[str]:
    """Return the values of a table's column `method`."""
    return {str(method) for method in np.ravel(table["method"])}


def of_comparisons() -> set[str]:
    """Run rates, shares and comparisons on steady months, overdispersed months and zeros."""
    calm, wild = np.full(6, 5.0), np.array([0.0, 20, 0, 20, 0, 20])
    months = np.array([calm, wild, np.zeros(6)])
    exposure = np.full(months.shape, 100.0)
    x, n = months.sum(axis=1), exposure.sum(axis=1)
    names = (
        methods_in(poisson_rate(5, 100))
        | methods_in(share(5, 100))
        | methods_in(months_to_see(50, 24, 24))
    )
    for kind in ("rate", "share"):
        table = compare_periods(x, n, x, n, (months, exposure), (months, exposure), kind=kind)
        names |= methods_in(table)
        names |= methods_in(compared((x, n, x, n), np.array([1, 2, 1]), (6, 6), kind=kind))
    benchmarks = {"residents": (10.0, 20.0), "stops": (5.0, 6.0)}
    for phi in (1, 2):
        names |= methods_in(disparity(5, 6, benchmarks, phi))
        names |= methods_in(ratio_of_ratios((9, 1, 8, 1), (9, 1, 9, 1), phi))
    return (
        names
        | methods_in(disparity(0, 0, benchmarks))
        | methods_in(unknown_bounds(5, 9, 5, 9, 1, 11))
    )


def of_many_areas() -> set[str]:
    """Run maps, rankings and funnels on equal areas, different areas and few areas."""
    alike, different = np.full(30, 20.0), np.where(np.arange(30) % 2, 60.0, 5.0)
    exposure = np.full(30, 100.0)
    names: set[str] = set()
    for events in (alike, different):
        names |= methods_in(shrunken_rates(events, exposure))
        names |= methods_in(shrunken_changes(alike, exposure, events, exposure).table)
        for few in (slice(0, 30), slice(0, 5)):
            for is_share in (False, True):
                names |= methods_in(funnel(events[few], exposure[few], is_share=is_share).table)
    return names


def of_series() -> set[str]:
    """Run the time series with one and two waves, autocorrelated, and where it is refused."""
    rng = np.random.default_rng(1)
    months = np.datetime64("2013-01") + np.arange(72)
    calm = rng.poisson(50, 72).astype(float)
    rolling = calm + 40 * np.sin(np.arange(72) / 4)
    cases = [
        (calm, 36, 72),
        (calm, 15, 40),
        (rolling, 36, 72),
        (calm, 6, 40),
        (calm, 36, 38),
        (calm / 50, 36, 72),
        (np.where(np.arange(72) < 36, 0, calm), 36, 72),
        (np.where(np.arange(72) < 36, calm, 0), 36, 72),
    ]
    names = set()
    for events, at, until in cases:
        fitted_series = series(
            months[:until], events[:until], 1.0, transition_from=months[at], after_from=months[at]
        )
        model = level_change(fitted_series)
        names.add(model.reason if isinstance(model, NotFitted) else model.method)
        assert isinstance(model, LevelChange | NotFitted)
    fitted_series = series(months, calm, 1.0, transition_from=months[40], after_from=months[40])
    return names | methods_in(placebo_dates(fitted_series))


def of_other_designs() -> set[str]:
    """Run panels with many and few areas, and a synthetic control."""
    rng = np.random.default_rng(2)
    names: set[str] = set()
    for areas, dosed in ((40, False), (6, False), (6, True)):
        policy = np.zeros((1, areas, 12))
        policy[0, : areas // 2, 6:] = 1
        if dosed:
            policy *= rng.uniform(0.5, 1, (1, areas, 1))
        names |= methods_in(panel(rng.normal(size=(areas, 12)), policy))
    return names | {synthetic_control(rng.normal(size=(5, 12)), 0, 6).method}


def of_charts() -> set[str]:
    """Run the charts with a long baseline and with a short one."""
    rng = np.random.default_rng(3)
    names = methods_in(jumps(np.full(14, 50.0), np.full(14, 40.0)))
    for months in (36, 8):
        counts = rng.poisson(9, (3, months)).astype(float)
        names |= methods_in(xmr(counts[0], "down")) | methods_in(
            u_chart(counts, np.ones(counts.shape), "down")
        )
        names |= methods_in(t_chart(np.arange(months) * 9, months * 9, "down"))
    return names


RUNS = (of_comparisons, of_many_areas, of_series, of_other_designs, of_charts)


def test_every_method_a_table_can_name_is_explained() -> None:
    """data/methods.toml lists exactly the methods that tables can name."""
    names = set().union(*(run() for run in RUNS))
    explained = {key for method in methods() for key in method.in_tables}
    assert [name for name in names if not any(fnmatchcase(name, key) for key in explained)] == []
    # a model that cannot be estimated needs months that no real series has
    unused = {key for key in explained if not any(fnmatchcase(name, key) for name in names)}
    assert unused <= {"not_estimable"}


def test_constants_are_those_of_the_code() -> None:
    """Every public constant has its reason in both languages and belongs to a method."""
    public = {name for name in vars(values) if name.isupper()}
    assert set(constants()) == public
    for name, constant in constants().items():
        assert constant.value == getattr(values, name)
        assert set(constant.reason) == set(LANGUAGES)
        assert all(constant.reason.values())
    assert {name for method in methods() for name in method.constants} == public


def constants_of(path: Path) -> set[str]:
    """Return the names that a module imports from the constants."""
    return {
        name.name
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == values.__name__
        for name in node.names
    }


def test_a_method_prints_the_constants_that_its_code_uses() -> None:
    """No module uses a threshold that the page does not show under its method."""
    printed: dict[str, set[str]] = {}
    for method in methods():
        for module in method.modules:
            printed.setdefault(module, set()).update(method.constants)
    for module, names in printed.items():
        assert constants_of(ROOT / module) <= names, module
    stats = {f"queries/stats/{path.name}" for path in (ROOT / "queries/stats").glob("*.py")}
    assert {path for path in stats if Path(path).stem not in HELPERS} <= set(printed)


def test_methods_are_told_in_both_languages() -> None:
    """Every text of a method is there in both languages, and its group and claim have words."""
    for method in methods():
        for text in (method.name, method.plain, method.limits, *method.in_tables.values()):
            assert set(text) == set(LANGUAGES)
            assert all(text.values())
        assert method.symbols
        for language in LANGUAGES:
            assert load(language).text(f"known.groups.{method.group}")
            assert load(language).text(f"known.claims.{method.claims}")


def test_only_designs_with_a_comparison_may_name_a_policy() -> None:
    """Only the time series, its placebos and the designs with comparison areas claim a policy."""
    ids = {method.id for method in methods() if method.claims == "policy"}
    assert ids == {"series", "placebo", "ratio_of_ratios", "panel", "synthetic_control"}


def test_decisions_are_shipped_and_told() -> None:
    """Every page of decisions has a title and a text, is named by a method, and methods know it."""
    files = {decision.file for decision in decisions()}
    assert files == {path.name for path in (ROOT / "docs" / "decisions").glob("*.md")}
    assert {file for method in methods() for file in method.decisions} == files
    assert all(decision.title and not decision.text.startswith("#") for decision in decisions())


def test_reasons_are_the_strings_under_the_names() -> None:
    """The printed reason of a constant is the string below it in the code."""
    assert constants()["ALPHA"].value == 0.05
    assert constants()["ALPHA"].reason["en"] == (
        "Two-sided error rate of every interval and test; ranges are 95 % ranges."
    )
