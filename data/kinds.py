"""Whether the values of declared columns are of their kind: numbers, and dates that can be read."""

import duckdb

from data.config import Source
from data.formats import named
from data.written_dates import set_date_formats
from queries.errors import BadInput

CHANGED_TYPE_SHARE = 0.5
"""A column has changed its type if more than this share of a file's values cannot be parsed."""

LEAST_CHECKED = 10
"""Values of a column in one file; fewer are judged with those of the other files."""

LOOKED_AT = 50_000
"""Rows of a file, spread over it, that are checked for a change of type."""

KINDS = (
    "source varchar, file_no bigint, position integer, filled_n bigint, wrong_n bigint, "
    "file varchar, source_row bigint, written varchar"
)
"""Columns of raw.kinds: of a file and declared column, by position, the values checked and those
that misfit, and the first of these with its place."""


def judge_kinds(con: duckdb.DuckDBPyConnection, source: Source, file_no: int, count: int) -> None:
    """Fill raw.kinds: per declared column of a file of `count` rows, what was checked and misfits.

    The rows are those of raw.<source id> and raw.header_rows.
    """
    step = 1 + count // LOOKED_AT
    set_date_formats(con, source.date_formats, "UTC")  # the zone changes no kind
    for position, (column, kind) in enumerate(source.columns.items()):
        if kind == "text":
            continue
        reading = "try_cast(value as double)" if kind == "number" else "parse_time(value)"
        is_read = f"not isnan({reading})" if kind == "number" else f"{reading} is not null"
        con.execute(
            f"""
            insert into raw.kinds
            with looked_at as (
                select trim({named(column)}) as value, source_file, source_row, row_key
                from raw.{named(source.id)}
                where
                    file_of(row_key) = {file_no}
                    and source_row % {step} = 0
                    and row_key not in (select row_key from raw.header_rows)
            ),

            -- what can be read is not blank, and is_blank takes longer than reading
            judged as (
                select
                    *,
                    case when {is_read} then true when not is_blank(value) then false end as fits,
                from looked_at
            )

            select
                ?,
                {file_no},
                {position},
                count(fits),
                count(*) filter (not fits),
                min_by(source_file, row_key) filter (not fits),
                min_by(source_row, row_key) filter (not fits),
                min_by(value, row_key) filter (not fits),
            from judged
            """,
            [source.id],
        )


def refuse_other_kinds(con: duckdb.DuckDBPyConnection, source: Source) -> None:
    """Raise BadInput for a column most of whose values, in a file, are not of the declared kind."""
    worst = con.execute(
        f"""
        select
            position,
            sum(filled_n) as filled_n,
            sum(wrong_n) as wrong_n,
            min_by(file, file_no) filter (wrong_n > 0) as file,
            min_by(source_row, file_no) filter (wrong_n > 0) as source_row,
            min_by(written, file_no) filter (wrong_n > 0) as written,
        from raw.kinds
        where source = ?
        group by grouping sets ((position), (position, file_no))
        having
            sum(wrong_n) > {CHANGED_TYPE_SHARE} * sum(filled_n)
            and (sum(filled_n) >= {LEAST_CHECKED} or grouping(file_no) = 1)
        order by position, sum(wrong_n) / sum(filled_n) desc, sum(filled_n) desc
        limit 1
        """,
        [source.id],
    ).fetchone()
    if worst is None:
        return
    position, filled, wrong, file, row, written = worst
    column, kind = list(source.columns.items())[position]
    raise BadInput(
        f"A column has changed its type: {wrong:,} of {filled:,} values checked do not fit",
        file=file,
        row=int(row),
        column=column,
        actual=str(written),
        expected=f"a {kind}"
        + (f" written as {' or '.join(source.date_formats)}" if kind == "date" else ""),
        remedy="compare with the last snapshot; if the source changed, follow it in "
        "city.toml and the staging query",
    )
