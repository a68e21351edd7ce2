"""What makes a file of selected records in each format."""

from collections.abc import Iterator
from importlib import import_module

from queries.records import files
from queries.records.filters import Filter
from queries.vintage.catalog import Vintage


def made(
    vintage: Vintage, selection: Filter, form: str, language: str = "en", site: str = ""
) -> Iterator[bytes]:
    """Return a file of selected records in one of `record_files.FORMS`, piece by piece.

    `language` and `site` are those of `dashboard.bundle.forms.bundle`, for formats it makes.
    Raises NoAnswer for more records than a format holds.
    """
    if form in files.MAKERS:
        return files.MAKERS[form](vintage, selection)
    # what writes these takes a second to load, which nobody waits for who wants a CSV
    pieces: Iterator[bytes] = import_module("dashboard.bundle.forms").bundle(
        vintage, selection, language, site, form
    )
    return pieces
