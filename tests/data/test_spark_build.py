"""A build on Spark: the same tables as DuckDB's, row for row, and the same meaning of each word."""

import os
import shutil
from collections.abc import Iterator
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import duckdb
import pytest

from benchmarks.engines import differences
from data import build
from data.errors import BuildRefused, MachineFault
from queries import warehouse
from queries.paths import SQL
from queries.sql_text import read_sql_file
from tests.conftest import at_home

pytestmark = pytest.mark.slow

QUICK = """
spark.driver.extraJavaOptions -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
spark.sql.codegen.wholeStage false
spark.sql.codegen.factoryMode NO_CODEGEN
spark.sql.adaptive.enabled false
"""
"""Settings for few rows: nothing is compiled that would run once."""


@pytest.fixture(scope="module", autouse=True)
def _spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Spark's settings for few rows; without Spark, tests are skipped or, in CI, fail."""
    if not (find_spec("pyspark") and shutil.which("java")) and not os.environ.get("CI"):
        pytest.skip("pyspark or Java is not on this machine")
    folder = tmp_path_factory.mktemp("spark-conf")
    (folder / "spark-defaults.conf").write_text(QUICK, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_CONF_DIR", str(folder))
        yield


QUESTIONS = {
    "the first known value": "select kind, min_by(word, k) as a from t group by kind",
    "the first known of some": (
        "select kind, min_by(word, k) filter (where word <> 'b') as a from t group by kind"
    ),
    "a list of no value is null": (
        "select kind, list_sort(list(distinct word) filter (where word is not null)) as a "
        "from t group by kind"
    ),
    "the words of a list": (
        "with lists as (select kind, "
        "list_sort(list(distinct word) filter (where word not in ('b'))) as words "
        "from t group by kind) select kind, array_to_string(words, ', ') as a from lists"
    ),
    "a list's values": (
        "with lists as (select kind, "
        "list_sort(list(distinct word) filter (where word is not null)) as words "
        "from t group by kind) select kind, unnest(coalesce(words, ['none'])) as a from lists"
    ),
    "seconds are borders crossed": "select k, datediff('second', began_at, ended_at) as a from t",
    "days are borders crossed": "select k, datediff('day', began_at, ended_at) as a from t",
    "parts of a time": (
        "select k, cast(date_trunc('month', began_at) as date) as a, cast(began_at as date) as b, "
        "cast(hour(began_at) as integer) as c, cast(date_trunc('month', day) as date) as d from t"
    ),
    "whole numbers": "select k, n // 7 as a, n % 7 as b, row_of(n) as c, file_of(n) as d from t",
    "null stands last": (
        "select k, row_number() over (order by word, x desc, k) as a, "
        "row_number() over (order by word desc, k) as b from t"
    ),
    "sums and counts": (
        "select kind, sum(n) as a, count(n) as b, count(distinct word) as c, max(word) as d, "
        "bool_or(is_so) as e, bool_and(is_so) as f, count(*) filter (where n > 0) as g "
        "from t group by kind"
    ),
    "the greatest of those known": "select k, greatest(n, k) as a, coalesce(n, 0) as b from t",
    "halves": ("select i, round(x, d) as a, round(y, d) as b from halves"),
    "letters": (
        "select letter, upper(letter) as a, trim(letter) as c, "
        r"regexp_replace(letter, '\s+', '_', 'g') as d, regexp_matches(letter, '^[^ ]$') as e "
        "from letters"
    ),
    "the key of a name": "select k, name_key(name) as a from t",
}
"""What the queries of sql/core and sql/marts do, by what could differ between the two engines."""

ROWS = """
create table t as
select * from (values
    (1, 'x', null, -15, 1.5, null, date '1899-12-31', timestamp '1899-12-31 23:59:59.9',
     timestamp '1900-01-01 00:00:00.1', '  0421 '),
    (2, 'x', 'b', 15, null, true, date '2019-03-10', timestamp '2019-03-10 02:30:00',
     timestamp '2019-03-10 03:30:00', '421.0'),
    (3, 'x', 'a', null, -0.0, false, null, null, timestamp '2019-11-03 01:30:00', 'straße 0.00'),
    (4, 'y', null, 20000000007, 2.5, null, date '2020-02-29', timestamp '2020-02-29 00:00:00',
     timestamp '2020-02-28 23:59:59.999999', null),
    (5, 'z', 'Ä', -7, 0.0, false, date '1600-01-01', timestamp '1600-01-01 12:00:00',
     timestamp '2020-01-01 12:00:00', E'\\u00a0North\\n\\x0B  End \\u2003'),
    (6, 'z', 'b', 0, null, false, date '2024-12-31', timestamp '2024-12-31 23:00:00',
     timestamp '2025-01-01 00:30:00', '000')
) as v(k, kind, word, n, x, is_so, day, began_at, ended_at, name);
create table halves as
select
    i,
    4 as d,
    cast(i * 0.00001 as double) as x,
    cast(-0.00005 - i * 0.0001 as double) as y
from range(0, 5000) as r(i);
create table letters as
select chr(cast(i as integer)) as letter from range(1, 65000) as r(i)
where i < 13312 or i between 42560 and 43999 or i between 64256 and 64279
"""


def test_each_word_means_the_same(tmp_path: Path) -> None:
    """Nulls, borders of time, halves, lists and letters come out alike, question by question."""
    from data.spark.dialect import to_spark  # noqa: PLC0415 - needs the extra
    from data.spark.session import session  # noqa: PLC0415 - likewise

    con = duckdb.connect()
    con.execute(read_sql_file(SQL / "macros.sql"))
    con.execute(ROWS)
    different = []
    with session("local[1]", tmp_path) as spark:
        for table in ("t", "halves", "letters"):
            con.execute(f"copy {table} to '{tmp_path}/{table}.parquet'")
            spark.catalog.createTable(table, path=f"{tmp_path}/{table}.parquet", source="parquet")
        for number, (meaning, question) in enumerate(QUESTIONS.items()):
            expected = con.sql(question)
            spark.sql(to_spark(question)).write.parquet(f"{tmp_path}/{number}")
            columns = zip(expected.columns, expected.types, strict=True)
            casts = ", ".join(f"cast({name} as {kind}) as {name}" for name, kind in columns)
            actual = con.sql(f"select {casts} from '{tmp_path}/{number}/*.parquet'")
            if sorted(map(str, expected.fetchall())) != sorted(map(str, actual.fetchall())):
                different.append(meaning)
    assert different == []


def test_a_vintage_is_the_same(small_home: Path, small_raw: Path, home: Path) -> None:
    """Of the sample city, each table of a build on Spark equals DuckDB's in all rows and types."""
    from data.spark.engine import on_spark  # noqa: PLC0415 - needs the extra

    build.build("sample", small_raw, engine=partial(on_spark, master="local[1]"))
    [vintage] = warehouse.vintages("sample")
    folder = warehouse.city_folder("sample") / vintage
    with at_home(small_home):
        published = warehouse.current("sample")
        assert published
        expected = warehouse.manifest("sample", published)
        reference = warehouse.city_folder("sample") / published
    assert differences(reference, folder, expected.tables) == {}
    manifest = warehouse.manifest("sample", vintage)
    assert (manifest.tables, manifest.placed, manifest.files) == (
        expected.tables,
        expected.placed,
        expected.files,
    )
    assert warehouse.verify("sample", vintage) == []


def test_what_spark_cannot_do_ends_in_words(tmp_path: Path) -> None:
    """A table that Spark cannot make is named, with Spark's reason, and no file is left behind."""
    from data.spark.engine import on_spark  # noqa: PLC0415 - needs the extra

    con = duckdb.connect()
    con.execute("create schema core; create table core.calls as select 'a' as call_type")
    with (
        pytest.raises(MachineFault, match=r"Spark could not make marts\.call_types\n.*category"),
        on_spark(con, tmp_path, "local[1]") as make,
    ):
        make("marts.call_types")
    assert list(tmp_path.iterdir()) == []


def test_another_type_is_refused(tmp_path: Path) -> None:
    """A whole number may have another size; a fraction in its place stops the build."""
    from data.spark.engine import show  # noqa: PLC0415 - needs the extra

    con = duckdb.connect()
    con.execute(f"copy (select 1 as n, 1.5::double as x) to '{tmp_path}/part.parquet'")
    show(con, "whole", tmp_path, {"n": "BIGINT", "x": "DOUBLE"})
    assert con.sql("from whole").fetchall() == [(1, 1.5)]
    with pytest.raises(BuildRefused, match="x is DOUBLE, and must be BIGINT"):
        show(con, "part", tmp_path, {"n": "INTEGER", "x": "BIGINT"})
