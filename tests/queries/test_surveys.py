"""What residents say: the planted change of the sample city, and surveys without numbers."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from queries.errors import NoAnswer
from queries.records import surveys
from queries.records.surveys import SurveyChange
from queries.vintage.catalog import Vintage, open_city
from tests.conftest import at_home


@pytest.fixture(scope="module")
def vintage(small_home: Path) -> Iterator[Vintage]:
    """The sample city's vintage."""
    with at_home(small_home):
        yield open_city("sample")


def changed(table: pl.DataFrame, vintage: Vintage, policy: str) -> dict[str, SurveyChange]:
    """Return the changes around a policy by topic; all questions must have one."""
    found = surveys.changes(table, vintage.policy(policy))
    assert all(isinstance(item, SurveyChange) for _, item in found)
    return {topic: item for topic, item in found if isinstance(item, SurveyChange)}


def test_the_planted_rise_in_trust_is_found(vintage: Vintage, small_raw: Path) -> None:
    """Trust is higher after deescalation-2019; the range of the change holds what was planted."""
    found = changed(surveys.asked(vintage), vintage, "deescalation-2019")
    truth = json.loads((small_raw / "truth.json").read_text(encoding="utf-8"))["survey"]
    trust = found["trust"].change
    assert trust.verdict == "higher"
    assert trust.low < 100 * truth["added_after"]["trust"] < trust.high
    assert (len(found["trust"].before), len(found["trust"].after)) == (4, 4)


@pytest.mark.parametrize("topic", ["safety", "respect", "voice"])
def test_what_was_planted_unchanged_is_called_nothing(topic: str, vintage: Vintage) -> None:
    """Nothing is said to have changed where nothing did; the range holds no change."""
    found = changed(surveys.asked(vintage), vintage, "deescalation-2019")[topic].change
    assert found.verdict == "no_clear_change"
    assert found.low < 0 < found.high


@pytest.mark.parametrize("policy", ["mediators-2021", "show-of-force-2022"])
def test_policies_that_moved_no_answer_are_called_nothing(policy: str, vintage: Vintage) -> None:
    """Around a policy after which no answer was planted to change, none is said to have."""
    found = changed(surveys.asked(vintage), vintage, policy)
    assert {item.change.verdict for item in found.values()} == {"no_clear_change"}


def test_areas_are_those_of_the_survey(vintage: Vintage) -> None:
    """A district has its own values; a neighborhood, about which nobody was asked, has none."""
    district = surveys.asked(vintage, "district", "1")
    assert district["place_name"].unique().to_list() == ["Northgate"]
    assert district["n"].max() < surveys.asked(vintage)["n"].min()  # type: ignore[operator]
    assert surveys.asked(vintage, "neighborhood", "1").is_empty()


def test_without_numbers_there_is_no_verdict(vintage: Vintage) -> None:
    """The same survey without its numbers of people: the difference, no range, and why."""
    bare = surveys.asked(vintage).with_columns(n=pl.lit(None, pl.Int32))
    found = changed(bare, vintage, "deescalation-2019")["trust"]
    assert (found.change.verdict, found.reason) == ("", "no_n")
    assert found.change.difference > 0


def test_values_on_another_scale_are_another_question(vintage: Vintage) -> None:
    """The same shares, later written as parts of 1 and not of 100, are no fall by 60 points."""
    late = pl.col("starts_on") >= pl.date(2019, 1, 1)
    rescaled = surveys.asked(vintage).with_columns(
        pl.when(late).then(pl.col(name) / 100).otherwise(pl.col(name)).alias(name)
        for name in ("value", "scale_to")
    )
    found = surveys.changes(rescaled, vintage.policy("deescalation-2019"))
    assert {item.code for _, item in found if isinstance(item, NoAnswer)} == {"too_short"}
    assert len(found) == 8


def test_periods_that_overlap_have_no_verdict(vintage: Vintage) -> None:
    """People who are in several periods, as in running averages, make no range narrower."""
    asked = surveys.asked(vintage)
    running = pl.concat([asked, asked.with_columns(pl.col("starts_on").dt.offset_by("7d"))])
    found = changed(running, vintage, "deescalation-2019")["trust"]
    assert (found.change.verdict, found.reason) == ("", "overlap")
    assert np.isnan([found.change.low, found.change.high]).all()
    assert found.change.difference > 0


def test_too_short_a_survey_is_not_compared(vintage: Vintage) -> None:
    """With less than a year before the policy no change is told."""
    late = surveys.asked(vintage).filter(pl.col("starts_on").dt.year() >= 2018)
    found = surveys.changes(late, vintage.policy("deescalation-2019"))
    assert [item.code for _, item in found if isinstance(item, NoAnswer)] == ["too_short"] * 4


def test_sentiment_scores_are_those_of_months(chicago_home: Path) -> None:
    """Of 30,228 rows weeks and empty scores are set aside; trust is the mean of two questions.

    Around the order of 2021 trust and safety have means and no verdict; the others began too late.
    """
    with at_home(chicago_home):
        vintage = open_city("chicago")
        [file] = [file for file in vintage.manifest.files if file.source == "surveys"]
        asked = surveys.asked(vintage)
        found = dict(surveys.changes(asked, vintage.policy("g03-02-2021")))
    assert (file.rows_read, file.kept) == (30_228, 22_698)
    assert file.set_aside == {"other_period": 1_516, "score_missing": 6_014}
    wide = asked.pivot("topic", index="starts_on", values="value").drop_nulls()
    means = (wide["voice"] + wide["respect"]) / 2
    assert wide.height == 43
    assert (means - wide["trust"]).abs().max() < 0.0051  # type: ignore[operator]
    trust = found["trust"]
    assert isinstance(trust, surveys.SurveyChange)
    assert (trust.reason, trust.change.verdict) == ("no_n", "")
    assert (round(trust.change.before, 2), round(trust.change.after, 2)) == (59.90, 57.79)
    assert [topic for topic, item in found.items() if isinstance(item, NoAnswer)] == [
        "respect",
        "voice",
    ]
