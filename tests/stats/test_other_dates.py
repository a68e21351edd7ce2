"""Whether a date stands out among all other dates of the record."""

import numpy as np
import pytest
from scipy import stats

from queries.stats.months import Record
from queries.stats.other_dates import is_high_before, other_dates


def record(events: np.ndarray, change: int, length: int = 12, gap: int = 0) -> Record:
    """A record with windows of `length` months before a change and, after a gap, since."""
    events = np.atleast_2d(events).astype(float)
    at = np.arange(events.shape[1])
    before = (at >= change - length) & (at < change)
    after = (at >= change + gap) & (at < change + gap + length)
    return Record(events, np.ones(events.shape), 0, before, after)


def noisy(months: int, level: float = 100, seed: int = 1) -> np.ndarray:
    """Poisson months around one level."""
    return np.random.default_rng(seed).poisson(level, months).astype(float)


def test_a_change_unlike_all_others_stands_out() -> None:
    """A fall by a third in a steady record stands out, and no other date has one as large."""
    counts = noisy(120)
    counts[60:] = noisy(60, 67, seed=2)
    counts[72:] = noisy(48, 100, seed=3)
    found = other_dates(record(counts, 60))
    assert found.answer.tolist() == ["stands_out"]
    assert found.as_large.tolist() == [0]
    assert found.own[0] < found.low[0] < 1 < found.high[0]


def test_a_change_like_any_other_does_not() -> None:
    """A fall by a tenth every year is no mark of one date among them."""
    counts = 400 * 0.9 ** (np.arange(240) / 12)
    found = other_dates(record(np.round(counts), 120, length=24))
    assert found.answer.tolist() == ["does_not_stand_out"]
    assert found.low[0] < found.own[0] < found.high[0] < 1


def test_other_dates_share_no_month_with_the_windows() -> None:
    """With 120 months and windows from 48 to 71, dates begin at 12 to 36 and at 84 to 108."""
    found = other_dates(record(noisy(120), 60))
    assert found.starts.tolist() == [*range(12, 37), *range(84, 109)]
    assert found.ratios.shape == (1, 50)
    # 48 months on either side hold four windows of a year each
    assert found.independent == 8


def test_a_transition_is_kept_between_the_windows() -> None:
    """Other dates have the same months left out; their place is where the after window begins."""
    counts = noisy(96)
    found = other_dates(record(counts, 20, gap=3))
    first = found.starts[0]
    before, after = counts[first - 15 : first - 3].sum(), counts[first : first + 12].sum()
    assert found.ratios[0, 0] == pytest.approx((after + 0.5) / (before + 0.5))


def test_the_range_is_that_of_a_t_quantile() -> None:
    """Ordinary years: mean ± t·sd of the log ratios, with windows side by side less one as df."""
    counts = noisy(120)
    found = other_dates(record(counts, 60))
    logs, apart = np.log(found.ratios[0]), found.independent
    spread = logs.std() * np.sqrt(apart / (apart - 1) * (1 + 1 / apart))
    reach = stats.t.ppf(0.975, apart - 1) * spread
    assert found.low[0] == pytest.approx(np.exp(logs.mean() - reach))
    assert found.high[0] == pytest.approx(np.exp(logs.mean() + reach))
    z = (np.log(found.own[0]) - logs.mean()) / spread
    assert found.p[0] == pytest.approx(2 * stats.t.sf(abs(z), apart - 1))


@pytest.mark.parametrize(("months", "answer"), [(47, "too_short"), (72, "does_not_stand_out")])
def test_a_short_record_cannot_tell(months: int, answer: str) -> None:
    """Under four windows side by side beside the date's own there is no answer."""
    assert other_dates(record(noisy(months), 12)).answer.tolist() == [answer]


def test_a_gap_is_no_date() -> None:
    """No other date has a month without a record in its windows."""
    counts = noisy(120)
    counts[90] = np.nan
    assert other_dates(record(counts, 60)).starts.tolist() == [*range(12, 37), *range(103, 109)]


def test_a_rise_is_ranked_among_rises() -> None:
    """Dates with a change in the same direction and at least as large are counted, ties too."""
    counts = np.full(96, 10.0)
    counts[12:24] = 20
    counts[60:72] = 20
    found = other_dates(record(counts, 60))
    assert found.own[0] == pytest.approx(240.5 / 120.5)
    assert found.as_large.tolist() == [int((found.ratios[0] >= 240.5 / 120.5).sum())]
    assert found.as_large[0] == 1


def test_a_row_with_a_shorter_record_has_its_own_answer() -> None:
    """An area that was drawn later has no ratio at dates before, and no answer made of others'."""
    counts = np.vstack([noisy(120), noisy(120, seed=2)])
    counts[1, :20] = np.nan
    found = other_dates(record(counts, 60))
    assert found.answer.tolist()[0] == "does_not_stand_out"
    assert found.answer.tolist()[1] == "too_short"


def test_a_high_year_before_is_noticed() -> None:
    """A before window above nine in ten of the record's windows is high; a usual one is not."""
    counts = np.full(120, 100.0)
    counts[48:60] = 130
    assert is_high_before(record(counts, 60))
    assert not is_high_before(record(noisy(120), 60))
    # with under four windows of record nothing is unusual
    assert not is_high_before(record(counts[40:84], 20))
