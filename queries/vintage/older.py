"""The marts that an older vintage lacks, made of its own tables by the files that build them."""

from collections.abc import Mapping

import duckdb

from queries.declared.fields import datasets, lacking_in
from queries.declared.measures import events
from queries.sql_text import Lacking, read_sql, reads_untold, sql_text

ADDED: Mapping[str, tuple[str, ...]] = {
    "monthly_counts": ("daily_counts",),
    "sensitive_types": ("call_types",),
    "coarse_calls": ("calls", "places", "areas", "sensitive_types"),
    "call_outcomes": ("calls", "places", "sensitive_types"),
    "call_responses": ("calls", "places", "sensitive_types"),
    "city_responses": ("call_responses",),
    "call_week_hours": ("calls", "places", "sensitive_types"),
    "force_hours": ("force_incidents", "places"),
    "published_fields": tuple(dataset.table for dataset in datasets().values()),
}
"""The marts that releases have added to vintages of one FORMAT, with the tables that they read.

Those that hold what data/sensitive.toml says are among them.
"""

BY_SENSITIVE_TYPES = (
    "sensitive_types",
    "coarse_calls",
    "call_outcomes",
    "call_responses",
    "city_responses",
    "call_week_hours",
)
"""The marts that hold what data/sensitive.toml says, and say it as it is said now."""

EVERY_EVENT = "every_event"
"""The daily counts of a vintage as it was built, where they count more than is told now."""


def add_lacking(con: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """Add a view of each added mart that a connection lacks, where it has what the mart reads.

    Returns the names of these marts.

    Marts made by another data/sensitive.toml than that of this release, or by a release that told
    more of sensitive calls, are replaced likewise: what leaves coarser does so from the next start
    on, in every vintage. The files of sql/marts read schemas core and marts, which get a view of
    what they read.
    """
    columns = con.execute(
        "select table_name, column_name from information_schema.columns where table_schema = 'main'"
    ).fetchall()
    tables = {str(table) for table, _ in columns}
    lacking = lacking_in(columns)
    is_told_otherwise = _is_told_otherwise(con, tables)
    if is_told_otherwise:
        for mart in tables.intersection(BY_SENSITIVE_TYPES):
            con.execute(f"drop view main.{mart}")
        tables.difference_update(BY_SENSITIVE_TYPES)
    made = set()
    for mart, read in ADDED.items():
        if mart in tables or not tables.issuperset(read):
            continue
        _show(con, read)
        con.execute(f"create view main.{mart} as {read_sql('marts', mart, lacking)}")
        tables.add(mart)
        made.add(mart)
    if is_told_otherwise and _counts_untold(con, tables):
        _count_again(con, lacking)
        made |= {"daily_counts", "monthly_counts"}
    return frozenset(made)


def _is_told_otherwise(con: duckdb.DuckDBPyConnection, tables: set[str]) -> bool:
    """Return whether the marts of a vintage tell other things of calls than this release does.

    Its types of sensitive calls may be others; or it was built by a release whose marts held the
    outcomes of all calls, and their response times.
    """
    if not tables.issuperset(("call_types", "call_outcomes")):
        return False
    _show(con, ("call_types",))
    named = set(con.execute(read_sql("marts", "sensitive_types")).fetchall())
    if "sensitive_types" not in tables:
        return bool(named)
    if named != set(con.execute("from main.sensitive_types").fetchall()):
        return True
    ((told, calls),) = con.execute(
        """
        select
            (
                select coalesce(sum(n), 0) from main.call_outcomes
                where layer = (select min(found.layer) from main.call_outcomes as found)
            ),
            (select coalesce(sum(n), 0) from main.call_types)
        """
    ).fetchall()
    return bool(named) and told == calls > 0


def _untold_events() -> str:
    """Return the ids of events that count no sensitive call, as SQL."""
    return ", ".join(sql_text(name) for name, event in events().items() if reads_untold(event))


def _counts_untold(con: duckdb.DuckDBPyConnection, tables: set[str]) -> bool:
    """Return whether a vintage has counts of such events, and all that these are made of."""
    read = (*(dataset.table for dataset in datasets().values()), "places", "settings")
    if not tables.issuperset((*read, "daily_counts", "sensitive_types")):
        return False
    query = f"select 1 from main.daily_counts where event in ({_untold_events()}) limit 1"  # noqa: S608 - declared ids
    return bool(con.execute(query).fetchall())


def _count_again(con: duckdb.DuckDBPyConnection, lacking: Lacking) -> None:
    """Replace the counts of these events, by day and by month; all others stay as they are."""
    _show(con, (*(dataset.table for dataset in datasets().values()), "settings"))
    con.execute(f"alter view main.daily_counts rename to {EVERY_EVENT}")
    con.execute("drop view main.monthly_counts")
    con.execute("drop view if exists marts.daily_counts")
    con.execute(
        f"create view main.daily_counts as from main.{EVERY_EVENT} "
        f"where event not in ({_untold_events()}) union all by name "
        f"from ({read_sql('marts', 'daily_counts', lacking)}) where event in ({_untold_events()})"
    )
    _show(con, ("daily_counts",))
    con.execute(f"create view main.monthly_counts as {read_sql('marts', 'monthly_counts')}")


def _show(con: duckdb.DuckDBPyConnection, tables: tuple[str, ...]) -> None:
    """Add a view of each table to the schemas core and marts."""
    for schema in ("core", "marts"):
        con.execute(f"create schema if not exists {schema}")
        for table in tables:
            con.execute(f"create view if not exists {schema}.{table} as from main.{table}")
