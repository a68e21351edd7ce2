"""A brief says what the month says: every number, every signal, and nothing more."""

import datetime as dt
import math
from dataclasses import replace

import polars as pl
import pytest

from dashboard.brief import parts
from dashboard.brief.content import EDITIONS, content
from dashboard.brief.sheet import Named, Sheet, Table
from dashboard.brief.subject import Subject, subject
from dashboard.tables.month import headline
from dashboard.words import load
from queries.declared.measures import measures
from queries.errors import NoAnswer
from queries.review.month import month_of
from queries.vintage.catalog import Vintage
from tests.languages import LANGUAGES

AMOUNTS = ("value", "last_month", "year_ago", "to_date", "to_date_year_ago")


def number(text: str) -> float | None:
    """Return the number that a text writes; None for a dash."""
    return None if text == "–" else float(text.replace(",", "").replace("−", "-"))


def tables(sheet: Sheet) -> list[Table]:
    """Return the tables of a sheet in their order."""
    return [section.table for section in sheet.sections if section.table is not None]


def agrees(text: str, value: float | None, measure: str) -> bool:
    """Return whether a text is a value as it is written: counts whole, rates with one decimal.

    A rate of few records is written as those, 2 of 3.
    """
    if " of " in text:
        n, total = text.split(" of ")
        return value is not None and math.isclose(
            measures()[measure].scale * float(n) / float(total), value
        )
    shown = number(text)
    if shown is None or value is None:
        return shown is None and value is None
    if measures()[measure].kind != "share":
        return shown == value
    return abs(shown - value) <= 0.05 + 1e-9


def ends(text: str) -> list[float]:
    """Return the ends of a range; none of a dash."""
    return [] if text == "–" else [float(end.replace(",", "")) for end in text.split("–")]


@pytest.mark.parametrize("area", [None, "3"])
def test_every_number_is_the_months(small: Vintage, moved: Subject, area: str | None) -> None:
    """Row by row the table holds the five amounts, the change and the range of the month."""
    about = subject(small, load("en"), moved.month.month, area=area)
    table = tables(content(about, "chief"))[0]
    month = month_of(small, None, moved.month.month)
    expected = month.table.filter(area_id=area or "").to_dicts()
    assert len(table.rows) == len(expected) > 5
    for cells, row in zip(table.rows, expected, strict=True):
        for text, name in zip(cells[1:6], AMOUNTS, strict=True):
            assert agrees(str(text), row[name], row["measure"]), (row["measure"], name)
        change = str(cells[6]).replace("\u00a0%", "")
        if row["change"] is not None and "×" not in change:
            assert math.isclose(number(change) or 0.0, row["change"] * 100, abs_tol=0.51)
        for text, name in zip(ends(str(cells[7])), ("usual_low", "usual_high"), strict=False):
            assert math.isclose(text, row[name], rel_tol=0.005, abs_tol=1)
        assert bool(ends(str(cells[7]))) == (row["usual_low"] is not None)


def test_no_change_has_no_sign_and_few_records_no_rate(moved: Subject) -> None:
    """A year like the last has 0 %, as on the page, and two of three records are no 66.7."""
    row = moved.month.citywide.row(
        by_predicate=pl.col("measure") == "complaints_sustained", named=True
    )
    few = row | {"change": 0.0, "value": 200 / 3, "events": 2.0, "exposure": 3.0}
    table = parts.month_table([few], moved)
    assert (table.rows[0][1], table.rows[0][6]) == ("2 of 3", "0\u00a0%")


def test_the_community_reads_the_same_numbers(moved: Subject) -> None:
    """The plain table has the value, the range and the year before of the chief's table."""
    chief, community = (tables(content(moved, edition))[0] for edition in ("chief", "community"))
    assert [(row[1], row[7], row[3], row[9]) for row in chief.rows] == [
        row[1:] for row in community.rows
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_signal_is_told_once(small: Vintage, moved: Subject, language: str) -> None:
    """What moved has a chart for each signal of the month, under its own title."""
    about = subject(small, load(language), moved.month.month)
    signals = about.month.signals
    (section,) = parts.moved(about)
    assert len(section.figures) == min(len(signals), parts.MOST_FIGURES) > 1
    titles = [figure.title for figure in section.figures]
    assert len(set(titles)) == len(titles)
    for figure, row in zip(section.figures, signals.to_dicts(), strict=False):
        value = load(language).number(row["value"])
        assert figure.text.startswith(value)
        assert f">{value}</text>" in figure.picture.svg


def test_a_chart_of_no_signal_has_its_number_for_a_title(small: Vintage, moved: Subject) -> None:
    """The board's two years of a row that did not move are titled by what it came to."""
    about = subject(small, load("en"), moved.month.month, area="3")
    (trend,) = (
        section for section in content(about, "board").sections if len(section.figures) == 2
    )
    force = about.rows.row(by_predicate=pl.col("measure") == "force", named=True)
    assert force["signal"] is None
    assert trend.figures[0].title.endswith(f": {force['value']:.0f} in April 2020")


def test_a_quiet_month_says_so(small: Vintage) -> None:
    """Without a signal there is no chart, and the title is the page's."""
    about = subject(small, load("en"), dt.date(2023, 7, 1))
    assert about.month.signals.is_empty()
    sheet = content(about, "chief")
    assert sheet.title == headline(about.month, load("en"))
    assert not any(section.figures for section in sheet.sections)


def test_what_has_no_room_is_counted(moved: Subject) -> None:
    """Of thirty signals four have a chart, six a line, and the rest are one number."""
    row = moved.month.signals.head(1)
    many = pl.concat([row.with_columns(signal=pl.lit(f"s{n}")) for n in range(30)])
    about = replace(moved, place=replace(moved.place, table=many))
    (section,) = parts.moved(about)
    assert len(section.figures) == 4
    assert "and 20 more" in section.points
    assert sum("Incidents" in point or "Complaints" in point for point in section.points) == 6


def test_an_area_is_told_alone(small: Vintage, moved: Subject) -> None:
    """The brief of a district has its rows and its signals, by its id and by its name."""
    by_id = subject(small, load("en"), moved.month.month, area="3")
    by_name = subject(small, load("en"), moved.month.month, area=by_id.name)
    assert by_id.place.table.equals(by_name.place.table)
    assert set(by_id.place.table["area_id"]) == {"3"}
    assert by_id.name in content(by_id, "chief").above


def test_what_is_not_there_is_refused(small: Vintage) -> None:
    """An unknown area is named, with those that there are."""
    with pytest.raises(NoAnswer) as error:
        subject(small, load("en"), area="Atlantis")
    assert error.value.code == "no_such_area_in_month"
    assert "3" in str(error.value.values["known"])


def test_a_row_of_another_month_says_which(small: Vintage) -> None:
    """Where measures are settled to different months, each row names its own."""
    about = subject(small, load("en"))
    table = tables(content(about, "chief"))[0]
    names = [row[0] for row in table.rows]
    months = [load("en").month(month) for month in about.rows["month"]]
    assert len(set(months)) > 1
    assert [name.note for name in names if isinstance(name, Named)] == months


@pytest.mark.parametrize("edition", list(EDITIONS))
def test_the_way_back_is_the_same_month(moved: Subject, edition: str) -> None:
    """Every edition ends with the address of the same month and layer on the site."""
    sheet = content(moved, edition)
    assert sheet.link == (
        "https://accord.example.org/monthly-review?city=sample&by=district&month=2020-04&lang=en"
    )
    assert moved.vintage.vintage in sheet.credit.after
