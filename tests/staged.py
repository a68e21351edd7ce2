"""A city's raw files as its staging queries deliver them, before anything is placed or joined."""

from pathlib import Path

import duckdb

from data.config import read_city, staging_file
from data.formats import quoted
from data.inputs import at_hand, find_files
from data.read import read_source
from data.register import load_codes
from data.stage import open_source
from queries.declared.fields import delivered
from queries.sql_text import read_sql


def staged(city_id: str, raw: Path) -> duckdb.DuckDBPyConnection:
    """Return a connection that holds staging.* filled from every source of the city that is there.

    row_key is the row number of the source's file, so it orders rows within one source only.
    """
    city = at_hand(read_city(city_id), raw)
    con = duckdb.connect()
    con.execute(read_sql("staging", "contract"))
    load_codes(con, city)
    for source in city.sources:
        read_source(con, source, find_files(source, raw), first_no=1)
        open_source(con, city, source)
        for dataset, name in source.staging.items():
            query = staging_file(city.id, name).read_text(encoding="utf-8")
            con.execute(
                f"insert into staging.{delivered()[dataset].rows} by name "
                f"select *, {quoted(source.id)} as source, source_row as row_key from ({query})"
            )
    return con
