"""Reached areas against others: planted changes are estimated, unfit designs are refused."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from queries.change import designs as module
from queries.change.designs import Designs, designs
from queries.stats.constants import SYNTHETIC_MIN_OTHERS
from queries.vintage.catalog import Vintage, open_city
from tests.conftest import at_home
from tests.handmade import change, day, monthly, span, vintage, with_register

POLICY = "mediators-2021"


@pytest.fixture
def sample(sample_home: Path) -> Vintage:
    """The published sample city."""
    with at_home(sample_home):
        return open_city("sample")


def estimate(analysis: Designs, design: str) -> dict[str, float]:
    """Return the row of one design."""
    return analysis.estimates.row(by_predicate=pl.col("design") == design, named=True)


@pytest.mark.parametrize("measure", ["complaints", "complaints_per_calls"])
def test_what_was_planted_in_some_areas_comes_back(
    sample: Vintage, sample_home: Path, measure: str
) -> None:
    """Both intervals hold the planted ratio, and no permuted group of areas differs as much."""
    truth = json.loads((sample_home / "raw" / "sample" / "truth.json").read_text(encoding="utf-8"))
    planted = truth["policies"][POLICY]
    analysis = designs(sample, measure, POLICY)
    assert analysis.windows is not None
    assert {
        when: {"from": str(first), "to": str(last)}
        for when, (first, last) in zip(("before", "after"), analysis.windows.periods, strict=True)
    } == planted["windows"]
    for design in ("ratio_of_ratios", "panel"):
        row = estimate(analysis, design)
        assert row["low"] < planted["expected_ratio_of_ratios"] < row["high"] < 1
    assert analysis.rank == (1, 200)


def test_groups_are_counts_of_the_records(sample: Vintage) -> None:
    """Reached areas, other areas and unplaced records add up to all complaints of the windows."""
    analysis = designs(sample, "complaints", POLICY)
    assert analysis.groups["places"].to_list() == [10, 20]
    assert analysis.windows is not None
    counts = sample.reader.rows(
        """
            select sum(n) from daily_counts
            where
                event = 'complaints' and layer = 'neighborhood' and area_id <> 'unknown'
                and day between ? and ?
            """,
        list(analysis.windows.periods[0]),
    )
    assert analysis.groups["before_events"].sum() == counts[0][0]


def test_what_the_policy_does_not_mean_to_move_did_not(sample: Vintage) -> None:
    """The placebo outcomes are calls only: force broke in recording, complaints are the point."""
    outcomes = designs(sample, "complaints", POLICY).placebo_outcomes
    assert set(outcomes["measure"]) == {
        *("calls_per_residents", "calls_public", "calls_crisis", "calls_priority_on_time"),
    }
    assert outcomes.filter((pl.col("low") > 1) | (pl.col("high") < 1)).is_empty()


def test_a_synthetic_control_needs_a_good_fit(sample: Vintage) -> None:
    """About ten complaints a month are too few for a good fit; thousands of calls are enough."""
    assert estimate(designs(sample, "complaints", POLICY), "synthetic_control")["refused"] == (
        "poor_fit"
    )
    calls = estimate(designs(sample, "calls_per_residents", POLICY), "synthetic_control")
    assert calls["refused"] is None
    assert calls["ratio"] == pytest.approx(1, abs=0.03)
    assert calls["p"] > 0.05


def test_few_areas_are_permuted(sample: Vintage) -> None:
    """Two reached of five districts are permuted; three others are too few for a control."""
    policy = replace(sample.policy(POLICY), layer="district", areas=("1", "2"))
    analysis = designs(with_register(sample, policy), "complaints", POLICY)
    assert "assignments" in str(estimate(analysis, "panel")["method"])
    assert estimate(analysis, "synthetic_control")["refused"] == "few_places"


@pytest.mark.parametrize(
    ("measure", "policy", "why"),
    [
        ("force", "deescalation-2019", "whole_city"),
        ("force", POLICY, "recording"),
    ],
)
def test_designs_that_do_not_fit_are_refused(
    sample: Vintage, measure: str, policy: str, why: str
) -> None:
    """There is no estimate where the policy reached every area or recording broke."""
    analysis = designs(sample, measure, policy)
    assert analysis.refused == why
    assert analysis.estimates.is_empty()


def test_another_city_stands_for_this_one(sample: Vintage, sample_home: Path) -> None:
    """A city compared with itself has a ratio of 1, and only the exact design is offered."""
    why = {"en": "It is the same city.", "es": "Es la misma ciudad."}
    policy = sample.policy("deescalation-2019")

    def compared_with(city: str) -> Vintage:
        return with_register(sample, replace(policy, comparison={"city": city, "why": why}))

    with at_home(sample_home):
        analysis = designs(compared_with("sample"), "force_per_calls", policy.id)
        assert analysis.refused is None
        assert estimate(analysis, "ratio_of_ratios")["ratio"] == pytest.approx(1)
        assert [estimate(analysis, design)["refused"] for design in module.DESIGNS[1:]] == [
            "two_places"
        ] * 2
        elsewhere = compared_with("atlantis")
        assert designs(elsewhere, "force_per_calls", policy.id).refused == "no_other_city"


def in_areas(
    names: Sequence[str], others: Sequence[tuple[str, str | None, str | None]], **more: Any
) -> Vintage:
    """Return a city whose policy of 2018 came to the areas named, and not to the others."""
    areas = [*((name, None, None) for name in names), *others]
    policy = change("p", "2018-01-01", scope="areas", areas=list(names), **more)
    return vintage(
        [
            count
            for number, (name, _, _) in enumerate(areas)
            for event in ("force", "calls")
            for count in monthly(name, event, "2014-01", 96, 10 + number)
        ],
        areas=areas,
        policies=[policy],
    )


@pytest.mark.parametrize(
    ("others", "refused"),
    [
        ([("b", None, None)], None),
        # there is nobody to compare with
        ([], "boundaries"),
        # an area elsewhere is not the same place before and after
        ([("b", None, None), ("c", "2017-06-01", None)], "boundaries"),
    ],
)
def test_areas_must_stand_for_themselves(
    others: list[tuple[str, str | None, str | None]], refused: str | None
) -> None:
    """Designs need other areas than those reached, and all of them on one map."""
    analysis = designs(in_areas(["a"], others), "force", "p")
    assert analysis.refused == refused
    if refused is None:
        assert (analysis.reached, analysis.others) == (["A"], ["B"])
        assert analysis.groups["places"].to_list() == [1, 1]


@pytest.mark.parametrize("n", [SYNTHETIC_MIN_OTHERS - 1, SYNTHETIC_MIN_OTHERS])
def test_a_synthetic_control_needs_others(n: int) -> None:
    """As many other areas as the least are enough, one fewer is not."""
    others: list[tuple[str, None, None]] = [(f"o{number:02}", None, None) for number in range(n)]
    row = estimate(designs(in_areas(["a"], others), "force", "p"), "synthetic_control")
    assert (row["refused"] == "few_places") == (n < SYNTHETIC_MIN_OTHERS)


@pytest.mark.parametrize(
    ("aims", "placebos"), [({}, {"calls_per_residents"}), ({"calls_per_residents": "down"}, set())]
)
def test_records_that_a_policy_aims_at_are_no_placebo(
    aims: dict[str, str], placebos: set[str]
) -> None:
    """What the policy means to move is left out, beside the records compared themselves."""
    city = in_areas(["a"], [("b", None, None)], measures=aims)
    outcomes = designs(city, "force", "p").placebo_outcomes["measure"].to_list()
    assert set(outcomes) & {"calls_per_residents", "force_per_calls", "force"} == placebos


def beside(other: Vintage, monkeypatch: pytest.MonkeyPatch, **more: Any) -> Designs:
    """Return the designs of a policy of 2018 for which another city stands."""
    why = {"en": "It is alike.", "es": "Es parecida."}
    policy = change("p", "2018-01-01", comparison={"city": "other", "why": why})
    city = vintage(monthly("a", "force", "2014-01", 96, 10), policies=[policy], **more)
    monkeypatch.setattr(module, "open_city", lambda name: other)
    return designs(city, "force", "p")


def of_force(first: str, last: str, **more: Any) -> Vintage:
    """Return another city's force between two days."""
    counts = monthly("a", "force", "2014-01", 96, 10)
    force = span(first, last, resolution=more.pop("resolution", "day"))
    return vintage(counts, datasets={"force": force}, **more)


def test_two_cities_are_compared_where_both_have_records(monkeypatch: pytest.MonkeyPatch) -> None:
    """The windows lie inside the records of both cities."""
    analysis = beside(of_force("2016-07-01", "2021-12-31"), monkeypatch)
    assert analysis.windows is not None
    assert analysis.windows.before_from == day("2017-01-01")
    assert beside(of_force("2017-07-01", "2021-12-31"), monkeypatch).refused == "no_other_city"


def test_a_city_without_days_is_compared_by_months(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where one of two cities gives no day, a transition is widened to whole months for both."""
    other = of_force("2014-01-01", "2021-12-31", resolution="month")
    why = {"en": "It is alike.", "es": "Es parecida."}
    policy = change("p", "2018-01-10", comparison={"city": "other", "why": why})
    city = vintage(monthly("a", "force", "2014-01", 96, 10), policies=[policy])
    monkeypatch.setattr(module, "open_city", lambda name: other)
    windows = designs(city, "force", "p").windows
    assert windows is not None
    assert (windows.before_to, windows.after_from) == (day("2017-12-31"), day("2018-02-01"))


def test_recording_that_broke_in_the_other_city_forbids_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A break there is as good as one here, and a caution there stands beside the estimate."""
    broken = of_force(
        "2014-01-01", "2021-12-31", policies=[change("theirs", "2018-05-01", recording="breaks")]
    )
    assert beside(broken, monkeypatch).refused == "recording"
    other = of_force(
        "2014-01-01", "2021-12-31", policies=[change("theirs", "2018-05-01", recording="caution")]
    )
    analysis = beside(other, monkeypatch)
    assert analysis.refused is None
    assert ("recording_caution", {"en": "theirs", "es": "theirs"}) in analysis.cautions
    # what both cities' measures say stands there once
    texts = [str(text) for _, text in analysis.cautions]
    assert len(texts) == len(set(texts))
