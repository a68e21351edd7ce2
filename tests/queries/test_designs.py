"""Reached areas against others: planted changes are estimated, unfit designs are refused."""

import json
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from queries.change import designs as module
from queries.change.designs import Designs, designs
from queries.vintage.catalog import Vintage, open_city
from tests.conftest import at_home

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
    with sample.lock:
        counts = sample.con.execute(
            """
            select sum(n) from daily_counts
            where
                event = 'complaints' and layer = 'neighborhood' and area_id <> 'unknown'
                and day between ? and ?
            """,
            list(analysis.windows.periods[0]),
        ).fetchall()
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
    sample.__dict__["policies"] = [policy]
    analysis = designs(sample, "complaints", POLICY)
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
    sample.__dict__["policies"] = [
        replace(policy, comparison={"city": "sample", "why": why}),
    ]
    with at_home(sample_home):
        analysis = designs(sample, "force_per_calls", policy.id)
        assert analysis.refused is None
        assert estimate(analysis, "ratio_of_ratios")["ratio"] == pytest.approx(1)
        assert [estimate(analysis, design)["refused"] for design in module.DESIGNS[1:]] == [
            "two_places"
        ] * 2
        sample.__dict__["policies"] = [
            replace(policy, comparison={"city": "atlantis", "why": why}),
        ]
        assert designs(sample, "force_per_calls", policy.id).refused == "no_other_city"
