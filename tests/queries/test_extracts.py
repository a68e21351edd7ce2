"""Files for visitors hold the records that the page shows and the filter selects."""

import csv
import datetime as dt
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow.parquet as pq
import pytest

from dashboard.words import load
from dashboard.words.extracts import readme, sentence
from queries.errors import NoAnswer
from queries.records import extracts, files
from queries.records.filters import CHOSEN_BY, Filter, dataset, datasets, literal
from queries.vintage.catalog import Vintage, open_city
from tests.conftest import at_home
from tests.languages import LANGUAGES

GOLDEN = Path(__file__).with_name("golden")
MARCH = {"first": dt.date(2019, 3, 1), "last": dt.date(2019, 3, 31)}

COMPLAINTS = Filter(
    "sample",
    "complaints",
    "district",
    **MARCH,
    areas=("1", "unknown"),
    categories=(("disposition", ("sustained", "unfounded")),),
)
FORCE = Filter(
    "sample",
    "force",
    "neighborhood",
    **MARCH,
    categories=(("force_types", ("Push", "Takedown")), ("is_person_injured", ("true",))),
    columns=("incident_id", "occurred_on", "area", "longitude", "latitude", "force_types"),
)
CALLS = Filter(
    "sample",
    "calls",
    "neighborhood",
    first=dt.date(2019, 3, 1),
    last=dt.date(2019, 3, 2),
    categories=(("category", ("behavioral_crisis",)),),
)
GOLDENS = [
    ("complaints.csv", COMPLAINTS),
    ("force.csv", FORCE),
    ("force.geojson", FORCE),
    ("calls.csv", CALLS),
]


@pytest.fixture
def sample(sample_home: Path) -> Iterator[Vintage]:
    """The published sample city."""
    with at_home(sample_home):
        yield open_city("sample")


@pytest.mark.parametrize(("name", "selection"), GOLDENS)
def test_a_file_is_as_it_was(name: str, selection: Filter, sample: Vintage) -> None:
    """Small extracts of the sample city equal the files in the folder golden, byte by byte."""
    writer = files.geojson if name.endswith("geojson") else files.csv
    text = b"".join(writer(sample, selection)).decode()
    assert text == (GOLDEN / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", datasets())
def test_the_screen_is_the_file(name: str, sample: Vintage) -> None:
    """The preview is the beginning of the CSV and Parquet files, which hold all matched records."""
    selection = Filter("sample", name, "neighborhood", first=dt.date(2019, 3, 1))
    preview = extracts.preview(sample, selection)
    n = extracts.matched(sample, selection)
    assert n > len(preview) == extracts.SHOWN_ROWS
    text = b"".join(files.csv(sample, selection)).decode()
    assert text.startswith(extracts.as_csv(preview))
    rows = list(csv.reader(io.StringIO(text)))
    assert (rows[0], len(rows)) == (preview.columns, n + 1)
    file = b"".join(files.parquet(sample, selection))
    table = pl.read_parquet(io.BytesIO(file))
    assert table.head(len(preview)).equals(preview)
    assert extracts.as_csv(table) == text


def test_a_parquet_file_says_where_it_comes_from(sample: Vintage) -> None:
    """The file's metadata names its vintage and address, so that it can be cited and made again."""
    metadata = pq.read_schema(io.BytesIO(b"".join(files.parquet(sample, FORCE)))).metadata
    assert metadata[b"accord_vintage"].decode() == sample.vintage
    assert metadata[b"accord_address"].decode() == FORCE.address()


@pytest.mark.parametrize("name", datasets())
@pytest.mark.parametrize("layer", ["neighborhood", "district"])
def test_a_file_is_in_the_order_of_a_sort(name: str, layer: str, sample: Vintage) -> None:
    """What is not sorted when it is asked for lies in the order that is declared, in any layer."""
    selection = Filter("sample", name, layer)
    query, bound = extracts.statement(sample, selection)
    text = b"".join(files.csv(sample, selection)).decode()
    assert text == extracts.as_csv(sample.reader.frame(query, bound))


@pytest.mark.parametrize(
    ("layer", "chosen"),
    [
        ("district", {"areas": ("1",)}),
        ("district", {"areas": ("4",), "categories": (("call_type", ("Alarm", "Theft")),)}),
        (
            "neighborhood",
            {"areas": ("22", "3"), "categories": (("outcome", ("Advice given",)),)},
        ),
    ],
)
def test_a_filtered_file_is_in_the_order_of_a_sort(
    layer: str, chosen: dict[str, Any], sample: Vintage
) -> None:
    """Calls come in the order of the whole file where some blocks of it keep few, others many."""
    selection = Filter("sample", "calls", layer, **chosen)
    query, bound = extracts.statement(sample, selection)
    in_order = extracts.as_csv(sample.reader.frame(query, bound)).encode()
    assert b"".join(files.csv(sample, selection)) == in_order


@pytest.mark.parametrize("name", datasets())
@pytest.mark.parametrize("layer", ["neighborhood", "district"])
def test_a_column_is_offered_if_any_record_fills_it(name: str, layer: str, sample: Vintage) -> None:
    """What the build counts is what the records that leave hold."""
    names = [column.name for column in dataset(name).columns]
    query, bound = extracts.statement(sample, Filter("sample", name, layer), names)
    records = sample.reader.frame(query, bound)
    filled = tuple(column for column in names if records[column].null_count() < len(records))
    assert extracts.published(sample, name, layer) == filled


@pytest.mark.parametrize("name", datasets())
def test_every_value_can_be_chosen(name: str, sample: Vintage) -> None:
    """The count next to a value is the number of records that selecting it returns."""
    selection = Filter("sample", name, "district", areas=("1", "2"), **MARCH)
    for column in selection.declared.columns:
        if column.kind not in CHOSEN_BY:
            continue
        for value, n in extracts.values(sample, selection, column.name).iter_rows():
            narrowed = Filter(**{**vars(selection), "categories": ((column.name, (value,)),)})
            assert extracts.matched(sample, narrowed) == n, (column.name, value)


def test_all_records_are_the_table(sample: Vintage) -> None:
    """Without a filter every record is there once in each layer, placed or not."""
    tables = sample.manifest.tables
    for name in datasets():
        table = {"force": "force_incidents", "persons": "force_persons"}.get(name, name)
        for layer in ("neighborhood", "district"):
            selection = Filter("sample", name, layer)
            query, bound = extracts.statement(sample, selection)
            n = sample.reader.rows(f"select count(*) from ({query})", bound)[0][0]
            assert extracts.matched(sample, selection) == n == tables[table]


def test_the_query_shown_gives_the_file(sample: Vintage) -> None:
    """The query that is shown, run as it is, returns the records of the file."""
    for selection in (COMPLAINTS, FORCE, CALLS):
        query = extracts.written(sample, selection)
        table = sample.reader.frame(query)
        assert extracts.as_csv(table) == b"".join(files.csv(sample, selection)).decode()


SLY = ("x'); drop view calls; --", "$layer", "it's", "'' or true --")
"""Outcomes that a dispatcher could type, and that end a text or name a bound value in SQL."""


@pytest.mark.parametrize("sly", SLY)
def test_a_value_that_breaks_out_of_a_query_selects_its_own_record(
    sly: str, sample: Vintage
) -> None:
    """A record has the text: asked for it, the one record comes, bound or written in the query."""
    ((call_id, month),) = sample.reader.rows(
        "select call_id, received_at::date from calls where outcome = 'Report taken' "
        "and (call_type, category) not in (select (call_type, category) from sensitive_types) "
        "order by call_id limit 1"
    )
    con = sample.reader.con
    con.execute("alter view calls rename to typed")
    outcome = f"case when call_id = {literal(call_id)} then {literal(sly)} else outcome end"
    con.execute(f"create view calls as select * replace ({outcome} as outcome) from typed")
    assert sample.reader.rows("select count(*) from calls where outcome = ?", [sly]) == [(1,)]
    chosen = Filter(
        "sample", "calls", "district", first=month, last=month, categories=(("outcome", (sly,)),)
    )
    assert sly in extracts.values(sample, chosen, "outcome")["value"].to_list()
    assert extracts.matched(sample, chosen) == 1
    bound = extracts.preview(sample, chosen).select("call_id", "outcome").rows()
    written = sample.reader.frame(extracts.written(sample, chosen))
    assert bound == written.select("call_id", "outcome").rows() == [(call_id, sly)]
    assert sample.reader.rows("select count(*) from calls") == [(300_000,)]


def test_a_value_from_a_visitor_is_refused_where_no_record_has_it(sample: Vintage) -> None:
    """Text meant to break out of a query is no area, and refused as no value of its field."""
    sly = "x'); drop view calls; --"
    assert extracts.matched(sample, Filter("sample", "calls", sly, areas=(sly,))) == 0
    for column, value in (("outcome", sly), ("outcome", "$a"), ("priority", sly)):
        selection = Filter("sample", "calls", "district", categories=((column, (value,)),))
        with pytest.raises(NoAnswer) as refused:
            extracts.columns(sample, selection)
        assert refused.value.code == "no_such_value"


@pytest.mark.parametrize(
    ("area", "code", "known"),
    [
        ("northgate", "no_such_area_but_name", "1"),
        ("no-such", "no_such_area", "1, 2, 3, 4, 5"),
    ],
)
def test_an_area_that_is_no_id_is_refused(
    area: str, code: str, known: str, sample: Vintage
) -> None:
    """An empty file would look like an area where nothing happened; a name is told its id."""
    with pytest.raises(NoAnswer) as refused:
        extracts.columns(sample, Filter("sample", "force", "district", areas=("1", area)))
    assert refused.value.code == code
    assert refused.value.values["known"] == known
    for language in LANGUAGES:
        assert area in load(language).no_answer(refused.value)


def test_areas_with_counts_stand_for_records_without_points(sample: Vintage) -> None:
    """Every area has a feature, also with no record; areas and unknown add up to all records."""
    selection = Filter("sample", "calls", "district", **MARCH)
    features = json.loads(b"".join(files.geojson(sample, selection)))["features"]
    assert sum(feature["properties"]["n"] for feature in features) == extracts.matched(
        sample, selection
    )
    assert [feature["geometry"] is None for feature in features] == [False] * 5 + [True]


def test_points_have_the_public_precision(sample: Vintage) -> None:
    """No coordinate has more decimals than the city makes public."""
    text = b"".join(files.csv(sample, Filter("sample", "force", "district"))).decode()
    degrees = re.findall(r",(-?\d+\.(\d+))(?=,)", text)
    assert len(degrees) > 10_000
    assert max(len(decimals) for _, decimals in degrees) == sample.city.public_decimals


def test_the_days_offered_are_those_of_all_records(sample: Vintage) -> None:
    """A choice does not narrow the days offered; another date column has days of its own."""
    whole = Filter("sample", "complaints", "district")
    assert extracts.reach(sample, COMPLAINTS) == extracts.reach(sample, whole)
    closed = extracts.reach(sample, Filter("sample", "complaints", "district", day="closed_on"))
    assert closed != extracts.reach(sample, whole)


def test_a_file_without_records_has_its_columns(sample: Vintage) -> None:
    """An extract without records has its header in every format."""
    early = dt.date(1900, 1, 1)
    selection = Filter("sample", "force", "district", last=early, columns=("area", "reason"))
    assert b"".join(files.csv(sample, selection)) == b"area,reason\n"
    assert pl.read_parquet(io.BytesIO(b"".join(files.parquet(sample, selection)))).shape == (0, 2)
    assert json.loads(b"".join(files.geojson(sample, selection)))["features"] == []


def test_a_file_name_says_what_it_holds(sample: Vintage) -> None:
    """City, dataset, period and build stand in the name."""
    assert files.file_name(sample, COMPLAINTS, "csv") == (
        f"accord_sample_complaints_2019-03-01_to_2019-03-31_{sample.vintage}.csv"
    )
    whole = Filter("sample", "calls", "district")
    assert files.file_name(sample, whole, "csv") == f"accord_sample_calls_all_{sample.vintage}.csv"


def test_a_filter_in_words(sample: Vintage) -> None:
    """The sentence names every choice in the reader's language."""
    assert sentence(sample, COMPLAINTS, load("en")) == (
        "Complaints in Rivermont (sample city, not real): from March 1, 2019 to March 31, 2019; "
        "police district: Northgate or Unknown area; outcome: sustained or unfounded."
    )
    assert sentence(sample, CALLS, load("es")) == (
        "Llamadas de servicio en Rivermont (ciudad de muestra, no real): del 1 de marzo de 2019 al "
        "2 de marzo de 2019; categoría: crisis de salud mental."
    )
    whole = Filter("sample", "force", "district")
    assert sentence(sample, whole, load("en")).endswith(": all records.")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_readme_explains_its_file(language: str, sample: Vintage) -> None:
    """It has the filter, build, sources, cautions, every column, the address and the query."""
    words = load(language)
    for name in datasets():
        selection = Filter("sample", name, "neighborhood", **MARCH)
        text = readme(sample, selection, words)
        passages = [sentence(sample, selection, words), sample.vintage, selection.address()]
        passages += [f"- `{column}`: " for column in extracts.columns(sample, selection)]
        passages += [source.origin for source in sample.city.sources]
        passages += [words.text("extract.readme.keep"), extracts.written(sample, selection)]
        assert [passage for passage in passages if passage not in text] == []


@pytest.mark.parametrize("layer", ["neighborhood", "district"])
@pytest.mark.parametrize(
    "choices",
    [
        {},
        {"areas": ("3",)},
        {"areas": ("3", "unknown"), **MARCH},
        {"areas": ("3",), "categories": (("category", ("behavioral_crisis",)),)},
        {"first": dt.date(2019, 3, 1), "last": dt.date(2019, 3, 1)},
        {"areas": ("unknown",), "last": dt.date(1900, 1, 1)},
    ],
)
def test_a_preview_begins_as_a_sort_does(
    choices: dict[str, Any], layer: str, sample: Vintage
) -> None:
    """Whether it is found without the coarser records or with them, it begins the file."""
    selection = Filter("sample", "calls", layer, **choices)
    query, bound = extracts.statement(sample, selection)
    assert extracts.preview(sample, selection).equals(
        sample.reader.frame(query, bound).head(extracts.SHOWN_ROWS)
    )
