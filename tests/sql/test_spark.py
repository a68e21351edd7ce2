"""sql/core and sql/marts can be read by other engines, as CONTRIBUTING says, and run by Spark."""

import re
from pathlib import Path

import pytest
import sqlglot
from sqlglot import ErrorLevel, exp

from data.build import CORE, MARTS
from data.spark.dialect import in_steps, relations, to_spark
from data.spark.engine import IN_DUCKDB
from data.spark.rules import NotPortable
from data.sql import query_of
from queries.paths import SQL
from queries.sql_text import read_sql_file

FILES = [path for folder in ("core", "marts") for path in sorted((SQL / folder).glob("*.sql"))]

RESERVED = set(
    re.findall(
        r"\w+",
        """
    all and any as authorization both case cast check collate column constraint create cross
    current_date current_time current_timestamp current_user distinct else end escape except
    execute false fetch filter for foreign from full grant group having in inner intersect into is
    join lateral leading left natural not null offset on only or order outer overlaps
    percentile_cont percentile_disc primary recursive references right select session_user some
    sql table then time to trailing union unique unknown user using when where with within
    """,
    )
)
"""The words Spark reserves in ANSI mode (spark.apache.org/docs/latest/sql-ref-ansi-compliance)."""


def bare_names(statement: exp.Expression) -> set[str]:
    """Return the names in a statement that stand without quotes, in lower case."""
    names = statement.find_all(exp.Identifier)
    return {name.name.lower() for name in names if not name.quoted}


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_spark_reads_it_too(path: Path) -> None:
    """A core table or mart can be written as Spark SQL, read back, and names nothing reserved."""
    for statement in sqlglot.parse(read_sql_file(path), read="duckdb"):
        assert isinstance(statement, exp.Expression)
        assert bare_names(statement) & RESERVED == set()
        spark = statement.sql("spark", unsupported_level=ErrorLevel.RAISE)
        again = sqlglot.parse_one(spark, read="spark")
        assert bare_names(again) & RESERVED == set()


def test_a_reserved_name_is_noticed() -> None:
    """A table, an alias or a column that Spark reserves counts as bare, a quoted one does not."""
    statement = sqlglot.parse_one('select user.time as "end" from core.user', read="duckdb")
    assert bare_names(statement) & RESERVED == {"user", "time"}


MADE = [
    *("core.place_ids", "core.places", "core.placed", "core.unmatched_names"),
    *(f"core.{name}" for name in CORE),
    *(mart for name in MARTS if (mart := f"marts.{name}") not in IN_DUCKDB),
]
"""The tables that Spark makes (data/build.py, data/locate.py)."""


@pytest.mark.parametrize("table", MADE)
def test_each_table_of_records_is_written_for_spark(table: str) -> None:
    """Nothing in its query is unknown to mean the same, and what Spark reads is what was asked."""
    parts, last = in_steps(query_of(table))
    read = set()
    for text in (*parts.values(), last):
        tree = sqlglot.parse_one(text, read="spark")
        own = {part.alias for part in tree.find_all(exp.CTE)} | set(parts)
        tables = tree.find_all(exp.Table)
        read |= {".".join(part.name for part in table.parts) for table in tables} - own
    assert read == set(relations(query_of(table)))


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("select lower(a) from t", "not known to mean the same"),
        ("select a / b from t", "not known to mean the same"),
        ("select median(a) from t", "not known to mean the same"),
        ("select string_split(a, ',') from t", "not known to mean the same"),
        ("select hash(a) from t", "not known to mean the same"),
        ("select strftime(a, '%Y') from t", "not known to mean the same"),
        ("select sum(a) from t where b like 'x%'", "not known to mean the same"),
        ("select of_nobody(a) from t", "not known to mean the same"),
        ("select is_blank(a) from t", "not known to mean the same"),
        ("select cast(a as double) from t", "a cast that may round"),
        ("select try_cast(a as integer) from t", "not known to mean the same"),
        ("select list(a) from t", "a list there never holds null"),
        ("select list(a) filter (where b is not null) from t", "a list there never holds null"),
        ("select list(a) filter (where a is null) from t", "a list there never holds null"),
        ("select datediff('month', a, b) from t", "another unit"),
        ("select trim(a, 'x') from t", "a trim of other than spaces"),
        ("select regexp_replace(a, 'x', 'y') from t", "every match is replaced"),
        ("select regexp_replace(a, '^x|y', 'z') from t", "every match is replaced"),
        ("select regexp_matches(a, b) from t", "a pattern that is not written out"),
        (r"select regexp_matches(a, '\bx') from t", "Java may read this otherwise"),
        ("select regexp_matches(a, '(?i)x') from t", "Java may read this otherwise"),
        ("select regexp_matches(a, 'x.y') from t", "Java may read this otherwise"),
        ("select regexp_matches(a, '[[:alpha:]]') from t", "Java may read this otherwise"),
        ("select regexp_matches(a, 'é') from t", "Java may read this otherwise"),
    ],
)
def test_what_is_not_known_to_be_equal_is_refused(query: str, reason: str) -> None:
    """A word that Spark may take otherwise is named before anything runs."""
    with pytest.raises(NotPortable, match=re.escape(reason)):
        to_spark(query)


def test_what_is_read_often_is_computed_once() -> None:
    """A part read twice comes first, by its name; one read once stays where it stands."""
    parts, last = in_steps(
        "with a as (select x from s.t), b as (select x from a), "
        "c as (select b.x from b inner join b as d using (x)) select x from c"
    )
    assert parts == {"b": "WITH a AS (SELECT x FROM s.t) SELECT x FROM a"}
    assert "a AS" not in last.split("c AS")[1]
    assert relations(last) == ["b", "s.t"]
