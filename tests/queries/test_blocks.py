"""Finding an area by a street or a point, by worked examples and on the sample city."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from queries.records import streets
from queries.vintage.catalog import Vintage, open_city
from tests.conftest import at_home

SQUARES = pl.DataFrame(
    {
        "area_id": ["west", "east"],
        "geometry": [
            '{"type": "Polygon", "coordinates": [[[0,0],[1,0],[1,1],[0,1],[0,0]]]}',
            '{"type": "Polygon", "coordinates": [[[1,0],[2,0],[2,1],[1,1],[1,0]]]}',
        ],
    }
)


@pytest.fixture(scope="module")
def sample(sample_home: Path) -> Iterator[Vintage]:
    """The published sample city."""
    with at_home(sample_home):
        yield open_city("sample")


@pytest.mark.parametrize(
    ("point", "area"),
    [((0.5, 0.5), "west"), ((1.5, 0.5), "east"), ((1.0, 0.5), "west"), ((3.0, 0.5), None)],
)
def test_a_point_lies_in_an_area(point: tuple[float, float], area: str | None) -> None:
    """A point is in the square around it; a point on a border is in the first area."""
    assert streets.area_at(SQUARES, *point) == area


@pytest.mark.parametrize(
    "typed", ["1612 Linden", "16xx linden ave", "LINDÉN, 16XX", "16 linden ave"]
)
def test_a_street_is_found_however_it_is_typed(typed: str, sample: Vintage) -> None:
    """A house number is read as its block; case, accents, order and commas do not matter."""
    blocks, _ = streets.find(sample, "neighborhood", typed)
    assert blocks.row(0) == ("16XX LINDEN AVE", "7")


def test_every_answer_lies_where_its_calls_do(sample: Vintage) -> None:
    """The point of a block's calls, rounded as in a browser, is in the area that is returned."""
    areas = sample.areas("neighborhood")
    # -39.954, 37.953 is 133XX EGRET ST in the sample's own file
    blocks, is_more = streets.find(sample, "neighborhood", "133xx egret st")
    assert not is_more
    assert blocks["area_id"].to_list() == [streets.area_at(areas, -39.954, 37.953)]


def test_answers_are_few_and_say_so(sample: Vintage) -> None:
    """A street with too many blocks returns the first by number and says there are more."""
    blocks, is_more = streets.find(sample, "neighborhood", "linden ave")
    assert (blocks.height, is_more) == (streets.MOST_ANSWERS, True)
    numbers = [int(block.split("XX")[0]) for block in blocks["block"]]
    assert numbers == sorted(numbers)


@pytest.mark.parametrize("typed", ["", " - ", "'; drop view blocks; --", "nowhere road", "%"])
def test_what_names_no_block_finds_none(typed: str, sample: Vintage) -> None:
    """Blank, punctuation, SQL and unknown names return no block and cause no error."""
    blocks, is_more = streets.find(sample, "neighborhood", typed)
    assert (blocks.height, is_more) == (0, False)
    assert streets.is_searchable(sample, "neighborhood")


def test_a_city_without_blocks_says_so(asheville_home: Path) -> None:
    """Asheville's addresses have no point, so no block leads to an area."""
    with at_home(asheville_home):
        assert not streets.is_searchable(open_city("asheville"), "neighborhood")


def test_cincinnatis_blocks_are_its_own(cincinnati_home: Path) -> None:
    """1612 Linn Street lies in a block that Cincinnati's records name, in the West End."""
    with at_home(cincinnati_home):
        blocks, _ = streets.find(open_city("cincinnati"), "neighborhood", "1612 linn")
    assert blocks.rows() == [("16XX LINN ST", "West End")]
