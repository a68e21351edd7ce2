"""Use of force in words: what is drawn and what is taken away, in both languages."""

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from dashboard.charts.ratios import NARROWEST, WIDEST, group_ratios
from dashboard.parts.templates import rendered
from dashboard.tables import force as force_tables
from dashboard.tables.panels import MOST_ROWS, panel_rows
from dashboard.words import load
from queries.records import benchmarks, force, persons
from queries.records.periods import Part, Period
from queries.vintage.catalog import Vintage, open_city
from tests.conftest import at_home

WORDS = load("en")
YEAR = Period("year", dt.date(2020, 1, 1), dt.date(2020, 12, 31))


@pytest.fixture(scope="module")
def sample(sample_home: Path) -> Vintage:
    """The sample city, opened."""
    with at_home(sample_home):
        return open_city("sample")


def breakdown(*rows: tuple[str, str, int, int, bool]) -> pl.DataFrame:
    """Return a breakdown of rows (field, value, n, total, is_unknown)."""
    return pl.DataFrame(
        [
            {
                "field": field,
                "value": value,
                "n": n,
                "total": total,
                "share": n / total,
                "low": 0.9 * n / total,
                "high": 1.1 * n / total,
                "is_unknown": is_unknown,
                "is_caution": n < 12,
            }
            for field, value, n, total, is_unknown in rows
        ],
        schema=force.BREAKDOWN,
    )


def layers(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """Return every layer of a chart that has a mark."""
    own = [spec] if "mark" in spec else []
    return own + [inner for layer in spec.get("layer", []) for inner in layers(layer)]


def test_values_in_words() -> None:
    """Accord's words are translated, a city's own stay as they are, unknown is never a value."""
    assert force_tables.value_words("is_person_injured", "true", WORDS) == "yes"
    assert force_tables.value_words("force_level", "2", WORDS) == "level 2"
    assert force_tables.value_words("race", "black", load("es")) == "negra"
    assert force_tables.value_words("age_group", "under 18", load("es")) == "menos de 18"
    assert force_tables.value_words("age_group", "65 and over", WORDS) == "65 and over"
    assert force_tables.value_words("reason", "Flight", load("es")) == "Flight"
    assert force_tables.value_words("reason", "unknown", WORDS) == "not recorded"
    assert force_tables.value_words("force_types", "unknown", WORDS) != "not recorded"


def test_levels_stand_in_their_order() -> None:
    """Levels are drawn from the lowest up; unknown has no bar."""
    rows = breakdown(
        ("force_level", "3", 60, 100, False),
        ("force_level", "1", 40, 100, False),
        ("force_level", "unknown", 10, 110, True),
    )
    side = force_tables.values_side(rows, "force_level", WORDS)
    assert side["label"].to_list() == ["level 1", "level 3"]


def test_a_yes_that_never_was_is_zero() -> None:
    """Where every record says no, the bar of yes is 0 of them, with a range up from 0."""
    rows = breakdown(("is_person_killed", "false", 40, 40, False))
    bar = force_tables.flags_side(rows, ["is_person_killed"], WORDS).row(0, named=True)
    assert (bar["n"], bar["share"], bar["low"]) == (0, 0.0, 0.0)
    assert bar["high"] == pytest.approx(1 - 0.9)


def test_the_table_holds_all_values(sample: Vintage) -> None:
    """The panel stops at six kinds of force; the table has all twelve of 2020, in one order."""
    values = force.breakdown(Part(sample, "force", "neighborhood", None, YEAR))
    rows, more = panel_rows([force_tables.values_side(values, "force_types", WORDS)], WORDS)
    table = force_tables.breakdown(values, ["force_types"], WORDS)
    known = [value for value in table["Value"] if value != "none listed, or not recorded"]
    assert (len(table), len(rows), more) == (12, MOST_ROWS, len(known) - MOST_ROWS)
    assert [row["label"] for row in rows] == known[: len(rows)]


@pytest.mark.parametrize("field", persons.FIELDS)
def test_years_of_people_keep_the_rule(sample: Vintage, field: str) -> None:
    """By year no count of 1 to 4 is told; a row whose years are all told adds up to its total."""
    people = persons.people(sample, field)
    table = force_tables.people(people, persons.by_year(sample, field), field, WORDS)
    years = [str(year) for year in benchmarks.latest_years(sample)]
    cells = table.select(years).to_numpy().ravel().tolist()
    assert not {"1", "2", "3", "4"} & set(cells)
    for row in table.to_dicts():
        counts = [row[year] for year in years]
        if all(cell.isdigit() for cell in counts):
            assert str(sum(map(int, counts))) == row["Number"]


def test_what_is_hidden_is_in_no_chart(sample: Vintage) -> None:
    """Ages under the disclosure rule have no bar, no number to hover over, and no share."""
    people = persons.people(sample, "age_group")
    hidden = people.filter(pl.col("n").is_null())
    assert hidden["shown"].to_list() == ["5+", "1–4", "1–4"]
    assert hidden.select("share", "lowest", "highest").null_count().sum_horizontal().item() == 9
    side = force_tables.people_side(people, "age_group", WORDS)
    rows, more = panel_rows([side], WORDS)
    panel = rendered("panel", title="", rows=rows, rest="")
    labels = [force_tables.value_words("age_group", value, WORDS) for value in hidden["value"]]
    assert not any(label in panel for label in labels)
    assert ([row["label"] for row in rows], more) == (["18–24", "25–34", "35–44"], 0)


def test_a_disparity_names_both_benchmarks(sample: Vintage) -> None:
    """One sentence per group holds both ratios with their ranges; the table has a row for each."""
    disparities = persons.disparities(sample)
    for language in ("en", "es"):
        words = load(language)
        sentences = force_tables.ratio_sentences(sample, disparities, words)
        assert len(sentences) == disparities.table["group"].n_unique()
        for benchmark in sample.city.race_benchmarks:
            assert all(benchmark.per[language] in sentence for sentence in sentences)
        assert len(force_tables.ratios(sample, disparities, words)) == 2 * len(sentences)


def test_few_incidents_are_said_to_be_few(sample: Vintage) -> None:
    """A ratio that rests on few incidents says so in its sentence and in the table."""
    disparities = persons.disparities(sample)
    rare = replace(
        disparities,
        table=disparities.table.with_columns(is_caution=pl.col("group") == "native_american"),
    )
    sentences = force_tables.ratio_sentences(sample, rare, WORDS)
    assert [sentence.endswith("interpret with caution.") for sentence in sentences].count(True) == 1
    assert force_tables.ratios(sample, rare, WORDS)["Few: caution"].to_list().count("yes") == 2


def test_benchmarks_are_told_apart_by_more_than_colour() -> None:
    """Each benchmark has a shape and a line of its own; a range without end stops at the edge."""
    rows = pl.DataFrame(
        {
            "label": ["Black", "Black"],
            "benchmark_words": ["per resident", "per arrest"],
            "ratio": [2.0, 1.1],
            "low": [0.01, 1.0],
            "high": [float("inf"), 1.2],
            "ratio_words": ["", ""],
            "count_words": ["", ""],
        }
    )
    spec = group_ratios(rows, WORDS).to_dict()
    dots = layers(spec)[-1]["encoding"]
    assert len(set(dots["shape"]["scale"]["range"])) == 2
    assert "yOffset" in dots
    bars = [row for part in spec["datasets"].values() for row in part if "label" in row]
    assert (bars[0]["low"], bars[0]["high"]) == (NARROWEST, WIDEST)
    assert "http" not in json.dumps(spec).replace(spec["$schema"], "")
