"""Checks: each query in sql/checks/ returns the rows that break one rule.

The first line of a file gives its severity and its rule: `-- error: every …`. A vintage with an
error cannot be published; a warning is shown and published with the vintage.
"""

import logging
from pathlib import Path
from typing import Any

import duckdb

from data.deliveries import load_deliveries
from data.formats import quoted
from data.limits import bind_limits
from queries.declared.fields import lacking_in
from queries.errors import Unreadable
from queries.manifest import Manifest
from queries.paths import SQL
from queries.sql_text import read_sql_file
from queries.stored.tables import rows_of
from queries.warehouse import city_folder, current, lost_tables, manifest

SHOWN = 5

log = logging.getLogger("accord")


def run_checks(
    con: duckdb.DuckDBPyConnection, vintage: Manifest, previous: Path | None
) -> list[dict[str, Any]]:
    """Return one record per check: name, severity, rule, rows (that break it) and examples.

    `vintage` is the manifest of what is checked. `previous` is the folder of the published vintage,
    for the checks that compare with it.
    """
    bind_limits(con)
    published = manifest(vintage.city.id, previous.name) if previous else None
    load_deliveries(con, vintage, published)
    con.execute(
        "create or replace view previous.coverage as "
        + (
            f"select * from read_parquet({quoted(str(previous / 'coverage.parquet'))})"
            if previous
            else "select * from marts.coverage where false"
        )
    )
    columns = con.execute(
        "select table_name, column_name from information_schema.columns where table_schema = 'core'"
    ).fetchall()
    lacking = lacking_in(columns)
    results = []
    for path in sorted((SQL / "checks").glob("*.sql")):
        query = read_sql_file(path, lacking)
        severity, _, rule = query.splitlines()[0].removeprefix("-- ").partition(": ")
        result = con.execute(query)
        names = [column[0] for column in result.description or []]
        rows = result.fetchall()
        results.append(
            {
                "name": path.stem,
                "severity": severity,
                "rule": rule,
                "rows": len(rows),
                "examples": [dict(zip(names, row, strict=True)) for row in rows[:SHOWN]],
            }
        )
    return results


def compared_with(city: str) -> str | None:
    """Return the published vintage that another is held against; a damaged one holds nothing."""
    published = current(city)
    if published is None:
        return None
    for damage in lost_tables(city, published):
        log.warning("nothing is compared with the published vintage: %s", damage)
        return None
    return published


def check_vintage(city: str, vintage: str) -> list[dict[str, Any]]:
    """Return the results of all checks, run again on the files of a finished vintage.

    Raises Unreadable if one of its tables is damaged.
    """
    folder = city_folder(city) / vintage
    for damage in lost_tables(city, vintage):
        raise Unreadable(city, damage)
    con = duckdb.connect()
    con.execute("create schema core; create schema marts")
    for path in folder.glob("*.parquet"):
        for schema in ("core", "marts"):
            con.execute(f"create view {schema}.{path.stem} as {rows_of(con, path)}")
    published = compared_with(city)
    previous = city_folder(city) / published if published and published != vintage else None
    return run_checks(con, manifest(city, vintage), previous)


def failures(results: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the failed checks that prevent publication."""
    return [check for check in results if check["severity"] == "error" and check["rows"]]
