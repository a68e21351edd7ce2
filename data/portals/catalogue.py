"""The catalogue of openpolicedata: finds the portal, dataset and date column of a source."""

import difflib
import os
import warnings
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from data.config import Portal
from queries.errors import BadInput

CATALOGUE = "ACCORD_CATALOGUE"
"""Environment variable that names a local copy of the catalogue (CSV)."""

INSTALL = "pip install 'accord-dashboard[portals]'"

KINDS = ("Socrata", "ArcGIS", "CSV")
"""The supported kinds of portals; tests cover each kind with every fault."""

NEEDED = ("State", "SourceName", "TableType", "Year", "DataType", "URL", "dataset_id", "date_field")


@dataclass(frozen=True)
class Entry:
    """One line of the catalogue: one dataset of a portal.

    `year` is set if the dataset has only one year. `first_year` is the first year of its coverage,
    if the catalogue has it.
    """

    kind: str
    url: str
    dataset: str | None
    date_field: str | None
    year: int | None
    first_year: int | None

    @property
    def address(self) -> str:
        """The address of the records."""
        if self.kind == "Socrata":
            return f"https://{self.url.strip('/')}/resource/{self.dataset}.json"
        return self.url


def library() -> Any:
    """Return the openpolicedata library; raise BadInput if it is not installed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a missing catalogue is an error below
            import openpolicedata  # noqa: PLC0415 (an extra: only fetching needs it)
    except ImportError as error:
        raise BadInput(
            "Fetching from portals needs the library openpolicedata", remedy=INSTALL
        ) from error
    return openpolicedata


def catalogue() -> pd.DataFrame:
    """Return the library's catalogue: one row per dataset. Raises BadInput if there is none.

    The library reads it from GitHub when it is imported, and has no catalogue if that fails.
    ACCORD_CATALOGUE names a local copy. The copy is passed to the library's `datasets.reload` as a
    table, because with a path the library would still ask GitHub first.
    """
    datasets = library().datasets
    local = os.environ.get(CATALOGUE)
    if local:
        path = Path(local)
        _reload(path, path.stat().st_mtime_ns if path.is_file() else None)
    if datasets.datasets is None:
        raise BadInput(
            "The catalogue of openpolicedata could not be read",
            actual="no answer from github.com",
            expected="a connection, or a copy of opd_source_table.csv",
            remedy=f"connect to the network, or let {CATALOGUE} name a copy of the file",
        )
    return datasets.query()


def entries(source_id: str, portal: Portal) -> list[Entry]:
    """Return the lines of the catalogue for a pack's portal: a single line, or one per year.

    Raises BadInput if there are none, if they are not exactly one dataset (per year), or if their
    kind cannot be fetched.
    """
    table = _matching(catalogue(), "SourceName", portal.source, source_id)
    if portal.state is not None:
        table = _matching(table, "State", portal.state, source_id)
    table = _matching(table, "TableType", portal.table, source_id)
    if portal.id is not None:
        table = _matching(table, "dataset_id", portal.id, source_id)
    if portal.url is not None:
        table = table[table["URL"].str.contains(portal.url, regex=False)]
    matches = [_entry(source_id, row) for _, row in table.iterrows()]
    if portal.years is not None:
        first, last = portal.years
        matches = [entry for entry in matches if entry.year is None or first <= entry.year <= last]
    years = [entry.year for entry in matches]
    if not matches or (len(matches) > 1 and (None in years or len(set(years)) < len(years))):
        raise BadInput(
            f"The portal of source {source_id!r} does not name exactly one dataset",
            actual="; ".join(
                f"id {entry.dataset or 'none'}, {entry.year or 'many years'}, {entry.url}"
                for entry in matches
            )
            or "none",
            expected="one dataset, or one for each year",
            remedy="add state, id or url (a part of the address) to [sources.portal] in city.toml",
        )
    return sorted(matches, key=lambda entry: entry.year or 0)


@lru_cache(maxsize=1)  # the library holds one catalogue; another file or content replaces it
def _reload(path: Path, changed_at: int | None) -> None:
    try:
        table = pd.read_csv(path, dtype=str)
        missing = [name for name in NEEDED if name not in table.columns]
        if missing:
            raise ValueError(f"no column {', '.join(missing)}")
        library().datasets.reload(table)
    except (OSError, ValueError, KeyError) as error:
        raise BadInput(
            f"The catalogue that {CATALOGUE} names cannot be read",
            file=path,
            actual=str(error),
            expected="a copy of openpolicedata's opd_source_table.csv",
            remedy=f"copy the file again, or unset {CATALOGUE}",
        ) from error


def _matching(table: pd.DataFrame, column: str, name: str, source_id: str) -> pd.DataFrame:
    rows = table[table[column] == name]
    if rows.empty:
        names = sorted({str(value) for value in table[column].dropna()})
        near = difflib.get_close_matches(name, names, n=3)
        raise BadInput(
            f"The catalogue has no {column} {name!r} for source {source_id!r}",
            expected=f"such as {', '.join(near or names[:10])}",
            remedy="correct [sources.portal] in city.toml",
        )
    return rows


def _entry(source_id: str, row: "pd.Series[Any]") -> Entry:
    kind, url, dataset = str(row["DataType"]), str(row["URL"]), row["dataset_id"]
    is_packed = ".zip" in url or isinstance(dataset, dict | list)  # several files in one
    filtered = "query" in row.index and bool(pd.notna(row["query"]))
    if kind not in KINDS or is_packed or filtered:
        raise BadInput(
            f"Source {source_id!r} is published in a way that cannot be fetched",
            actual=f"{kind} at {url}" + (" (a part of a table)" if filtered else ""),
            expected=f"one of {', '.join(KINDS)}, not packed and not a part of a table",
            remedy="download it by hand and put the file where `accord build --raw` looks",
        )
    start = row.get("coverage_start")
    return Entry(
        kind=kind,
        url=url,
        dataset=dataset if isinstance(dataset, str) else None,
        date_field=row["date_field"] if isinstance(row["date_field"], str) else None,
        year=int(row["Year"]) if isinstance(row["Year"], int) else None,
        first_year=start.year if isinstance(start, pd.Timestamp) else None,
    )
