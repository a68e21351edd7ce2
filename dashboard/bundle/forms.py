"""The documented formats of selected records, as streams."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from dashboard.bundle import stata, workbook
from dashboard.bundle.columns import described
from dashboard.bundle.extract import Extract
from dashboard.bundle.zipped import zipped
from dashboard.record_files import refuse_too_many
from dashboard.words import load
from queries.records import extracts, files
from queries.records.filters import Filter
from queries.vintage.catalog import Vintage

_MAKERS: dict[str, Callable[[Extract, Path], Iterator[bytes]]] = {
    "zip": zipped,
    "xlsx": workbook.xlsx,
    "dta": lambda extract, _: stata.dta(extract),
}


def bundle(
    vintage: Vintage, selection: Filter, language: str = "en", site: str = "", form: str = "zip"
) -> Iterator[bytes]:
    """Yield selected records with their documentation in a language: a zip, xlsx or dta.

    `site` is the address of the site, such as https://accord.example.org; without it the documents
    give addresses without a host. Raises NoAnswer before the first piece for more records than the
    format holds, and where the city publishes none of the columns.
    """
    refuse_too_many(vintage, selection, form)
    with _extract(vintage, selection, language, site) as (extract, parquet):
        yield from _MAKERS[form](extract, parquet)


@contextmanager
def _extract(
    vintage: Vintage, selection: Filter, language: str, site: str
) -> Iterator[tuple[Extract, Path]]:
    """Give the extract and its Parquet file, which is there until the block ends."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "records.parquet"
        with path.open("wb") as content:
            for piece in files.geoparquet(vintage, selection):
                content.writelines([piece])
        records = pl.scan_parquet(path)
        if files.has_geometry(vintage, selection):
            records = records.drop("geometry")
        yield (
            Extract(
                vintage=vintage,
                selection=selection,
                words=load(language),
                site=site,
                n=extracts.matched(vintage, selection),
                records=records,
                columns=described(selection, records),
            ),
            path,
        )
