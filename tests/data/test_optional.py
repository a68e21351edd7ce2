"""Optional sources: a build without their files goes on and says what is absent."""

import dataclasses
from pathlib import Path

import pytest

from data.config import City, Portal, Source, read_city
from data.inputs import at_hand, find_files
from queries.errors import BadInput


@pytest.fixture
def city() -> City:
    """The sample city, with one source from a portal that need not be there."""
    whole = read_city("sample")
    portal = dataclasses.replace(
        whole.sources[0],
        id="portal",
        file="portal_*.csv",
        is_optional=True,
        portal=Portal(source="Sample", table="CALLS FOR SERVICE"),
    )
    newest = dataclasses.replace(whole.sources[1], supersedes=("portal",))
    return dataclasses.replace(whole, sources=(portal, newest))


def ids(sources: tuple[Source, ...]) -> list[str]:
    """Return the ids of sources."""
    return [source.id for source in sources]


def test_an_absent_optional_source_is_left_out(city: City, tmp_path: Path) -> None:
    """Without its files it is gone, and nothing supersedes it any more."""
    pack = at_hand(city, tmp_path)
    assert ids(pack.sources) == ids(city.sources[1:])
    assert pack.sources[0].supersedes == ()


def test_one_file_is_enough(city: City, tmp_path: Path) -> None:
    """With one file of its pattern the optional source is read like any other."""
    (tmp_path / "portal_2020.csv").touch()
    assert at_hand(city, tmp_path) == city


def test_nothing_at_all_is_still_an_error(city: City, tmp_path: Path) -> None:
    """Where only optional sources exist and none is there, the missing file is named."""
    portal_only = dataclasses.replace(city, sources=city.sources[:1])
    with pytest.raises(BadInput, match="raw file of source 'portal' is missing"):
        find_files(at_hand(portal_only, tmp_path).sources[0], tmp_path)
