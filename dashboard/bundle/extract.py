"""One extract, as all documents about it see it."""

from dataclasses import dataclass
from urllib.parse import urlencode

import polars as pl

from dashboard.bundle.columns import Column
from dashboard.words import Words
from dashboard.words.languages import ENGLISH
from queries.manifest import DatasetSpan, Source
from queries.records.filters import Filter
from queries.vintage.catalog import Vintage


@dataclass(frozen=True)
class Extract:
    """Selected records of a vintage with what describes them.

    `records` are the rows as the extract's Parquet file has them. `site` is the address of the site
    (https://accord.example.org), empty where nobody serves it.
    """

    vintage: Vintage
    selection: Filter
    words: Words
    site: str
    n: int
    records: pl.LazyFrame
    columns: tuple[Column, ...]

    @property
    def span(self) -> DatasetSpan:
        """The time span of the whole dataset."""
        return self.vintage.manifest.datasets[self.selection.declared.of]

    @property
    def sources(self) -> list[Source]:
        """The sources of the dataset's records."""
        of = self.selection.declared.of
        return [source for source in self.vintage.city.sources if of in source.datasets]

    @property
    def page(self) -> str:
        """The address of the page that shows the same records."""
        return self.site + self.selection.address()

    @property
    def address(self) -> str:
        """The address that gives this bundle for as long as the vintage is kept."""
        query = self.selection.to_query()
        city, dataset = query.pop("city")[0], query.pop("dataset")[0]
        if self.words.language != ENGLISH:
            query["lang"] = [self.words.language]
        address = f"{self.site}/data/{city}/{self.vintage.vintage}/{dataset}.zip"
        return f"{address}?{urlencode(query, doseq=True)}"
