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


def blocks(count: int, jumps: int) -> Record:
    """Six flat months that hold one date each, `count` times, with a gap after each; then the
    windows of three months. The date itself and `jumps` others rise by a half.
    """
    counts = np.full(7 * count + 6, 100.0)
    counts[6 : 7 * count : 7] = np.nan
    counts[5 : 7 * jumps : 7] = 250
    counts[-1] = 250
    return record(counts, 7 * count + 3, length=3)


@pytest.mark.parametrize(
    ("count", "jumps", "answer"),
    [
        (19, 2, "stands_out"),
        (20, 1, "stands_out"),
        (20, 2, "does_not_stand_out"),
        # one date in twenty of 39 others and itself
        (38, 2, "does_not_stand_out"),
        (39, 2, "stands_out"),
        (39, 3, "does_not_stand_out"),
    ],
)
def test_among_twenty_dates_it_must_rank_high(count: int, jumps: int, answer: str) -> None:
    """From twenty other dates on no more than one in twenty may be as large, its own counted too.

    Twenty blocks of six months: with two jumps z is .9 / (.3·√(40/39·(1 + 1/40))) = 2.9, so that
    only the rank stands against it.
    """
    found = other_dates(blocks(count, jumps))
    assert (len(found.starts), found.independent) == (count, 2 * count)
    assert found.as_large.tolist() == [jumps]
    assert found.p[0] < 0.05
    assert found.answer.tolist() == [answer]


def test_where_nothing_ever_changed_nothing_stands_out() -> None:
    """A record that is flat at its own date and all others has p 1 and a range that is 1."""
    found = other_dates(record(np.full(120, 10.0), 60))
    assert (found.own[0], found.p[0], found.low[0], found.high[0]) == (1, 1, 1, 1)
    assert found.answer.tolist() == ["does_not_stand_out"]


def test_no_change_is_ranked_among_rises() -> None:
    """A ratio of exactly 1 has as many dates at least as large as have no fall."""
    counts = np.full(120, 10.0)
    counts[119] = 30
    found = other_dates(record(counts, 60))
    assert found.as_large.tolist() == [50]
    counts[[0, 119]] = 30, 10
    assert other_dates(record(counts, 60)).as_large.tolist() == [49]


@pytest.mark.parametrize(
    ("before", "after", "gap", "independent"),
    # fifty months after the windows hold so many of the longer window, whole ones only
    [(12, 6, 0, 4), (6, 12, 0, 4), (12, 12, 0, 4), (10, 6, 9, 5), (6, 10, 9, 5), (11, 3, 0, 4)],
)
def test_windows_side_by_side_have_the_longer_length(
    before: int, after: int, gap: int, independent: int
) -> None:
    """Windows side by side are as long as the longer of the two; months between do not count."""
    first = before + gap
    at = np.arange(first + after + 50)
    made = Record(
        np.ones((1, len(at))), np.ones((1, len(at))), 0, at < before,
        (at >= first) & (at < first + after),
    )  # fmt: skip
    assert other_dates(made).independent == independent


def test_parts_of_windows_are_not_put_together() -> None:
    """Two stretches of 33 months hold two windows of a year each, not five between them."""
    assert other_dates(record(noisy(33 + 24 + 33), 45)).independent == 4


def test_one_unknown_month_leaves_a_row_without_those_dates() -> None:
    """A month unknown in one row of two takes the ratio of every date that has it, and no other."""
    counts = np.vstack([noisy(120), noisy(120, seed=2)])
    counts[1, 90] = np.nan
    found = other_dates(record(counts, 60))
    has_month = (found.starts - 12 <= 90) & (found.starts + 12 > 90)
    assert np.isnan(found.ratios[1]).tolist() == has_month.tolist()
    assert np.isfinite(found.ratios[0]).all()


@pytest.mark.parametrize(("before", "after"), [(12, 0), (0, 12), (0, 0)])
def test_without_a_window_there_are_no_dates(before: int, after: int) -> None:
    """A record in which one of the windows has no month has no other date and is too short."""
    at = np.arange(120)
    windows = (at >= 60 - before) & (at < 60), (at >= 60) & (at < 60 + after)
    found = other_dates(Record(noisy(120)[None], np.ones((1, 120)), 0, *windows))
    assert found.starts.tolist() == []
    assert found.ratios.shape == (1, 0)
    assert (found.independent, found.answer.tolist()) == (0, ["too_short"])


def test_high_is_measured_by_rate_and_without_the_after_window() -> None:
    """More events of more exposure are no high year, and a yet higher year after makes none low."""
    counts = np.full(120, 100.0)
    counts[48:60], counts[60:72] = 130, 200
    assert is_high_before(record(counts, 60))
    made = record(counts, 60)
    exposed = Record(counts[None], counts[None] / 100, 0, made.is_before, made.is_after)
    assert not is_high_before(exposed)


def test_high_needs_a_window_and_four_of_its_length() -> None:
    """Without a before window nothing is high; four windows beside the after window are enough."""
    counts = np.full(60, 100.0)
    counts[36:48] = 130
    assert is_high_before(record(counts, 48))
    assert not is_high_before(record(counts[1:], 47))
    assert not is_high_before(record(counts, 48, length=0))


@pytest.mark.parametrize(("tied", "is_high"), [(0, True), (1, False)])
def test_high_is_above_nine_in_ten(tied: int, is_high: bool) -> None:
    """Of ten single months nine are lower; where one of these is as high, only eight are."""
    counts = np.array([1.0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 5])
    counts[:tied] = 10
    assert is_high_before(record(counts, 10, length=1)) is is_high


def test_a_month_without_cases_is_part_of_an_areas_record() -> None:
    """A share's month without any case is nothing of nothing, so that other dates remain."""
    cases = np.full((2, 144), 10.0)
    cases[1, 5::13] = 0
    at = np.arange(144)
    windows = ((at >= 60) & (at < 72), (at >= 72) & (at < 84))
    answer = other_dates(Record(cases / 2, cases, 0, *windows, is_share=True))
    assert answer.answer.tolist() == ["does_not_stand_out"] * 2
    assert np.isfinite(answer.ratios).all()


def test_the_citys_own_change_is_the_one_that_is_shown() -> None:
    """The count of other dates is of the ratio given for the city; other rows have their own."""
    rng = np.random.default_rng(8)
    at = np.arange(144)
    windows = ((at >= 60) & (at < 72), (at >= 72) & (at < 84))
    events = rng.poisson(50, (2, 144)).astype(float)
    record = Record(events, np.ones((2, 144)), 0, *windows)
    shown, hidden = other_dates(record, 0.97), other_dates(record)
    assert shown.own[0] == pytest.approx(0.97)
    assert shown.as_large[0] == (shown.ratios[0] <= 0.97).sum()
    assert shown.own[1] == hidden.own[1]
