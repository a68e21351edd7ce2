"""A local portal with three datasets, a catalogue that points at it, and no other way out."""

import csv
import datetime as dt
import ssl
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import trustme

from data import fetch
from data.config import Portal as Named
from data.config import Source, read_city
from data.portals import asking, tables
from tests.portals.server import Portal, Server, Table

NOW = dt.datetime(2020, 12, 31, 12, tzinfo=dt.UTC)
YEARS = {2019: 130, 2020: 70}
COLUMNS = (
    *("State", "SourceName", "Agency", "AgencyFull", "TableType", "coverage_start"),
    *("coverage_end", "Year", "source_url", "readme", "URL", "DataType", "date_field"),
    *("dataset_id", "agency_field", "min_version", "py_min_version", "query"),
)


@pytest.fixture
def certificate(tmp_path_factory: pytest.TempPathFactory) -> trustme.CA:
    """An authority of the test's own, which signs for localhost."""
    return trustme.CA()


@pytest.fixture
def portal(
    certificate: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Portal]:
    """The running portal, with its catalogue in place; whatever is not local is refused."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.issue_cert("localhost").configure_cert(tls)
    authority = tmp_path / "authority.pem"
    certificate.cert_pem.write_to_path(str(authority))
    tables_there = {"uof1-aaaa": socrata(), "layer": arcgis(), "complaints": file()}
    tables_there |= {"stop-2021": socrata(), "stop-2022": socrata()}
    state = Portal(tables=tables_there)
    server = Server(state, tls)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    catalogue = tmp_path / "catalogue.csv"
    write_catalogue(catalogue, state.host)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority))
    monkeypatch.setenv("ACCORD_CATALOGUE", str(catalogue))
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")  # nobody listens there
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, "localhost,127.0.0.1")
    # urllib keeps the proxies of its first request for good: theirs must end with the test
    monkeypatch.setattr("urllib.request._opener", None)
    monkeypatch.setattr(fetch, "_now", lambda: NOW)
    monkeypatch.setattr(asking, "FIRST_WAIT_S", 0)
    monkeypatch.setattr(tables, "PAGE_ROWS", 50)
    yield state
    state.released.set()
    server.shutdown()
    server.server_close()
    thread.join()


def socrata() -> Table:
    """Force as Socrata gives it: text, gaps, a point, and 3 rows that belong to no year."""
    days = [*_days(), "1900-01-01T00:00:00.000", None, None]
    return Table(
        {
            "case": "text",
            "beat": "text",
            "happened": "calendar_date",
            "place": "point",
            "note": "text",
        },
        [
            {
                "case": f"{number:05}",
                "beat": "0421" if number % 2 else None,
                "happened": day,
                "place": {"type": "Point", "coordinates": [-90.1, 29.9]} if number % 3 else None,
            }
            for number, day in enumerate(days)
        ],
    )


def arcgis() -> Table:
    """Calls as ArcGIS gives them: numbers with gaps, instants, a key."""
    return Table(
        {
            "OBJECTID": "esriFieldTypeOID",
            "call_time": "esriFieldTypeDate",
            "beat": "esriFieldTypeInteger",
            "nature": "esriFieldTypeString",
        },
        [
            {
                "OBJECTID": number,
                "call_time": day,
                "beat": None if number % 7 == 0 else number,
                "nature": f"kind {number}",
            }
            for number, day in enumerate(_days())
        ],
    )


def file() -> Table:
    """Complaints as a plain file: zeros in front, N/A, a line break within quotes."""
    return Table(
        {"id": "", "beat": "", "text": ""},
        [
            {"id": f"{number:05}", "beat": "0421", "text": "N/A" if number else 'a "b",\nc'}
            for number in range(200)
        ],
    )


def write_catalogue(path: Path, host: str) -> None:
    """Write a catalogue in the library's form, with the local portal in it."""
    common = {"State": "Ohio", "SourceName": "Testville", "Agency": "Testville"}
    many = {"Year": "MULTIPLE", "coverage_start": "01/01/2019", "coverage_end": "12/31/2020"}
    layer = f"https://{host}/arcgis/layer/FeatureServer/0"
    lines: list[dict[str, Any]] = [
        {
            "TableType": "USE OF FORCE",
            "URL": host,
            "DataType": "Socrata",
            "dataset_id": "uof1-aaaa",
            "date_field": "happened",
            **many,
        },
        {
            "TableType": "CALLS FOR SERVICE",
            "URL": layer,
            "DataType": "ArcGIS",
            "date_field": "call_time",
            **many,
        },
        {
            "TableType": "COMPLAINTS",
            "URL": f"https://{host}/files/complaints.csv",
            "DataType": "CSV",
            **many,
        },
        *(
            {
                "TableType": "STOPS",
                "Year": year,
                "URL": host,
                "DataType": "Socrata",
                "dataset_id": f"stop-{year}",
                "date_field": "happened",
            }
            for year in (2021, 2022)
        ),
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows({**common, **line} for line in lines)


def source(table: str, source_id: str = "data") -> Source:
    """A source of the sample city that a table of the local portal delivers."""
    return replace(read_city("sample").sources[0], id=source_id, portal=Named("Testville", table))


def _days() -> list[str]:
    return [
        f"{year}-{1 + number % 12:02}-{1 + number % 28:02}T10:00:00.000"
        for year, rows in YEARS.items()
        for number in range(rows)
    ]
