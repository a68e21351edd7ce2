"""What the values of a survey leave open: periods that overlap, values that stand twice."""

from dataclasses import dataclass

import duckdb

LONGER = 1.25
"""A period is longer than another, not as long, from this many times its days on: months differ."""

OVERLAPPING = """
with pairs as (
    select
        own.asked,
        own.starts_on,
        own.ends_on,
        own.days,
        own.rows_n,
        min(other.days) filter (other.days >= own.days * $longer) as longer_days,
        bool_or(other.days between own.days / $longer and own.days * $longer) as is_alike,
    from periods as own
    inner join periods as other
        on own.asked = other.asked
        and own.starts_on <= other.ends_on
        and other.starts_on <= own.ends_on
        and (own.starts_on, own.ends_on) <> (other.starts_on, other.ends_on)
    group by all
)

select
    coalesce(sum(rows_n) filter (longer_days is not null), 0),
    coalesce(sum(rows_n) filter (longer_days is null and is_alike), 0),
    max(days) filter (longer_days is not null),
    min(longer_days),
from pairs
"""


@dataclass(frozen=True)
class Overlaps:
    """How periods of one place, topic and group overlap, in rows.

    `shorter` lie across a longer one, `alike` across another as long. `short_days` is the
    largest distance from first to last day of a shorter one, if each longer one has a larger;
    `alone` are as short and lie across no longer one.
    `repeated` rows say once more what another says, `differing` give another value for the same.
    """

    shorter: int
    alike: int
    short_days: int | None
    alone: int
    repeated: int
    differing: int


def overlaps(
    con: duckdb.DuckDBPyConnection, starts_on: str, ends_on: str, asked: str, value: str
) -> Overlaps:
    """Return how the rows of `records` overlap; all arguments are SQL, `asked` of what is alike."""
    con.execute(
        f"""
        create or replace temp table periods as
        select
            {asked} as asked,
            {starts_on} as starts_on,
            {ends_on} as ends_on,
            {ends_on} - {starts_on} as days,
            count(*) as rows_n,
            count(distinct {value}) as values_n,
        from records as raw
        where {starts_on} <= {ends_on} and {value} is not null
        group by all
        """
    )
    shorter, alike, longest_short, least_long = con.execute(
        OVERLAPPING, {"longer": LONGER}
    ).fetchall()[0]
    repeated, differing = con.execute(
        "select coalesce(sum(rows_n - values_n), 0), coalesce(sum(values_n - 1), 0) from periods"
    ).fetchall()[0]
    is_parted = bool(shorter) and longest_short < least_long
    [(as_short,)] = con.execute(
        "select coalesce(sum(rows_n), 0) from periods where days <= ?", [longest_short]
    ).fetchall()
    return Overlaps(
        int(shorter),
        int(alike),
        int(longest_short) if is_parted else None,
        int(as_short - shorter) if is_parted else 0,
        int(repeated),
        int(differing),
    )
