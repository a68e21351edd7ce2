"""A visitor's query is one SELECT over the tables that it may name, whatever is tried."""

import pytest

from queries.stored.statements import NotPublic, Refused, refuse_others, refuse_writing

TABLES = ("force", "calls", "areas")


@pytest.mark.parametrize(
    "query",
    [
        "select area, count(*) from force group by all order by 2 desc limit 3",
        "from FORCE select count(*)",
        'select * from "force" join areas using (area_id) left join calls on true',
        "with f as (select 1 as n), g as (select * from f) select * from g, f",
        "with recursive t(n) as (select 1 union all select n + 1 from t where n < 9) from t",
        "select (select count(*) from force) / (select count(*) from calls)",
        "select * from range(3) r, unnest([1, 2]) u, (values (1)) v where r.range in (from force)",
        "from (select area, reason from force) pivot (count(*) for reason in ('Flight'))",
        "select count(*) from force union all select count(*) from calls",
        "select f.n, calls.area from (select 1 as n) f, lateral (select f.n) l, calls",
        "select row_number() over (partition by area order by occurred_on) from force qualify true",
    ],
)
def test_what_reads_public_tables_is_taken(query: str) -> None:
    """Joins, subqueries, windows, sets, WITH and its names are all of SELECT that is needed."""
    refuse_others(refuse_writing(query), TABLES)


@pytest.mark.parametrize(
    ("query", "code", "part"),
    [
        ("from force_persons", "no_such_table", "force_persons"),
        ("from main.force", "no_such_table", "main.force"),
        ("from memory.main.force", "no_such_table", "memory.main.force"),
        ("select * from force, core.force_persons", "no_such_table", "core.force_persons"),
        ("from '/etc/passwd'", "no_such_table", "/etc/passwd"),
        ("from 'force.parquet'", "no_such_table", "force.parquet"),
        ("from duckdb_settings", "no_such_table", "duckdb_settings"),
        ("from information_schema.tables", "no_such_table", "information_schema.tables"),
        ("select 1 where exists (from pg_class)", "no_such_table", "pg_class"),
        ("select 1 order by (select 1 from duckdb_views)", "no_such_table", "duckdb_views"),
        # a name that a WITH gives holds where it is known, and not in its own text or elsewhere
        ("with pg_class as (from pg_class) from pg_class", "no_such_table", "pg_class"),
        ("from (with d as (select 1) from d), d", "no_such_table", "d"),
        # to the first part of a recursive WITH the name is that of the database's own table
        (
            "with recursive pg_settings as (from pg_settings union from pg_settings)"
            " from pg_settings",
            "no_such_table",
            "pg_settings",
        ),
        (
            "with pg_settings as (from pg_settings where exists (with recursive t(n) as"
            " (select 1 union select n from t) from t)) from pg_settings",
            "no_such_table",
            "pg_settings",
        ),
        (
            "with recursive t(n) as (select 1 union (with t as (from pg_class) from t)) from t",
            "no_such_table",
            "pg_class",
        ),
        ("from (with recursive t(n) as (select 1 union from t) from t), t", "no_such_table", "t"),
        ("with a as (from b), b as (select 1) from a", "no_such_table", "b"),
        ("from duckdb_settings()", "sql_function", "duckdb_settings"),
        ("from read_parquet('force.parquet')", "sql_function", "read_parquet"),
        ("from read_csv_auto('/etc/passwd')", "sql_function", "read_csv_auto"),
        ("from glob('*')", "sql_function", "glob"),
        ("from query('from force')", "sql_function", "query"),
        ("from query_table('force')", "sql_function", "query_table"),
        ("from json_execute_serialized_sql('{}')", "sql_function", "json_execute_serialized_sql"),
        ("from arrow_scan(1, 2, 3)", "sql_function", "arrow_scan"),
        ("from system.main.pragma_table_info('force')", "sql_function", "pragma_table_info"),
        ("select current_setting('allowed_paths')", "sql_function", "current_setting"),
        ("select main.current_setting('threads')", "sql_function", "current_setting"),
        (
            "select [x for x in [1] if CURRENT_SETTING('threads')]",
            "sql_function",
            "current_setting",
        ),
        (
            "select sum(1) over w from force window w as (order by current_setting('threads'))",
            "sql_function",
            "current_setting",
        ),
        (
            "select json_serialize_plan('select current_setting(''threads'')')",
            "sql_function",
            "json_serialize_plan",
        ),
        ("select sleep_ms(9000)", "sql_function", "sleep_ms"),
        ("describe force", "sql_part", "SHOW"),
        ("summarize force", "sql_part", "SHOW"),
        ("from (show tables)", "sql_part", "SHOW"),
    ],
)
def test_what_reads_anything_else_is_refused(query: str, code: str, part: str) -> None:
    """Other tables, files, settings, texts that are run, and the database's own are refused."""
    with pytest.raises(NotPublic) as refused:
        refuse_others(refuse_writing(query), TABLES)
    assert (refused.value.code, refused.value.part) == (code, part)


@pytest.mark.parametrize(
    "query",
    [
        "select 1; select 2",
        "copy force to 'x'",
        "attach 'x' as y",
        "set threads = 9",
        "install httpfs",
        "load httpfs",
        "call pragma_version()",
        "pragma database_list",
        "create table x as from force",
        "insert into force values (1)",
        "with x as (delete from force returning *) from x",
        "explain analyze select 1",
        "prepare p as select 1",
        "pivot force on reason",
        "export database 'x'",
        "",
    ],
)
def test_what_is_not_one_select_is_refused(query: str) -> None:
    """Nothing that writes, sets, loads, attaches or comes after another statement is asked."""
    with pytest.raises(Refused):
        refuse_others(refuse_writing(query), TABLES)
