"""Every format in which selected records are offered, and how many records each can hold."""

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
