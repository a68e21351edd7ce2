"""Parts: the rows that raw files give, staged and written file by file as Parquet.

A part holds the rows of one file, or of all files of a source whose staging query looks at several
rows together. No more than one part is in memory. Row keys in a part count its own files from 0, so
that a part can be used under any number.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from data.config import City, Source
from data.formats import named, quoted
from data.read import (
    RawFile,
    contents,
    every_column,
    inspect,
    load,
    numbered,
    refuse_other_kinds,
    text_table,
)
from data.repeats import refuse_repeats
from data.stage import by_row, open_source, write_staged
from queries.declared.fields import staged

CONTENTS = "contents.parquet"


@dataclass(frozen=True)
class Part:
    """A part that is written: its folder, its files, and what was seen in them."""

    folder: Path
    files: tuple[RawFile, ...]
    records: tuple[dict[str, Any], ...]

    @property
    def first_key(self) -> str:
        """What is added to a row key of the part to make it one of the build."""
        return f"row_key({self.files[0].file_no}::bigint, 0)"


def stage_source(
    con: duckdb.DuckDBPyConnection,
    city: City,
    source: Source,
    files: Sequence[RawFile],
    folder: Path,
) -> list[Part]:
    """Write the parts of a source into `folder`, and hold their files against one another.

    Fills the view raw.contents_<source id> with the content of each raw row. Raises BadInput as
    data.read and data.repeats do.
    """
    columns = every_column(files)
    groups = [[file] for file in files] if by_row(city, source) else [list(files)]
    parts = [_write(con, city, source, group, columns, folder) for group in groups]
    refuse_other_kinds(con, source)
    rows = " union all ".join(
        f"select source_file, row_key + {part.first_key} as row_key, content "
        f"from read_parquet({quoted(str(part.folder / CONTENTS))})"
        for part in parts
    )
    con.execute(f"create view {contents_view(source)} as {rows}")
    con.execute(f"create or replace temp view raw_contents as from {contents_view(source)}")
    refuse_repeats(con, source)
    return parts


def contents_view(source: Source) -> str:
    """Return the name of the view of the contents of a source's raw rows."""
    return f"raw.{named('contents_' + source.id)}"


def gather(
    con: duckdb.DuckDBPyConnection, dataset: str, parts: Sequence[tuple[Source, Part]], kind: str
) -> None:
    """Make staging.<rows> of a dataset from its parts: a `view`, or a `table` to be changed."""
    selects = [
        f"select * replace (row_key + {part.first_key} as row_key) "
        f"from read_parquet({quoted(str(part.folder / f'{dataset}.parquet'))})"
        for source, part in parts
        if dataset in source.staging
    ]
    if not selects:
        return
    rows = " union all by name ".join(selects)
    if kind == "table":
        con.execute(f"insert into {staged(dataset)} by name {rows}")
    else:
        con.execute(f"drop table {staged(dataset)}; create view {staged(dataset)} as {rows}")


def _write(
    con: duckdb.DuckDBPyConnection,
    city: City,
    source: Source,
    files: Sequence[RawFile],
    columns: Sequence[str],
    parent: Path,
) -> Part:
    """Read and stage files, and write what they give as a part."""
    folder = parent / str(files[0].file_no)
    folder.mkdir(parents=True)
    for file in files:
        load(con, file)
    rows = " union all ".join(numbered(file, columns) for file in files)
    con.execute(f"create or replace view raw.{named(source.id)} as {rows}")
    records = [inspect(con, file, columns) for file in files]
    part = Part(folder, tuple(files), tuple(records))
    con.execute(
        f"copy (select * replace (row_key - {part.first_key} as row_key) "
        f"from ({contents(source)})) to {quoted(str(folder / CONTENTS))} (format parquet)"
    )
    open_source(con, city, source)
    for dataset, name in source.staging.items():
        path = folder / f"{dataset}.parquet"
        write_staged(con, city, source, dataset, name, part.first_key, path)
    for file in files:
        con.execute(f"drop table {text_table(file)}")
    return part
