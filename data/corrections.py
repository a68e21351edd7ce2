"""Corrections of faults in a source, each with a guard that shows when the source changes."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb

from data.config import need_texts
from data.formats import named, quoted
from data.machine import refuse_machine_fault
from data.sql import make_table
from queries.declared.fields import staged
from queries.declared.reading import read_toml
from queries.errors import BadInput

ACTIONS = ("drop", "override", "flag")
KEYS = {"id", "source", "dataset", "action", "where", "reason", "status", "rows"}


def correct(con: duckdb.DuckDBPyConnection, path: Path, sources: Iterable[str]) -> None:
    """Apply a pack's corrections.toml to the rows staged from `sources`; fill core.corrections.

    `where` is a condition on columns of sql/staging/contract.sql. `drop` sets the rows aside as
    dropped_on_purpose. `override` sets the columns named in `set` to new values (SQL expressions).
    `flag` changes nothing and only documents the fault. `rows` is the guard: the number of rows
    with the fault when it was documented. If this build finds another number (rows_n), the source
    has changed.

    core.corrections: correction_id, source, dataset, action, rows_expected, rows_n, entry (JSON).
    Corrections of sources that this build does not read are left out. Raises BadInput for an
    incomplete entry, and for a condition or value that is not valid SQL.
    """
    make_table(con, "core.corrections")
    read_here = set(sources)
    for entry in entries(path):
        _check(entry, path)
        if entry["source"] not in read_here:
            continue
        try:
            rows = _apply(con, entry)
        except duckdb.Error as error:
            refuse_machine_fault(error)
            raise BadInput(
                f"Correction {entry['id']!r} cannot be applied",
                file=path,
                actual=str(error).split("\n\n", maxsplit=1)[0],
                expected="conditions on columns of sql/staging/contract.sql",
                remedy="correct `where` or `set`",
            ) from error
        con.execute(
            "insert into core.corrections values (?, ?, ?, ?, ?, ?, ?)",
            [
                entry["id"],
                entry["source"],
                entry["dataset"],
                entry["action"],
                entry["rows"],
                rows,
                json.dumps(entry, ensure_ascii=False, sort_keys=True),
            ],
        )


def entries(path: Path) -> list[dict[str, Any]]:
    """Return the entries of a pack's corrections.toml; none if there is no such file."""
    return list(read_toml(path).get("corrections", [])) if path.is_file() else []


def _apply(con: duckdb.DuckDBPyConnection, entry: dict[str, Any]) -> int:
    """Apply the correction and return the number of raw rows that it matched."""
    source = quoted(entry["source"])
    condition = f"source = {source} and set_aside is null and coalesce(({entry['where']}), false)"
    table = staged(entry["dataset"])
    row = con.execute(f"select count(distinct row_key) from {table} where {condition}").fetchone()
    if entry["action"] == "drop":
        con.execute(f"update {table} set set_aside = 'dropped_on_purpose' where {condition}")
    if entry["action"] == "override":
        values = ", ".join(f"{named(column)} = {value}" for column, value in entry["set"].items())
        con.execute(f"update {table} set {values} where {condition}")
    return int(row[0]) if row else 0


def _check(entry: dict[str, Any], path: Path) -> None:
    needed = KEYS | ({"set"} if entry.get("action") == "override" else set())
    if set(entry) != needed or entry["action"] not in ACTIONS:
        raise BadInput(
            f"Correction {entry.get('id', '?')!r} is not complete",
            file=path,
            actual=", ".join(sorted(entry)),
            expected=f"{', '.join(sorted(needed))}; action one of {', '.join(ACTIONS)}",
            remedy="add the missing keys, such as the reason and the number of rows",
        )
    status = entry["status"]
    texts = {"reason": entry["reason"], "status": None if isinstance(status, str) else status}
    need_texts(path, f"Correction {entry['id']!r}", texts)
