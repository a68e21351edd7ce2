"""A visitor's query over the public tables, answered by a process of its own within limits."""

import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec
import polars as pl

from queries.errors import NoAnswer
from queries.paths import ROOT
from queries.rate_limits import NoPlace, Places, RateLimit, TooManyRequests
from queries.records.public_tables import at_hand, names
from queries.vintage.catalog import Vintage

LONGEST_QUERY = 4_000
"""Letters of a query."""

LONGEST_S = 10
"""Seconds that a query may take."""

MOST_MEMORY_MB = 512
THREADS = 2

MOST_ROWS = 10_000
"""Rows of an answer; what is beyond is left out, and the answer says so."""

MOST_BYTES = 5_000_000
"""Bytes of an answer as it comes from the process."""

MOST_AT_ONCE = 2
"""Queries that one process of the site has answered at once."""

MOST_OF_ONE = 1
"""Of these, queries of one visitor."""

MOST_A_MINUTE = 20
"""Queries of one visitor, known by the address they come from, in a minute."""

MINUTE_S = 60
BUSY_S = 5
"""When to ask again while other queries are being answered."""

LOOK_S = 0.2
"""How often it is asked whether somebody still waits."""

PIECE_BYTES = 1 << 16
PROCESS = "queries.records.select_process"

TYPES = {
    "flag": pl.Boolean,
    "number": pl.Int64,
    "decimal": pl.Float64,
    "text": pl.String,
}

requests = RateLimit(MOST_A_MINUTE, MINUTE_S)
places = Places(MOST_AT_ONCE, MOST_OF_ONE)


Kind = Literal["flag", "number", "decimal", "day", "time", "text"]


class Column(msgspec.Struct):
    """A column of an answer as the process gives it."""

    name: str
    kind: Kind
    values: list[bool | int | float | str | None]


class Told(msgspec.Struct):
    """What the process gives: columns, or the code of a reason and what it is about."""

    columns: list[Column] = []
    is_cut: bool = False
    code: str = ""
    text: str = ""


@dataclass(frozen=True)
class Selected:
    """The rows that a query selects, and the kind of each column.

    `is_cut` says that there are more than MOST_ROWS.
    """

    table: pl.DataFrame
    kinds: tuple[Kind, ...]
    is_cut: bool


def select_rows(
    vintage: Vintage,
    layer: str,
    query: str,
    visitor: str = "",
    is_wanted: Callable[[], bool] = lambda: True,
) -> Selected:
    """Return what a query over the public tables of a vintage selects, in a layer of areas.

    The process ends as soon as `is_wanted` says False or raises. Raises NoAnswer if the query is
    not one SELECT over these tables, fails, goes beyond a limit, or is not wanted any more.
    """
    if len(query) > LONGEST_QUERY:
        raise NoAnswer("sql_too_long", query=query, most=LONGEST_QUERY)
    if not query.strip():
        raise NoAnswer("sql_empty", query=query)
    count(visitor)
    give_back = _place(visitor)
    try:
        folder, tables = at_hand(vintage, layer, query)
        told = _ask(folder, tables, query, is_wanted)
    finally:
        give_back()
    if told.code == "no_such_table":
        known = ", ".join(names(vintage, layer))
        raise NoAnswer(told.code, query=query, table=told.text, known=known)
    if told.code:
        limits = {"seconds": LONGEST_S, "megabytes": MOST_MEMORY_MB, "bytes": MOST_BYTES}
        raise NoAnswer(told.code, query=query, text=told.text, **limits)
    table = pl.DataFrame([_series(column) for column in told.columns])
    return Selected(table, tuple(column.kind for column in told.columns), told.is_cut)


def count(visitor: str) -> None:
    """Count a visitor's query; raise NoAnswer if there were too many in a minute.

    The terminal has no name, and is not counted.
    """
    if not visitor:
        return
    try:
        requests.count(visitor)
    except TooManyRequests as refusal:
        raise NoAnswer("sql_too_often", most=MOST_A_MINUTE, seconds=refusal.wait_s) from None


def _place(visitor: str) -> Callable[[], None]:
    """Take one of the places for queries and return what gives it back; raise NoAnswer."""
    try:
        return places.take(visitor)
    except NoPlace as refusal:
        if refusal.is_own:
            raise NoAnswer("sql_one_at_a_time", seconds=BUSY_S) from None
        raise NoAnswer("sql_busy", most=MOST_AT_ONCE, seconds=BUSY_S) from None


def _ask(folder: Path, tables: list[str], query: str, is_wanted: Callable[[], bool]) -> Told:
    limits = {
        "seconds": LONGEST_S,
        "memory_mb": MOST_MEMORY_MB,
        "threads": THREADS,
        "rows": MOST_ROWS,
        "bytes": MOST_BYTES,
    }
    request = json.dumps({"query": query, "tables": tables, **limits}).encode()
    process = subprocess.Popen(  # noqa: S603 - the command is ours; the query is its input
        [sys.executable, "-P", "-m", PROCESS],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env={"PYTHONPATH": str(ROOT)},  # nothing of the server's
        start_new_session=True,
    )
    try:
        return _read(process, request, is_wanted)
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()


def _read(
    process: "subprocess.Popen[bytes]", request: bytes, is_wanted: Callable[[], bool]
) -> Told:
    """Return what a process answers to a request; the whole request fits into its pipe."""
    stdin, stdout = process.stdin, process.stdout
    assert stdin is not None  # noqa: S101 - both are pipes
    assert stdout is not None  # noqa: S101
    stdin.write(request)
    stdin.close()
    until = time.monotonic() + LONGEST_S
    answer = b""
    while time.monotonic() < until:
        if not is_wanted():
            return Told(code="sql_left")
        if not select.select([stdout], [], [], LOOK_S)[0]:
            continue
        piece = os.read(stdout.fileno(), PIECE_BYTES)
        answer += piece
        if len(answer) > 2 * MOST_BYTES:
            return Told(code="sql_bytes")
        if not piece:
            return _understood(answer)
    return Told(code="sql_time")


def _understood(answer: bytes) -> Told:
    try:
        return msgspec.json.decode(answer, type=Told)
    except msgspec.MsgspecError:  # it was ended by one of its own limits
        return Told(code="sql_memory")


def _series(column: Column) -> pl.Series:
    dated = column.kind in ("day", "time")
    series = pl.Series(column.name, column.values, pl.String if dated else TYPES[column.kind])
    match column.kind:
        case "day":
            return series.str.to_date("%Y-%m-%d")
        case "time":
            return series.str.to_datetime("%Y-%m-%d %H:%M:%S%.f", time_unit="us")
    return series
