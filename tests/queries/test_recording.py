"""Changes in recording, dated by the day on which records change.

That day is `recording_since` where a policy changes recording later than it takes effect, and
otherwise the effective day.
"""

import pytest

from dashboard.words import load
from queries.change.cautions import cautions_of, standing_cautions
from queries.change.trend import trend
from queries.declared.measures import measures
from queries.grid.placing import Placing
from queries.grid.windows import Windows
from queries.review.chart_rules import rebasing_policies
from queries.vintage.catalog import Vintage
from queries.vintage.recording import BREAKS, recording_changes
from tests.handmade import change, day, monthly, vintage

FORCE = measures()["force"]
INJURED = measures()["force_person_injured"]
AROUND_2018 = Windows(day("2016-01-01"), day("2017-12-31"), day("2018-01-01"), day("2019-12-31"))
AROUND_DAYS = AROUND_2018.before_from, AROUND_2018.after_to


def policy_ids(*policies: object) -> list[str]:
    """Return the ids of policies."""
    return [str(getattr(policy, "id", "")) for policy in policies]


def changed_on(effective_on: str, since: str | None, **more: object) -> Vintage:
    """Return a vintage with one policy that changed recording, on `since` or when effective."""
    dated = {"recording_since": since} if since else {}
    return vintage(policies=[change("p", effective_on, **{"recording": "breaks", **dated, **more})])


@pytest.mark.parametrize(
    ("effective_on", "since", "is_inside"),
    [
        # dated by the day in force where recording changed with it
        ("2016-01-01", None, False),  # the first day compared: all records are alike
        ("2016-01-02", None, True),
        ("2019-12-31", None, True),  # the last day compared is recorded otherwise
        ("2020-01-01", None, False),
        # dated by recording_since where it has one, whatever the day in force
        ("2018-01-01", "2016-01-01", False),
        ("2018-01-01", "2020-01-01", False),
        ("2015-01-01", "2016-01-02", True),
        ("2021-01-01", "2019-12-31", True),
    ],
)
def test_recording_changes_on_the_day_it_changes(
    effective_on: str, since: str | None, is_inside: bool
) -> None:
    """A comparison has a caution exactly where recording changes inside its windows."""
    city = changed_on(effective_on, since)
    assert bool(recording_changes(city, {"force"}, *AROUND_DAYS)) == is_inside
    codes = [code for code, _ in cautions_of(city, FORCE, AROUND_2018, None, [])]
    assert ("recording_breaks" in codes) == is_inside


def test_only_changes_in_the_records_counted_are_told() -> None:
    """Only changes in the recording of the counted datasets are returned, breaks and cautions."""
    city = vintage(
        policies=[
            change("same", "2017-01-01"),
            change("calls", "2017-02-01", recording="breaks", recording_datasets=["calls"]),
            change("force", "2017-03-01", recording="caution"),
            change("both", "2017-04-01", recording="breaks", recording_datasets=["calls", "force"]),
            change("quiet", "2017-05-01", recording="caution", recording_change=None),
        ]
    )
    assert policy_ids(*recording_changes(city, {"force"}, *AROUND_DAYS)) == [
        "force",
        "both",
        "quiet",
    ]
    assert policy_ids(*recording_changes(city, {"force", "calls"}, *AROUND_DAYS)) == [
        "calls",
        "force",
        "both",
        "quiet",
    ]
    # what has no words is not told, and the order is that of the register
    cautions = cautions_of(city, FORCE, AROUND_2018, None, [])
    assert cautions[:2] == [
        ("recording_caution", {"en": "force", "es": "force"}),
        ("recording_breaks", {"en": "both", "es": "both"}),
    ]
    assert [code for code, _ in cautions].count("recording_caution") == 1


@pytest.mark.parametrize(
    ("effective_on", "since", "is_inside"),
    [
        ("2018-03-01", None, False),  # the first day of the first month: all months are alike
        ("2018-03-02", None, True),
        ("2018-08-31", None, True),
        ("2018-09-01", None, False),  # the day after the last month
        ("2018-05-01", "2018-03-01", False),
        ("2018-05-01", "2018-09-01", False),
        ("2017-01-01", "2018-03-02", True),
        ("2019-01-01", "2018-08-31", True),
    ],
)
def test_a_chart_is_dated_by_recording_too(
    effective_on: str, since: str | None, is_inside: bool
) -> None:
    """Months are split by a change in recording after the first day of the first month."""
    city = changed_on(effective_on, since)
    months = day("2018-03-01"), day("2018-08-31")
    assert bool(recording_changes(city, {"force"}, *months)) == is_inside
    assert bool(recording_changes(city, {"force"}, *months, BREAKS)) == is_inside


def test_a_chart_tells_breaks_from_cautions() -> None:
    """Breaks exclude cautions in recording and breaks in other records."""
    city = vintage(
        policies=[
            change("same", "2018-04-01"),
            change("caution", "2018-04-01", recording="caution"),
            change("breaks", "2018-04-02", recording="breaks"),
            change("calls", "2018-04-03", recording="breaks", recording_datasets=["calls"]),
        ]
    )
    months = day("2018-03-01"), day("2018-08-31")
    assert policy_ids(*recording_changes(city, {"force"}, *months)) == ["caution", "breaks"]
    assert policy_ids(*recording_changes(city, {"force"}, *months, BREAKS)) == ["breaks"]


def test_limits_begin_with_what_touched_the_records() -> None:
    """Limits restart at a policy that aims at the measure or changed its recording."""
    city = vintage(
        policies=[
            change("apart", "2018-01-01"),
            change("meant", "2018-02-01", measures={"force": "down"}),
            change("beside", "2018-03-01", measures={"complaints": "down"}),
            change("recorded", "2018-04-01", recording="caution"),
            change("elsewhere", "2018-05-01", recording="breaks", recording_datasets=["calls"]),
            change("unheard", "2018-06-01", measures={"no_such_measure": "down"}),
            change("kin", "2018-07-01", measures={"force_per_calls": "down"}),
        ]
    )
    assert policy_ids(*rebasing_policies(city, FORCE)) == ["meant", "recorded", "kin"]
    calls = measures()["calls_public"]
    assert policy_ids(*rebasing_policies(city, calls)) == ["elsewhere"]


def few(*policies: dict[str, object]) -> Vintage:
    """Return a vintage with too few incidents for a model: it is said at once which breaks end it.

    Its months are those of 2014 to 2021.
    """
    return vintage(monthly("a", "force", "2014-01", 96, 1), policies=policies)


def test_a_trend_ends_where_recording_breaks_not_where_the_policy_began() -> None:
    """The series runs from the first whole month of one recording to the month before a break."""
    city = few(
        change("early", "2014-02-01", recording="breaks", recording_since="2015-03-10"),
        change("policy", "2018-01-01"),
        change("late", "2018-02-01", recording="breaks", recording_since="2020-06-20"),
    )
    series = trend(city, "force", policy_id="policy")
    assert series.windows.before_from == day("2015-04-01")
    assert series.windows.after_to == day("2020-05-31")
    assert policy_ids(*series.breaks) == ["early", "late"]
    assert series.reason == "few_events"


@pytest.mark.parametrize(
    ("since", "breaks"),
    [
        ("2017-12-31", ["break", "late"]),
        ("2018-01-01", ["break"]),
        ("2018-04-01", ["break"]),  # the first month after is recorded otherwise
        ("2018-04-02", ["early", "break"]),
    ],
)
def test_a_break_inside_the_transition_is_the_reason_alone(since: str, breaks: list[str]) -> None:
    """A break between the last month before and the first after bars a model, whatever else does.

    The day before and the day after, it leaves too few months, with the break at their other end.
    """
    city = few(
        change("early", "2014-06-10", recording="breaks"),
        change("break", "2016-01-01", recording="breaks", recording_since=since),
        change("p", "2018-04-01", announced_on="2018-01-01"),
        change("late", "2020-06-20", recording="breaks"),
    )
    series = trend(city, "force", policy_id="p")
    assert series.reason == "recording"
    assert policy_ids(*series.breaks) == breaks


def test_breaks_in_other_records_do_not_end_a_trend() -> None:
    """A series of force continues where recording of calls breaks or has a caution."""
    city = few(
        change("calls", "2016-01-10", recording="breaks", recording_datasets=["calls"]),
        change("caution", "2016-02-10", recording="caution"),
        change("policy", "2018-01-01"),
    )
    series = trend(city, "force", policy_id="policy")
    assert (series.windows.before_from, series.windows.after_to) == (
        day("2014-01-01"),
        day("2021-12-31"),
    )
    assert series.breaks == []


@pytest.mark.parametrize(
    ("before", "after", "shares"),
    [
        (90, 79, ("90", "79")),  # filled less often after
        (79, 90, ("79", "90")),  # and more often
        (20, 10, ("20", "10")),  # by ten points exactly
        (10, 20, ("10", "20")),
        (90, 81, None),
        (81, 90, None),
        (90, 90, None),
    ],
)
def test_a_field_filled_otherwise_is_told_in_both_directions(
    before: int, after: int, shares: tuple[str, str] | None
) -> None:
    """A caution appears where the share filled of a needed field moves by ten points."""
    filled = {2016: before, 2017: before, 2018: after, 2019: after}
    city = vintage(
        coverage=[
            ("force", "is_person_injured", f"{year}-06-01", 100, n) for year, n in filled.items()
        ]
    )
    cautions = dict(cautions_of(city, INJURED, AROUND_2018, None, []))
    if shares is None:
        assert "recording_filled" not in cautions
        return
    for words in (load("en"), load("es")):
        text = words.say(cautions["recording_filled"])
        assert text.index(f"{shares[0]}\u00a0%") < text.index(f"{shares[1]}\u00a0%")
    # a measure that does not need the field has no caution
    assert "recording_filled" not in dict(cautions_of(city, FORCE, AROUND_2018, None, []))


def test_shares_filled_are_those_of_the_windows() -> None:
    """The share filled is that of the dataset's months inside the windows."""
    outside = [("force", "is_person_injured", f"{year}-06-01", 100, 10) for year in (2015, 2020)]
    inside = [("force", "is_person_injured", f"{year}-01-01", 100, 90) for year in (2016, 2018)]
    calls = [("calls", "is_person_injured", "2018-06-01", 100, 10)]
    city = vintage(coverage=[*outside, *inside, *calls])
    assert "recording_filled" not in dict(cautions_of(city, INJURED, AROUND_2018, None, []))


def test_a_window_without_records_has_no_share_to_compare() -> None:
    """A window without records gives no caution about filled fields."""
    for year in (2016, 2018):
        city = vintage(coverage=[("force", "is_person_injured", f"{year}-06-01", 100, 90)])
        assert "recording_filled" not in dict(cautions_of(city, INJURED, AROUND_2018, None, []))


@pytest.mark.parametrize(
    ("shares", "percents"),
    [
        (((0.8, 0.85),), ("80", "85")),  # more often after
        (((1.0, 0.95),), ("100", "95")),  # and a twentieth less often
        (((0.8, 0.82),), None),
        (((0.8, 0.78),), None),
        (((0.9, 0.8), (0.9, 0.8)), None),  # both sides of a rate alike
        (((0.9, 0.4),), None),  # areas are not shown at all
    ],
)
def test_placing_that_moved_is_told_in_both_directions(
    shares: tuple[tuple[float, float], ...], percents: tuple[str, str] | None
) -> None:
    """A caution gives both shares where placing alone moves an area by a twentieth."""
    texts = dict(cautions_of(vintage(), FORCE, AROUND_2018, Placing(shares), []))
    assert ("recording_placed" in texts) == (percents is not None)
    if percents:
        for words in (load("en"), load("es")):
            text = words.say(texts["recording_placed"])
            assert text.index(f"{percents[0]}\u00a0%") < text.index(f"{percents[1]}\u00a0%")


def test_standing_cautions_are_those_of_city_comparison_and_measure() -> None:
    """What always stands beside a measure: the pack, the comparison, the city, the measure."""
    per_calls = measures()["force_per_calls"]
    own = list(per_calls.caveats)
    real = vintage(cautions={"force": "force_report_unit", "calls": "own_date"})
    assert [code for code, _ in standing_cautions(real, per_calls, ["month_only"])] == [
        "month_only",
        "force_report_unit",  # of the numerator's records only
        *own,
    ]
    sample = vintage(is_real=False)
    assert [code for code, _ in standing_cautions(sample, per_calls)] == ["sample_city", *own]
    catalogue = vintage(status="catalogue")
    assert [code for code, _ in standing_cautions(catalogue, per_calls)] == [
        "from_catalogue",
        *own,
    ]
