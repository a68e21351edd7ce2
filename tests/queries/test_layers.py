"""Records that lead to a home leave no area but in the first layer."""

from pathlib import Path

import polars as pl
import pytest

from queries.records import extracts
from queries.records.filters import Filter
from queries.vintage.catalog import Vintage, open_city
from tests.conftest import at_home

OF_OUR_OWN = r"^\d{4}-\d\d \d{6}$"
"""The number of such a record: its month, and its place in it."""


def released(vintage: Vintage, dataset: str, layer: str, record: str) -> pl.DataFrame:
    """Return the coarser records of a dataset as they leave in a layer."""
    query, values = extracts.statement(
        vintage, Filter(vintage.city_id, dataset, layer), is_sorted=False
    )
    return vintage.reader.frame(query, values).filter(pl.col(record).str.contains(OF_OUR_OWN))


@pytest.mark.slow
def test_a_second_layer_tells_no_area_of_a_sensitive_record(sample_home: Path) -> None:
    """Areas that are shown cannot be subtracted from a district around them.

    By that, 81 groups of the sample's calls could be given to one neighborhood.
    """
    with at_home(sample_home):
        vintage = open_city("sample")
        first, second = (
            released(vintage, "calls", layer.id, "call_id") for layer in vintage.city.layers
        )
    assert len(first) == len(second) > 0
    assert first["area_id"].n_unique() > 1
    assert second["area_id"].unique().to_list() == ["unknown"]
    assert second["area"].null_count() == second["placed_by"].null_count() == len(second)


@pytest.mark.slow
def test_districts_tell_no_area_of_a_sensitive_complaint(chicago_home: Path) -> None:
    """Chicago's beats and districts show none of the complaints that lead to a home.

    The city's first layer has no place for a complaint, so none leaves with an area at all.
    """
    with at_home(chicago_home):
        vintage = open_city("chicago")
        for layer in vintage.city.layers:
            leaving = released(vintage, "complaints", layer.id, "complaint_id")
            assert len(leaving) > 0
            assert leaving["area_id"].unique().to_list() == ["unknown"]
