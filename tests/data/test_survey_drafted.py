"""Surveys of a new city: what is recognised, what is asked, and that the values come out right."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from typer.testing import CliRunner

from dashboard.cli import app
from data.new_city.opened import grouped
from data.new_city.places import LayerDraft, draft_layer
from data.new_city.plan import Plan
from data.new_city.survey_columns import topic_of
from data.new_city.survey_source import read_survey
from queries.records import surveys
from queries.vintage.catalog import open_city
from tests.conftest import at_home
from tests.data.test_new_city import WHO
from tests.drafting import accord

HEAD = "Start Date,End Date,Topic,Score"
JANUARY, FEBRUARY = "2020-01-01,2020-01-31", "2020-02-01,2020-02-29"
"""First and last day of a month, as two cells."""


def drafted(path: Path, layers: Sequence[LayerDraft] = ()) -> tuple[str, pl.DataFrame]:
    """Draft the survey in a file; return its query and what it delivers, by source row."""
    plan = Plan(
        "case",
        "Case",
        "IL",
        "America/Chicago",
        "a test",
        {"surveys": (path,)},
        (),
        dt.date(2024, 6, 1),
    )
    codes = path.parent / "codes"
    codes.mkdir(exist_ok=True)
    con = duckdb.connect()
    [group] = grouped([path], path.parent)
    text = read_survey(con, plan, "surveys", group, list(layers)).query(codes)
    for file in codes.glob("*.csv"):
        con.execute(
            f"create table codes_{file.stem} as from read_csv('{file}', all_varchar = true)"
        )
    con.execute("create view raw as select * exclude (row_key) from raw.surveys")
    table = pl.DataFrame(con.sql(text).to_arrow_table())
    return text, table.sort("source_row")


def of_text(folder: Path, *lines: str) -> tuple[str, pl.DataFrame]:
    """Draft the survey of these lines."""
    path = folder / "survey.csv"
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return drafted(path)


def kept(table: pl.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    """Return columns of the rows that are not set aside."""
    return table.filter(pl.col("set_aside").is_null()).select(columns).rows()


def asked(text: str) -> str:
    """Return the questions of a query in one line."""
    return " ".join(text.split()).replace(" -- ", " ")


def test_the_samples_survey_is_drafted_as_its_pack_reads_it(
    small_raw: Path, small_home: Path, tmp_path: Path
) -> None:
    """Nothing is asked, and every value, number and district is that of the sample's own query."""
    path = tmp_path / "survey.csv"
    path.write_bytes((small_raw / "survey.csv").read_bytes())
    districts = draft_layer(small_raw / "districts.geojson", small_raw, set())
    text, table = drafted(path, [districts])
    with at_home(small_home):
        values = surveys.values(open_city("sample"))
    names = ["starts_on", "ends_on", "place_name", "topic", "question", "value", "n"]
    assert "decide:" not in text
    assert table["set_aside"].null_count() == len(table) == 384
    assert sorted(table.select(*names, "design_effect").rows(), key=str) == sorted(
        values.select(*names, "design_effect").rows(), key=str
    )
    assert set(table["place_kind"]) == {None, "district"}


def test_chicagos_scores_are_drafted_as_its_pack_reads_them(
    chicago_home: Path, shared_data: Path, tmp_path: Path
) -> None:
    """Weeks across months, repeats and missing scores are seen; what is left are the pack's values.

    Of 758 weekly values 302 lie across a month; 456 are of areas that have no months.
    """
    path = tmp_path / "scores.csv.gz"
    name = "police_sentiment_scores_2017_2023.csv.gz"
    path.write_bytes((shared_data / "chicago" / name).read_bytes())
    text, table = drafted(path)
    with at_home(chicago_home):
        values = surveys.values(open_city("chicago")).filter(surveys.EVERYONE)
    names = ("starts_on", "ends_on", "place_name", "topic", "value")
    reasons = dict(table.group_by("set_aside").len().iter_rows())
    assert reasons == {None: 22_698, "other_period": 1_516, "score_missing": 6_014}
    assert sorted(kept(table, *names), key=str) == sorted(values.select(names).rows(), key=str)
    questions = asked(text)
    assert "302 values are of periods that lie across longer ones" in questions
    assert "456 others with them that lie across no longer one" in questions
    assert "15 columns seem to hold values of single groups" in questions
    assert "no column says how many people answered" in questions


@pytest.mark.parametrize(
    ("head", "rows", "phrase"),
    [
        (HEAD, [f"{JANUARY},trust,3.2"], "which are the lowest and the highest answer"),
        (HEAD, [f"{JANUARY},trust,55.1"], "how was it asked?"),
        (HEAD, [f"{JANUARY},trust,55.1", f"{JANUARY},trust,56"], "1 values stand beside another"),
        (HEAD, [f"{JANUARY},trust,55", f"{JANUARY},trust,55"], "1 rows repeat a value"),
        (HEAD, [f"{JANUARY},trust,55", f"{JANUARY},parks,5"], "of which topic are 'parks'?"),
        (
            HEAD,
            ["2020-01-01,2020-03-31,trust,55", "2020-02-01,2020-04-30,trust,55"],
            "2 values are of periods that overlap others as long",
        ),
        (f"{HEAD},Respondents", [f"{JANUARY},trust,55,400"], "were people drawn at random"),
        (HEAD, [f"{JANUARY},trust,"], "which column holds the values"),
        ("Topic,Score", ["trust,55", "safety,60"], "which columns are the first and the last day"),
        ("Year,Topic,Score", ["2020,trust,5", "2021,trust,5"], "In which months were people asked"),
        (
            "Survey Date,Topic,Score",
            ["2020-01-15,trust,5", "2020-06-15,trust,6"],
            "names one day of each survey",
        ),
        (
            f"{HEAD},Race,Sex",
            [
                f"{JANUARY},trust,5,All,All",
                f"{JANUARY},trust,6,Black,All",
                f"{JANUARY},trust,6,White,All",
                f"{JANUARY},trust,4,All,Female",
            ],
            "name two groups at once",
        ),
    ],
)
def test_what_no_file_can_say_is_asked(
    head: str, rows: list[str], phrase: str, tmp_path: Path
) -> None:
    """A question, or a note where there is nothing to decide, stands over what it is about."""
    text, _ = of_text(tmp_path, head, *rows)
    assert phrase in asked(text)


def test_shorter_periods_across_longer_ones_are_set_aside(tmp_path: Path) -> None:
    """A week inside a month is another's period; without a month it goes too, and is counted."""
    text, table = of_text(
        tmp_path,
        HEAD,
        f"{JANUARY},trust,50",
        "2020-01-05,2020-01-11,trust,52",
        f"{FEBRUARY},safety,61",
        "2020-03-01,2020-03-07,safety,60",
    )
    assert table["set_aside"].to_list() == [None, "other_period", None, "other_period"]
    assert "1 others with them that lie across no longer one" in asked(text)


def test_a_column_for_each_topic_becomes_a_row_for_each(tmp_path: Path) -> None:
    """Percents of a year by neighborhood, one column a topic: values, shares, whole years."""
    _, table = of_text(
        tmp_path,
        "Year,Neighborhood,Trust Pct,Feel Safe Pct,Margin of Error,Notes",
        "2020,Elm,51%,60%,4.5,",
        "2020,Oak,49%,58%,5,",
        "2021,Elm,50%,61%,4,",
        "2021,Citywide,52%,63%,2,",
    )
    names = ("starts_on", "ends_on", "place_kind", "place_name", "topic", "value", "margin")
    first, last = dt.date(2020, 1, 1), dt.date(2020, 12, 31)
    rows = kept(table, *names)
    assert len(rows) == 8
    assert (first, last, "neighborhood", "Elm", "trust", 51.0, 4.5) in rows
    assert (first, last, "neighborhood", "Oak", "safety", 58.0, 5.0) in rows
    assert [row[2:6] for row in rows if row[5] == 63.0] == [(None, None, "safety", 63.0)]
    assert set(table["statistic"]) == {"share"}
    assert set(table["scale_to"]) == {100.0}


def test_a_month_is_a_period_and_a_group_is_named(tmp_path: Path) -> None:
    """`2020-01` is the month whole; a value is of everyone where the group says All."""
    text, table = of_text(
        tmp_path,
        "Month,Question,Age Group,Percent Agree,Sample Size,Design Effect",
        "2020-01,Do the police treat people fairly?,All,0.61,800,1.2",
        "2020-01,Do the police treat people fairly?,18-34,0.5,200,1.3",
        "2020-01,Do the police treat people fairly?,35+,0.66,600,1.3",
        "2020-02,Do the police treat people fairly?,All,0.6,810,1.2",
    )
    assert "decide:" not in text
    names = ("starts_on", "ends_on", "topic", "group_kind", "group_name", "value", "n")
    first, last = dt.date(2020, 1, 1), dt.date(2020, 1, 31)
    assert kept(table, *names)[:2] == [
        (first, last, "fairness", "all", None, 0.61, 800),
        (first, last, "fairness", "age", "18-34", 0.5, 200),
    ]
    assert set(table["question"]) == {"Do the police treat people fairly?"}
    assert set(table["scale_to"]) == {1.0}
    assert table["answer_id"].n_unique() == 4


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Listen", "voice"),
        ("voice", "voice"),
        ("How safe do you feel?", "safety"),
        ("Satisfied with the police", "satisfaction"),
        ("Do you trust and feel safe?", ""),
        ("Parks", ""),
    ],
)
def test_a_topic_is_known_by_one_word(text: str, topic: str) -> None:
    """A text about two topics, or none, is not guessed."""
    assert topic_of(text) == topic


def test_a_survey_alone_makes_no_city(own_packs: Path, tmp_path: Path) -> None:
    """Without records there is no pack, and the message says what to name."""
    path = tmp_path / "survey.csv"
    path.write_text(f"{HEAD}\n{JANUARY},trust,5\n", encoding="utf-8")
    printed = accord("new-city", "--name", "Case", *WHO, "--surveys", str(path), code=2)
    assert "There are no records, only a survey" in printed
    assert not own_packs.exists()


def test_a_draft_with_a_survey_is_reviewed_and_built(own_packs: Path, tmp_path: Path) -> None:
    """Its marks are gone through beside those of the records, and the values are published.

    The last column is named like a day and holds numbers, as in Chicago's scores.
    """
    raw = tmp_path / "raw"
    raw.mkdir()
    days = [dt.date(2020, 1, 1) + dt.timedelta(days=n) for n in range(60)]
    cases = [f"F{n},{day},Taser" for n, day in enumerate(days)]
    (raw / "force.csv").write_text("\n".join(["Case Number,Incident Date,Force Type", *cases, ""]))
    waves = [
        f"{JANUARY},trust,Do you trust them?,55,4,1",
        f"{FEBRUARY},trust,Do you trust them?,57,4,1",
    ]
    head = "Start Date,End Date,Topic,Question,Percent Agree,Margin,Start Day"
    (raw / "survey.csv").write_text("\n".join([head, *waves, ""]))
    accord(
        *("new-city", "--name", "Case", *WHO, "--retrieved-on", "2024-06-01"),
        *("--force", f"{raw}/force.csv", "--surveys", f"{raw}/survey.csv"),
    )
    result = CliRunner().invoke(
        app, ["new-city", "--review", "case", "--raw", str(raw)], input="a\n" * 60
    )
    assert "surveys.sql" in result.output
    assert "Every mark is answered" in result.output
    accord("build", "case", "--raw", str(raw))
    accord("publish", "case", "--unreviewed")
    values = surveys.values(open_city("case"))
    assert values.select("topic", "value", "low", "high").rows() == [
        ("trust", 55.0, 51.0, 59.0),
        ("trust", 57.0, 53.0, 61.0),
    ]


def test_two_questions_of_a_topic_are_two_values(tmp_path: Path) -> None:
    """The words of a question tell values apart, so neither is lost for the other."""
    rows = [f"{JANUARY},trust,{name}?,{value}" for name, value in (("Police", 40), ("Street", 60))]
    text, table = of_text(tmp_path, "Start Date,End Date,Topic,Question,Percent", *rows)
    assert table["answer_id"].n_unique() == 2
    assert "stand beside another value" not in asked(text)
    assert "repeat a value" not in text


def test_rows_that_repeat_are_counted_beside_those_that_differ(tmp_path: Path) -> None:
    """Of three rows for the same, one repeats a value and one gives another."""
    text, _ = of_text(tmp_path, HEAD, *[f"{JANUARY},trust,{value}" for value in (55, 55, 60)])
    assert "1 values stand beside another value" in asked(text)
    assert "1 rows repeat a value" in asked(text)


@pytest.mark.parametrize(("low", "is_asked"), [("0.48", True), ("0.9", True), ("2", False)])
def test_parts_of_one_among_percent_are_asked_about(
    low: str, is_asked: bool, tmp_path: Path
) -> None:
    """A share of .48 among percent may be 48 percent; it is not taken for half a percent."""
    head = "Start Date,End Date,Topic,Percent"
    text, _ = of_text(tmp_path, head, f"{JANUARY},trust,{low}", f"{FEBRUARY},trust,48")
    assert ("parts of 1 and others percent" in asked(text)) == is_asked
