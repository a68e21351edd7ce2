"""The same records in the hands of others: SQLite with indexes, Datasette, pandas, polars."""

import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from queries import warehouse
from tests.browsing import free_port

READY_WITHIN_S = 60


def calls(city: str) -> pl.DataFrame:
    """Return the call records of a published city, with the month and the area of each."""
    records = pl.read_parquet(file_of(city))
    return records.with_columns(month=pl.col("received_at").dt.truncate("1mo"))


def file_of(city: str) -> Path:
    """Return the Parquet file of a published city's calls."""
    return warehouse.city_folder(city) / str(warehouse.current(city)) / "calls.parquet"


def as_sqlite(table: pl.DataFrame, path: Path, indexes: list[str]) -> None:
    """Write a table with indexes; days and times are text, as Datasette has them."""
    plain = table.select(
        pl.col(name).cast(pl.String) if kind.is_temporal() else pl.col(name)
        for name, kind in table.schema.items()
        if not kind.is_nested()
    )
    with sqlite3.connect(path) as database:
        database.execute(f"create table calls ({', '.join(plain.columns)})")
        marks = ", ".join("?" * len(plain.columns))
        database.executemany(f"insert into calls values ({marks})", plain.iter_rows())
        for index in indexes:
            database.execute(f"create index by_{index.replace(', ', '_')} on calls ({index})")
        database.execute("analyze")


@contextmanager
def datasette(path: Path) -> Iterator[str]:
    """Serve an SQLite file with Datasette until the block ends, and give its address."""
    port = free_port()
    settings = ("max_csv_mb", "0"), ("sql_time_limit_ms", "600000"), ("max_returned_rows", "100000")
    command = [
        *(sys.executable, "-m", "datasette", "serve", str(path), "--port", str(port)),
        *(word for setting in settings for word in ("--setting", *setting)),
    ]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=quiet, stderr=quiet) as server:
        try:
            _wait(f"http://127.0.0.1:{port}/-/versions.json")
            yield f"http://127.0.0.1:{port}/{path.stem}"
        finally:
            server.terminate()


def read(address: str) -> int:
    """Read all that an address answers, and return the bytes."""
    with urllib.request.urlopen(address, timeout=600) as answer:  # noqa: S310 - our own server
        return sum(len(part) for part in iter(lambda: answer.read(1 << 20), b""))


def _wait(address: str) -> None:
    until = time.monotonic() + READY_WITHIN_S
    while True:
        try:
            read(address)
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
