"""Row accounting: each raw row is kept, set aside with a reason, or merged into a record."""

from typing import Any

import duckdb

from data.config import City, Source
from data.errors import BuildRefused
from data.parts import contents_view
from data.sql import insert_select, make_table, run_sql


def account(
    con: duckdb.DuckDBPyConnection, city: City, files: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Return the file records with the numbers of rows kept, set aside and merged, by reason.

    A row is merged for one of three reasons. `older_snapshot`: a newer source holds the record.
    `duplicate`: an earlier row of its source is equal in every column. `same_record`: the row
    repeats the id of a record that is kept. `lost_days` counts the days of records that merged into
    a record of another day (sql/steps/lost_days.sql). Raises BuildRefused for a file whose rows
    read are not kept + set aside + merged.
    """
    make_table(con, "core.kept_rows")
    make_table(con, "core.row_fates")
    counts: list[Any] = []
    for source in city.sources:
        _fates(con, source)
        values = {"dataset": source.accounted_as, "source": source.id}
        counts += run_sql(con, "steps/fates_by_file", **values).fetchall()
    lost_days: dict[int, int] = {}
    for dataset in sorted({source.accounted_as for source in city.sources}):
        lost_days.update(run_sql(con, "steps/lost_days", dataset=dataset).fetchall())
    results = []
    for record in files:
        result = {**record, "kept": 0, "set_aside": {}, "merged": {}, "lost_days": 0}
        result["lost_days"] = lost_days.get(record["file_no"], 0)
        for file_no, fate, reason, rows in counts:
            if file_no != record["file_no"]:
                continue
            if fate == "kept":
                result["kept"] = rows
            else:
                result[fate][reason] = rows
        total = result["kept"] + sum(result["set_aside"].values()) + sum(result["merged"].values())
        if total != result["rows_read"]:
            raise BuildRefused(
                f"The rows of {result['file']} do not add up: {result['rows_read']:,} read, but "
                f"{result['kept']:,} kept + {sum(result['set_aside'].values()):,} set aside + "
                f"{sum(result['merged'].values()):,} merged = {total:,}.\n"
                "  what to do: the staging query must return every raw row, with set_aside where "
                "the row cannot be used; look for a `where` or a join that loses or doubles rows"
            )
        results.append(result)
    return results


def _fates(con: duckdb.DuckDBPyConnection, source: Source) -> None:
    """Add the fate of each raw row of the source that reached staging and is not kept."""
    con.execute(f"create or replace temp view raw_contents as from {contents_view(source)}")
    insert_select(
        con,
        "core.row_fates",
        "steps/fates_of_source",
        dataset=source.accounted_as,
        source=source.id,
    )
    con.execute("drop view raw_contents")
