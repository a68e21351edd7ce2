"""Bundles of the sample city, made once and unpacked: nothing but their files is at hand."""

import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dashboard.bundle.forms import bundle
from queries.records.filters import Filter
from queries.vintage.catalog import Vintage, open_city
from tests.conftest import at_home

SITE = "https://accord.example.org"


@pytest.fixture(scope="package")
def sample(sample_home: Path) -> Iterator[Vintage]:
    """The published sample city."""
    with at_home(sample_home):
        yield open_city("sample")


@pytest.fixture(scope="package")
def unpacked(sample: Vintage, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """A function that returns the folder of a bundle; the same bundle is made once."""
    folders: dict[tuple[Filter, str], Path] = {}

    def unpack(selection: Filter, language: str = "en") -> Path:
        if (selection, language) not in folders:
            folder = tmp_path_factory.mktemp("bundle")
            content = b"".join(bundle(sample, selection, language, SITE))
            zipfile.ZipFile(io.BytesIO(content)).extractall(folder)
            folders[selection, language] = folder
        return folders[selection, language]

    return unpack


@pytest.fixture(scope="package")
def force(sample: Vintage, unpacked: Callable[..., Path]) -> Path:
    """The bundle of all records of force."""
    return unpacked(Filter("sample", "force", sample.layer().id))


@pytest.fixture(scope="package")
def complaints(sample: Vintage, unpacked: Callable[..., Path]) -> Path:
    """The bundle of all complaints, in Spanish."""
    return unpacked(Filter("sample", "complaints", sample.layer().id), "es")
