"""The transparency card: every answer follows from the tables, and each kind of answer occurs."""

import dataclasses
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from queries.declared import dictionary
from queries.quality import reports, transparency
from queries.vintage.catalog import Vintage, open_city
from tests.conftest import at_home
from tests.handmade import span, vintage


@pytest.fixture
def sample(sample_home: Path) -> Vintage:
    """The published sample city."""
    with at_home(sample_home):
        return open_city("sample")


def declared() -> list[dict[str, Any]]:
    """Return the elements of the card, whatever dataset they are of."""
    return [
        element
        for dataset in ("force", "complaints", "calls")
        for element in transparency.elements(dataset)
    ]


def answers(card: pl.DataFrame) -> dict[tuple[str, str], str]:
    """Return the answers by dataset and element."""
    return {(row["dataset"], row["element"]): row["answer"] for row in card.to_dicts()}


@pytest.mark.parametrize(
    ("dataset", "element", "answer"),
    [
        ("force", "officer_weapon", "yes"),  # each kind of force names a weapon or has none
        ("force", "camera", "partly"),  # plan.toml: noted for 0.55 of the incidents
        ("force", "deaths", "no"),  # no such column
        ("complaints", "complainant", "partly"),  # plan.toml: noted for 0.7 of the complaints
        ("complaints", "discipline", "yes"),  # told of every closed complaint
        ("complaints", "complaint_officer", "no"),  # no such column
        ("complaints", "documented", "unknown"),  # city.toml: nobody has looked
        ("calls", "documented", "partly"),
        ("calls", "period", "yes"),  # eight years
        ("force", "current", "yes"),  # retrieved five days after the last record
    ],
)
def test_each_answer_occurs(sample: Vintage, dataset: str, element: str, answer: str) -> None:
    """The sample city shows yes, partly, no and unknown, each where it was planted."""
    assert answers(transparency.card(sample))[dataset, element] == answer


@pytest.mark.parametrize(
    ("element", "query"),
    [
        (
            "camera",
            "select count(has_camera_footage) / count(*) from force_incidents "
            "where occurred_on between '2021-11-01' and '2023-10-31'",
        ),
        (
            "complainant",
            "select count(complainant_race) / count(*) from complaints "
            "where received_on between '2021-10-01' and '2023-09-30'",
        ),
        (
            "discipline",
            "select count(discipline) / count(*) from allegations join complaints "
            "using (complaint_id) where received_on between '2021-10-01' and '2023-09-30'",
        ),
    ],
)
def test_share_is_the_share_of_the_records(
    sample: Vintage, sample_home: Path, element: str, query: str
) -> None:
    """A share is that of the last 24 settled months of the records."""
    con = duckdb.connect()
    for path in (sample_home / "warehouse" / "sample" / sample.vintage).glob("*.parquet"):
        con.execute(f"create view {path.stem} as select * from '{path}'")
    shares = transparency.card(sample).filter(pl.col("element") == element)["share"].to_list()
    assert shares == [pytest.approx(row[0]) for row in con.execute(query).fetchall()]


@pytest.mark.parametrize(
    ("form", "answer"), [(None, "unknown"), ("csv", "unknown"), ("none", "no")]
)
def test_a_dataset_that_is_not_here(sample: Vintage, form: str | None, answer: str) -> None:
    """Without calls, all answers about them are unknown, or no if the pack says there are none.

    Files that were not given are no fault of the city. No answer has a share or evidence.
    """
    spans = {name: span for name, span in sample.manifest.datasets.items() if name != "calls"}
    access = {name: entry for name, entry in sample.city.access.items() if name != "calls"}
    if form:
        access["calls"] = {**sample.city.access["calls"], "format": form}
    city = dataclasses.replace(sample.city, access=access)
    manifest = dataclasses.replace(sample.manifest, datasets=spans, city=city)
    without = dataclasses.replace(sample, manifest=manifest)
    calls = transparency.card(without).filter(pl.col("dataset") == "calls")
    assert len(calls) == 9
    assert calls["answer"].unique().to_list() == [answer]
    assert calls.select("share", "evidence").null_count().row(0) == (9, 9)


@pytest.mark.parametrize(("status", "answer"), [("run", "no"), ("drafted", "unknown")])
def test_a_field_that_is_not_read(
    sample: Vintage, monkeypatch: pytest.MonkeyPatch, status: str, answer: str
) -> None:
    """A field without any value is no of a city whose pack was checked, else unknown."""
    filled = reports.fields(sample).with_columns(filled=pl.lit(0))
    monkeypatch.setattr(reports, "fields", lambda vintage: filled)
    city = dataclasses.replace(sample.city, status=status)
    manifest = dataclasses.replace(sample.manifest, city=city)
    card = transparency.card(dataclasses.replace(sample, manifest=manifest))
    fields = {element["id"] for element in declared() if "field" in element}
    answers = card.filter(pl.col("element").is_in(fields))["answer"]
    assert answers.unique().to_list() == [answer]


def test_evidence_stands_beside_access_only(sample: Vintage) -> None:
    """Exactly the elements of access have evidence, which is the pack's text."""
    card = transparency.card(sample)
    access = {element["id"] for element in declared() if "access" in element}
    evidence = card.filter(pl.col("evidence").is_not_null())
    assert set(evidence["element"]) == access
    assert card.filter(pl.col("element").is_in(access))["share"].null_count() == len(evidence)


def test_every_field_of_the_card_is_counted(sample: Vintage) -> None:
    """Each element that is a field is a column of the coverage mart."""
    columns = set(sample.ask("coverage").select("dataset", "field").unique().rows())
    fields = {element["field"].key for element in declared() if "field" in element}
    assert fields - columns == set()


def test_every_counted_field_has_a_name(sample: Vintage) -> None:
    """Each field and dataset of the coverage mart is named in English and Spanish."""
    for dataset, field in sample.ask("coverage").select("dataset", "field").unique().rows():
        assert set(dictionary.field(field)) == {"en", "es"}, field
        assert set(dictionary.dataset(dataset)) == {"en", "es"}, dataset


@pytest.mark.parametrize(
    ("retrieved_on", "answer"),
    [("2022-01-31", "yes"), ("2022-05-01", "partly"), ("2024-01-01", "no")],
)
def test_a_source_is_current_by_its_last_record(retrieved_on: str, answer: str) -> None:
    """The age of data runs from the last record, also where the last months are provisional."""
    source = {"id": "s", "origin": "o", "retrieved_on": retrieved_on, "datasets": ["force"]}
    force = span("2014-01-01", "2021-12-31", settled_to="2021-01-31")
    city = vintage(datasets={"force": force}, sources=[source])
    assert answers(transparency.card(city))["force", "current"] == answer
