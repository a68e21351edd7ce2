"""Parts: the rows that raw files give, staged and written file by file as Parquet.

A part holds the rows of one file, or of all files of a source whose staging query looks at several
rows together. No more than one part is in memory. Parts stay for the next build, which reads only
files that have changed; what files have to do with one another is asked anew in every build. Row
keys in a part count its own files from 0, so that a part can be used under any number.
"""

import datetime as dt
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import msgspec

from data.config import City, Source
from data.formats import named, quoted
from data.kinds import refuse_other_kinds
from data.part_keys import part_key
from data.read import (
    RawFile,
    contents,
    every_column,
    inspect,
    load,
    numbered,
    sha256,
    text_table,
)
from data.repeats import refuse_repeats
from data.sql import insert_rows
from data.stage import asks_only_why, count_usable, is_by_row, write_staged
from queries.declared.fields import staged

CONTENTS, SUMMARY = "contents.parquet", "part.json"

HOLDS_DAYS = 366
"""Days for which a part is tried out, where dates of it lie after the day of retrieval."""


class Summary(msgspec.Struct):
    """What stands beside the rows of a part.

    `kinds` are rows of raw.kinds; files count from 0 in them. `sums` are those of the part's files.
    A build whose source was retrieved on `retrieved_on`, or later up to `holds_until`, gives the
    same rows.
    """

    retrieved_on: dt.date
    holds_until: dt.date
    rows_read: list[int]
    kinds: list[tuple[str, int, int, int, int, str | None, int | None, str | None]]
    sums: dict[str, str]


@dataclass(frozen=True)
class Part:
    """A part that is written: its folder, its files, and their records."""

    folder: Path
    files: tuple[RawFile, ...]
    records: tuple[dict[str, Any], ...]

    @property
    def first_key(self) -> str:
        """What is added to a row key of the part to make it one of the build."""
        return first_key(self.files)


def first_key(files: Sequence[RawFile]) -> str:
    """Return the key before all rows of files, as an SQL expression."""
    return f"row_key({files[0].file_no}::bigint, 0)"


def stage_source(
    con: duckdb.DuckDBPyConnection,
    city: City,
    source: Source,
    files: Sequence[RawFile],
    folder: Path,
    of_build: str,
) -> list[Part]:
    """Return the parts of a source, and hold their files against one another.

    Parts that stand in `folder` and hold are used again; `of_build` is the key of the build. Fills
    the view raw.contents_<source id> with the content of each raw row. Raises BadInput as data.read
    and data.repeats do.
    """
    columns = every_column(files)
    parts = []
    for group in [[file] for file in files] if is_by_row(city, source) else [list(files)]:
        place = folder / part_key(of_build, source, group, columns)
        summary = _kept(place, source.retrieved_on)
        if summary is None:
            summary = _write(con, city, source, group, columns, place)
        first = group[0].file_no
        kinds = [(name, first + index, *seen) for name, index, *seen in summary.kinds]
        insert_rows(con, "raw.kinds", kinds)
        records = [
            file.record(rows_read, columns)
            for file, rows_read in zip(group, summary.rows_read, strict=True)
        ]
        parts.append(Part(place, tuple(group), tuple(records)))
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


def drop_others(folder: Path, parts: Sequence[Part]) -> None:
    """Remove what stands in a folder of parts beside those of the latest build."""
    for other in set(folder.glob("*/")) - {part.folder for part in parts}:
        shutil.rmtree(other)


def _kept(place: Path, retrieved_on: dt.date) -> Summary | None:
    """Return the summary of a part that is there, whole, and holds on the day; else None."""
    try:
        summary = msgspec.json.decode((place / SUMMARY).read_bytes(), type=Summary)
        is_whole = all(sha256(place / name) == value for name, value in summary.sums.items())
    except (OSError, msgspec.DecodeError):
        return None
    holds = (
        summary.retrieved_on == retrieved_on
        or summary.retrieved_on < retrieved_on <= summary.holds_until
    )
    return summary if is_whole and holds else None


def _write(
    con: duckdb.DuckDBPyConnection,
    city: City,
    source: Source,
    files: Sequence[RawFile],
    columns: Sequence[str],
    place: Path,
) -> Summary:
    """Read and stage files, and write what they give as a part; it has its place once it is whole.

    Nothing but the part is left: a build that uses it again has no more.
    """
    shutil.rmtree(place, ignore_errors=True)
    work = place.with_suffix(".unfinished")
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    try:
        summary = _fill(con, city, source, files, columns, work)
        (work / SUMMARY).write_bytes(msgspec.json.encode(summary))
        work.rename(place)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)  # a disk that is full must not stay full
        raise
    for file in files:
        con.execute(f"drop table {text_table(file)}")
    return summary


def _fill(
    con: duckdb.DuckDBPyConnection,
    city: City,
    source: Source,
    files: Sequence[RawFile],
    columns: Sequence[str],
    work: Path,
) -> Summary:
    """Write the contents and the staged rows of files into `work`; return what was seen."""
    for file in files:
        load(con, file)
    rows = " union all ".join(numbered(file, columns) for file in files)
    con.execute(f"create or replace view raw.{named(source.id)} as {rows}")
    rows_read = [inspect(con, file) for file in files]
    con.execute(
        f"copy (select * replace (row_key - {first_key(files)} as row_key) "
        f"from ({contents(source)})) to {quoted(str(work / CONTENTS))} (format parquet)"
    )
    first = first_key(files)
    holds_until = dt.date.max
    for dataset in source.staging:
        path = work / f"{dataset}.parquet"
        write_staged(con, city, source, dataset, first, path)
        holds_until = min(holds_until, _holds_until(con, city, source, dataset, path, first))
    numbers = [files[0].file_no, files[-1].file_no]
    kinds = con.execute(
        "select * replace (file_no - ? as file_no) from raw.kinds where file_no between ? and ?",
        [numbers[0], *numbers],
    ).fetchall()
    con.execute("delete from raw.kinds where file_no between ? and ?", numbers)
    return Summary(
        source.retrieved_on,
        holds_until,
        rows_read,
        kinds,
        {path.name: sha256(path) for path in work.iterdir()},
    )


def _holds_until(
    con: duckdb.DuckDBPyConnection,
    city: City,
    source: Source,
    dataset: str,
    path: Path,
    first: str,
) -> dt.date:
    """Return the last day of retrieval on which the staged rows are known to be the same.

    Only rows that are set aside as date_impossible can change, and only once: those that still are
    a year later are so on all days before.
    """
    if not is_by_row(city, source) or not asks_only_why(city, source):
        return source.retrieved_on
    keys = (
        f"select row_key + {first} from read_parquet({quoted(str(path))}) "
        "where set_aside = 'date_impossible'"
    )
    later = source.retrieved_on + dt.timedelta(days=HOLDS_DAYS)
    changed = count_usable(con, city, source, dataset, keys, later)
    return source.retrieved_on if changed else later
