"""Every format in which selected records are offered, and what makes a file of each."""

from collections.abc import Iterator
from importlib import import_module

from queries.errors import NoAnswer
from queries.records import extracts, files
from queries.records.filters import Filter
from queries.vintage.catalog import Vintage

EXPLAINED = {
    "zip": "application/zip",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "dta": "application/x-stata-dta",
}
"""The formats that hold what explains the records, in a language, and their media types."""

FORMS = files.FORMS | EXPLAINED
"""All formats and their media types, the usual one first."""

MOST_IN_WORKBOOK, MOST_IN_STATA = 100_000, 250_000
MOST_RECORDS = {"xlsx": MOST_IN_WORKBOOK, "dta": MOST_IN_STATA}
"""Most records of a format; the others have no limit."""


def refuse_too_many(vintage: Vintage, selection: Filter, form: str) -> None:
    """Raise NoAnswer if a format cannot hold as many records as match."""
    n, most = extracts.matched(vintage, selection), MOST_RECORDS.get(form)
    if most is not None and n > most:
        raise NoAnswer("too_many_records", form=form, n=f"{n:,}", most=f"{most:,}")


def made(
    vintage: Vintage, selection: Filter, form: str, language: str = "en", site: str = ""
) -> Iterator[bytes]:
    """Return a file of selected records in one of FORMS, piece by piece.

    `language` and `site` are those of `dashboard.bundle.forms.bundle`, for formats in EXPLAINED.
    Raises NoAnswer for more records than a format holds.
    """
    if form in files.MAKERS:
        return files.MAKERS[form](vintage, selection)
    # what writes these takes a second to load, which nobody waits for who wants a CSV
    pieces: Iterator[bytes] = import_module("dashboard.bundle.forms").bundle(
        vintage, selection, language, site, form
    )
    return pieces
