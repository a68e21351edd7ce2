"""`make placebo`: the dates it asks about are untouched, and every answer is counted once."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import placebo
from benchmarks.placebo import SECOND, answers, untouched
from queries.change.compare import compare
from queries.stats.verdicts import VERDICTS
from queries.vintage.catalog import Vintage, open_city
from tests.conftest import at_home


@pytest.fixture
def sample(small_home: Path) -> Iterator[Vintage]:
    """The small sample city as it is published."""
    with at_home(small_home):
        yield open_city("sample")


def test_no_window_of_an_untouched_date_holds_a_policy(sample: Vintage) -> None:
    """The sample's policies, and the planted change of recording, lie in no window; dates do."""
    for measure in sample.measures("neighborhood"):
        days = list(untouched(sample, measure))
        assert days
        for day in days:
            assert (day.day, day.month) in ((1, 1), (1, 7))
            windows = compare(sample, measure.id, on=day).windows
            for policy in sample.policies:
                assert not windows.before_from <= policy.effective_on <= windows.after_to
                assert not windows.before_from < policy.recorded_from <= windows.after_to


def test_a_policy_in_a_window_takes_its_dates_away(
    sample: Vintage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the register of policies every date with a year on both sides is untouched."""
    measure = sample.measure("complaints", "neighborhood")
    fewer = set(untouched(sample, measure))
    monkeypatch.setitem(vars(sample), "policies", [])
    days = set(untouched(sample, measure))
    first, last = sample.span(measure)
    expected = {
        dt.date(year, month, 1)
        for year in range(first.year, last.year + 1)
        for month in (1, 7)
        if first <= dt.date(year - 1, month, 1)
        and dt.date(year + 1, month, 1) - dt.timedelta(days=1) <= last
    }
    assert days == expected
    assert fewer < days


def test_every_date_has_both_answers(sample: Vintage) -> None:
    """The verdicts of a measure, and its second answers, each add up to its dates."""
    measure = sample.measure("complaints", "neighborhood")
    counts = answers(sample, measure)
    assert counts["dates"] == len(list(untouched(sample, measure)))
    assert sum(counts[verdict] for verdict in VERDICTS) == counts["dates"]
    assert sum(counts[answer] for answer in (*SECOND, "no_second_answer")) == counts["dates"]


def test_the_table_has_every_measure_and_the_totals(
    sample: Vintage, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Printed are a line per measure with untouched dates, one per city, and one for all."""
    monkeypatch.setattr("sys.argv", ["placebo"])
    placebo.main()
    printed = capsys.readouterr().out
    for measure in sample.measures("neighborhood"):
        assert measure.id in printed
    totals = [line for line in printed.splitlines() if line.startswith("│ all ")]
    assert len(totals) == 1
