"""sql/core and sql/marts can be read by other engines, as CONTRIBUTING says."""

import re
from pathlib import Path

import pytest
import sqlglot
from sqlglot import ErrorLevel, exp

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
