"""Types of calls in the shared vocabulary: the mappings, what has none, what is comparable."""

import csv
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from dashboard.words import load
from queries.declared import dictionary
from queries.declared.measures import measures
from queries.paths import ROOT
from queries.records import call_vocabulary
from queries.vintage.catalog import UNKNOWN, Vintage, open_city
from tests.conftest import HomeOf, at_home

FILES = sorted((ROOT / "data" / "cities").glob("*/codes/call_types.csv"))

ALIKE = {
    "animal": ("other",),
    "lost property": ("other",),
    "missing property": ("other",),
    "area check": ("other", "proactive"),
    "shots fired": ("violent",),
    "trespass": ("disorder",),
    "suspicious": ("disorder",),
    "abandoned vehicle": ("traffic",),
    "traffic stop": ("traffic",),
    "missing person": ("welfare",),
    "fraud": ("property",),
    "officer needs assistance": ("other",),
}
"""Beginnings of labels that several cities have, and the categories that the page gives them."""

BUT = ("with weapon",)
"""What a label says more, and decides."""


def rows_of(path: Path) -> list[dict[str, str]]:
    """Return the rows of a mapping."""
    return list(csv.DictReader(path.open(encoding="utf-8")))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parts[-3])
def test_a_mapping_is_clear(path: Path) -> None:
    """A code stands once, with a label, in a category of the vocabulary, as all of its label."""
    rows = rows_of(path)
    assert max(Counter(row["code"] for row in rows).values()) == 1
    assert {row["category"] for row in rows} <= set(dictionary.vocabulary("call_category"))
    assert all(row["label"].strip() for row in rows)
    categories = {(row["label"], row["category"]) for row in rows}
    assert len(categories) == len({row["label"] for row in rows})


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parts[-3])
def test_a_category_means_the_same_in_every_city(path: Path) -> None:
    """What cities call alike is in the same category."""
    for row in rows_of(path):
        label = row["label"].lower()
        for beginning, expected in ALIKE.items():
            if label.startswith(beginning) and not any(more in label for more in BUT):
                assert row["category"] in expected, row


def test_every_category_is_explained() -> None:
    """The page of the vocabulary has a line for each category, and the reasons have words."""
    text = (ROOT / "docs" / "call_vocabulary.md").read_text(encoding="utf-8")
    for name in call_vocabulary.categories():
        assert f"| `{name}` |" in text


def test_what_has_no_category_is_counted_by_year(sample_home: Path) -> None:
    """The counts of a year are those of its settled records."""
    with at_home(sample_home):
        vintage = open_city("sample")
    query = """
        select
            year(received_at), count(*),
            count(*) filter (where category = 'unknown'),
            count(*) filter (where category = 'other'),
            count(*) filter (where coalesce(initiated_by, 'unknown') = 'unknown')
        from calls where received_at < $last + 1 group by all order by all
    """
    settled_to = vintage.manifest.datasets["calls"].settled_to
    counts = [
        (year.year, year.calls, year.unknown, year.other, year.starter_unknown)
        for year in call_vocabulary.years(vintage)
    ]
    assert counts == vintage.reader.rows(query, {"last": settled_to})


def test_bounds_hold_whatever_the_rest_was(sample_home: Path) -> None:
    """However calls without a category are shared out, each share lies between its two ends."""
    with at_home(sample_home):
        vintage = open_city("sample")
    shares = call_vocabulary.shares(vintage, 2019)
    total = vintage.reader.rows(
        "select count(*) from calls where year(received_at) = 2019 and "
        "coalesce(initiated_by, 'unknown') <> 'officer'"
    )[0][0]
    row = shares.row(0, named=True)
    rest = round((row["high"] - row["low"]) * total)
    assert 0 < rest < total
    draw = np.random.default_rng(1)
    names = shares["category"].to_list()
    for _ in range(20):
        added = dict(
            zip(names, draw.multinomial(rest, draw.dirichlet([1] * len(names))), strict=True)
        )
        for name, calls, low, high in shares.iter_rows():
            assert low - 1e-12 <= (calls + added[name]) / total <= high + 1e-12


def test_a_city_that_is_made_up_stands_beside_none(sample_home: Path) -> None:
    """The sample's years lack nothing but that they are real; a year that still runs is no year."""
    with at_home(sample_home):
        years = call_vocabulary.years(open_city("sample"))
    assert {year.reasons for year in years[:-1]} == {("made_up",)}
    assert years[-1].reasons == ("made_up", "part_of_year")


@pytest.mark.parametrize(
    ("city", "reasons"),
    [
        ("portland", ("part_of_year", "no_category", "no_starter")),
        ("new_orleans", ("part_of_calls", "part_of_year")),
        ("cincinnati", ("part_of_calls", "part_of_year", "no_starter")),
    ],
)
def test_no_part_of_the_calls_is_compared(
    city: str, reasons: tuple[str, ...], home_of: HomeOf
) -> None:
    """Of real files, each year says all that keeps it from other cities'; words say it too."""
    with at_home(home_of(city)):
        vintage = open_city(city)
    [year] = call_vocabulary.years(vintage)
    assert year.reasons == reasons
    assert call_vocabulary.comparable_years(vintage) == []
    for language in ("en", "es"):
        texts = {load(language).text(f"call_vocabulary.why.{code}") for code in reasons}
        assert len(texts) == len(reasons)


def test_a_category_that_no_type_leads_to_has_no_share(portland_home: Path) -> None:
    """Portland has no type for a mental-health crisis: its share is not told, and not zero."""
    with at_home(portland_home):
        shares = call_vocabulary.shares(open_city("portland"), 2016)
    ends = {name: (low, high) for name, _, low, high in shares.iter_rows()}
    assert ends["behavioral_crisis"] == (None, None)
    low, high = ends["traffic"]
    assert 0 < low < high < 1


def test_the_mapping_is_that_of_the_build(sample_home: Path) -> None:
    """The file of a vintage has every code of the pack and every type of the records."""
    with at_home(sample_home):
        vintage = open_city("sample")
    rows = rows_of(ROOT / "data" / "cities" / "sample" / "codes" / "call_types.csv")
    mapping = call_vocabulary.mapping(vintage)
    codes = mapping.drop_nulls("code").select("code", "category", "call_type")
    assert set(codes.rows()) == {(row["code"], row["category"], row["label"]) for row in rows}
    assert set(_types(vintage)) <= set(mapping["call_type"])
    without = mapping.filter(mapping["code"].is_null())
    assert without.select("call_type", "category").rows() == [("OLDX", UNKNOWN)]


def test_measures_that_rest_on_the_vocabulary_are_known() -> None:
    """Only the share of calls about a crisis counts calls by category."""
    ids = [measure.id for measure in measures().values() if call_vocabulary.rests_on(measure)]
    assert ids == ["calls_crisis"]


def _types(vintage: Vintage) -> list[str]:
    return [name for (name,) in vintage.reader.rows("select distinct call_type from calls")]
