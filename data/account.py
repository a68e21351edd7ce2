"""Row accounting: every raw row is kept, set aside with a reason, or merged into a kept record."""

from typing import Any

import duckdb

from data.config import City, Source
from data.errors import BuildRefused
from data.formats import named, quoted
from queries.declared.fields import datasets


def account(
    con: duckdb.DuckDBPyConnection, city: City, files: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Return the file records with kept, set_aside and merged (each by reason) added.

    A row is merged as `older_snapshot` (a newer source holds the record), `duplicate` (the same
    in every column as an earlier row of its source) or `same_record` (a further row of a kept
    one). Raises BuildRefused if rows read are not kept + set aside + merged, file by file.
    """
    con.execute(
        "create table core.row_fates (source varchar, row_key bigint, fate varchar, reason varchar)"
    )
    for source in city.sources:
        _fates(con, source)
    counted = con.execute(
        """
        select row_key // 10000000000 as file_no, fate, reason, count(*)
        from core.row_fates
        group by all
        order by all
        """
    ).fetchall()
    accounted = []
    for record in files:
        made = {**record, "kept": 0, "set_aside": {}, "merged": {}}
        for file_no, fate, reason, rows in counted:
            if file_no != record["file_no"]:
                continue
            if fate == "kept":
                made["kept"] = rows
            else:
                made[fate][reason] = rows
        total = made["kept"] + sum(made["set_aside"].values()) + sum(made["merged"].values())
        if total != made["rows_read"]:
            raise BuildRefused(
                f"The rows of {made['file']} do not add up: {made['rows_read']:,} read, but "
                f"{made['kept']:,} kept + {sum(made['set_aside'].values()):,} set aside + "
                f"{sum(made['merged'].values()):,} merged = {total:,}.\n"
                "  what to do: the staging query must deliver every raw row, with set_aside where "
                "it cannot be used; look for a `where` or a join that loses or doubles rows"
            )
        accounted.append(made)
    return accounted


def _fates(con: duckdb.DuckDBPyConnection, source: Source) -> None:
    """Add one row per raw row of the source that reached staging, with its fate."""
    dataset = datasets()[source.accounted_as]
    columns = [
        str(row[0])
        for row in con.execute(f"describe raw.{named(source.id)}").fetchall()
        if row[0] not in {"source_file", "source_row", "row_key"}
    ]
    content = f"hash(row({', '.join(named(column) for column in columns)}))"
    con.execute(
        f"""
        insert into core.row_fates
        with staged as (
            select
                row_key,
                case when bool_and(set_aside is not null) then min(set_aside) end as set_aside,
                bool_and(is_superseded) as is_superseded,
            from staging.{dataset.rows}
            where source = {quoted(source.id)}
            group by row_key
        ),

        folded as (
            select staged.*, core.row_key is not null as is_kept
            from staged
            left join core.{dataset.table} as core using (row_key)
        ),

        -- only rows of a record that has several can repeat one another
        shared as (
            select row_key
            from staging.{dataset.rows}
            where source = {quoted(source.id)} and {dataset.id} in (
                select {dataset.id}
                from staging.{dataset.rows}
                inner join folded using (row_key)
                where folded.set_aside is null and not folded.is_kept
            )
        ),

        contents as (
            select row_key, {content} as content
            from raw.{named(source.id)}
            where row_key in (select row_key from shared)
        ),

        repeated as (
            select row_key
            from contents
            where content in (select content from contents group by content having count(*) > 1)
            qualify row_number() over (partition by content order by row_key) > 1
        )

        select
            {quoted(source.id)},
            folded.row_key,
            case
                when folded.set_aside is not null then 'set_aside'
                when folded.is_kept then 'kept'
                else 'merged'
            end,
            case
                when folded.set_aside is not null then folded.set_aside
                when folded.is_kept then null
                when folded.is_superseded then 'older_snapshot'
                when repeated.row_key is not null then 'duplicate'
                else 'same_record'
            end,
        from folded
        left join repeated using (row_key)
        """
    )
