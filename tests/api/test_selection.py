"""Whoever asks for a part of the records gets nothing that the whole file does not tell."""

import datetime as dt
import io
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from queries.declared.fields import Field
from queries.records import filters
from queries.records.filters import CHOSEN_BY, JOINED_BY, LEAST, LIMITED_BY, MOST, WHERE
from tests.api.asking import SITE
from tests.conftest import at_home
from tests.web.asking import ask

pytestmark = pytest.mark.slow

DATASETS = ("force", "persons", "complaints", "calls")
MOST_VALUES = 3


@pytest.fixture(scope="module", autouse=True)
def _at_few_calls(small_home: Path) -> Iterator[None]:
    whole.cache_clear()
    with at_home(small_home):
        yield


@cache
def whole(dataset: str, layer: str) -> pl.DataFrame:
    """Return every record of a dataset as it leaves."""
    return sent(dataset, {"layer": [layer]})


def sent(dataset: str, query: dict[str, list[str]]) -> pl.DataFrame:
    """Return the records that the site sends for a query."""
    asked = urlencode(query, doseq=True)
    answer = ask(f"/data/sample/latest/{dataset}.parquet?{asked}", app=SITE)
    assert answer.status == 200, answer.text
    return pl.read_parquet(io.BytesIO(answer.content))


def values_of(records: pl.DataFrame, column: Field) -> list[str]:
    """Return the values that a column can be chosen by, with the empty one, as in an address."""
    cells = records[column.name].cast(pl.String).fill_null("")
    if column.kind == "list":
        cells = cells.str.split(JOINED_BY).explode()
    return sorted(set(cells.to_list()))


def has(column: Field, chosen: list[str]) -> pl.Expr:
    """Return the condition that a record as it leaves has one of the chosen values."""
    cell = pl.col(column.name).cast(pl.String).fill_null("")
    if column.kind == "list":
        return cell.str.split(JOINED_BY).list.eval(pl.element().is_in(chosen)).list.any()
    return cell.is_in(chosen)


@st.composite
def parts(draw: st.DrawFn) -> tuple[str, str, dict[str, list[str]], pl.Expr]:
    """Draw a dataset, a layer, a query, and what its records must be like."""
    dataset = draw(st.sampled_from(DATASETS))
    layer = draw(st.sampled_from(["neighborhood", "district"]))
    declared, records = filters.dataset(dataset), whole(dataset, layer)
    query: dict[str, list[str]] = {"layer": [layer]}
    condition = pl.lit(value=True)
    if draw(st.booleans()):
        day = draw(st.sampled_from([day for day in declared.days if day in records.columns]))
        days = st.dates(dt.date(2016, 1, 1), dt.date(2023, 12, 31))
        first, last = sorted((draw(days), draw(days)))
        query |= {"from": [first.isoformat()], "to": [last.isoformat()], "day": [day]}
        condition &= pl.col(day).cast(pl.Date).is_between(first, last)
    if draw(st.booleans()):
        areas = draw(chosen(sorted(set(records["area_id"].drop_nulls()))))
        query["area"] = areas
        condition &= pl.col("area_id").is_in(areas)
    columns = {column.name: column for column in declared.columns if column.name in records.columns}
    picked = [name for name, column in columns.items() if column.kind in CHOSEN_BY]
    for name in draw(st.lists(st.sampled_from(picked), max_size=2, unique=True)):
        among = draw(chosen(values_of(records, columns[name])))
        query[f"{WHERE}{name}"] = among
        condition &= has(columns[name], among)
    limited = [name for name, column in columns.items() if column.kind in LIMITED_BY]
    for name in draw(st.lists(st.sampled_from(limited), max_size=1)) if limited else []:
        least, most = sorted((draw(st.integers(0, 900)), draw(st.integers(0, 900))))
        query |= {f"{LEAST}{name}": [str(least)], f"{MOST}{name}": [str(most)]}
        condition &= pl.col(name).is_between(least, most)
    return dataset, layer, query, condition


def chosen(options: list[str]) -> st.SearchStrategy[list[str]]:
    """Return a strategy of a few of the options."""
    return st.lists(st.sampled_from(options), min_size=1, max_size=MOST_VALUES, unique=True)


@given(parts())
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_a_part_is_a_selection_of_the_whole_file(
    part: tuple[str, str, dict[str, list[str]], pl.Expr],
) -> None:
    """A filter never looks behind what leaves: its rows are those of the whole file that fit.

    So no two filters, and no filter beside the whole file, can be subtracted to find what the
    whole file leaves out: the day, number or area of a call about somebody who was hurt.
    """
    dataset, layer, query, condition = part
    columns = whole(dataset, layer).columns
    selected = sent(dataset, query).select(columns)
    assert_frame_equal(selected, whole(dataset, layer).filter(condition))
