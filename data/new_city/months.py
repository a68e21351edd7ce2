"""Months without records, and thin months beside them, of a drafted source."""

import duckdb

from data.manifest import GAP_RECORDS
from data.new_city.guess import Guess

THIN = 0.25
"""A month beside a gap with less than this share of a usual month may be recorded in part."""

SHOWN = 6
"""Months shown."""


def month_gaps(con: duckdb.DuckDBPyConnection, day: Guess) -> tuple[str | None, str | None]:
    """Return a question and a remark about months without rows where a usual month has many.

    Such months count as not recorded. Thin months beside them are asked about, since they would be
    compared as if they were whole.
    """
    rows = con.execute(
        f"""
        with counts as (
            -- several persons in one cell have one row_key
            select
                cast(date_trunc('month', parse_time({day.sql})) as date) as month,
                count(distinct row_key) as n,
            from records as raw
            where year(parse_time({day.sql})) between 1990 and year(retrieved_on())
            group by 1
        ),

        -- the months since the first with a fair number, so that a slip opens no gap
        usual as (select median(n) as n from counts),

        span as (
            select min(month) as first, max(month) as last
            from counts, usual
            where counts.n >= {THIN} * usual.n
        ),

        months as (
            select cast(unnest(generate_series(first, last, interval 1 month)) as date) as month
            from span
        )

        select
            strftime(months.month, '%Y-%m'),
            coalesce(counts.n, 0),
            coalesce(lag(counts.n) over w, 0) = 0 or coalesce(lead(counts.n) over w, 0) = 0,
            usual.n,
            strftime(span.first, '%Y-%m') <> strftime(months.month, '%Y-%m')
            and strftime(span.last, '%Y-%m') <> strftime(months.month, '%Y-%m'),
        from months
        cross join usual
        cross join span
        left join counts using (month)
        window w as (order by months.month)
        order by months.month
        """
    ).fetchall()
    if not rows or rows[0][3] < GAP_RECORDS:
        return None, None
    usual = rows[0][3]
    empty = [month for month, n, *_ in rows if n == 0]
    if not empty:
        return None, None
    thin = [
        f"{month} ({n})"
        for month, n, is_beside, _, is_inside in rows
        if is_beside and is_inside and 0 < n < THIN * usual
    ]
    text = (
        f"no rows in {', '.join(empty[:SHOWN])}{', …' * (len(empty) > SHOWN)}, where a usual month "
        f"has {usual:.0f}; such months count as not recorded, never as zero"
    )
    if not thin:
        return None, text
    return (
        f"what happened to the records around {', '.join(thin[:SHOWN])}? There are {text}, but the "
        "thin months beside them would be compared as if they were whole. If a change of system or "
        "of the rules stands behind it, enter both ends in policies.toml as `breaks`, the thin "
        "months inside (the guide shows how); then delete this"
    ), None
