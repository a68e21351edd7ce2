"""An extract as a labelled file of Stata (.dta), which pandas, R and SPSS read too."""

import datetime as dt
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pyreadstat

from dashboard import record_files
from dashboard.bundle.columns import FLAGS, Column
from dashboard.bundle.extract import Extract
from dashboard.words import Words
from dashboard.words import extracts as extract_words

LABEL_BYTES = 80
"""Most bytes of a label of a file or a variable in Stata."""

TEXT_BYTES = 2_045
"""Most bytes of a text variable in Stata."""

CUT_LETTERS = 500
"""Letters that are left of a longer text: in no language more bytes than a variable holds."""


VERSION = 15
"""The first version of Stata whose files hold letters of every language."""

PIECE_BYTES = 1 << 20

TIMESTAMP = b"<timestamp>"
HEAD_BYTES = 1_024
"""The head of a file holds its date, behind one byte for its length."""

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
ELLIPSIS = "…"
FORMATS = {"day": "%td", "time": "%tc"}


def dta(extract: Extract) -> Iterator[bytes]:
    """Yield the extract as a file of Stata.

    Flags and columns of a closed vocabulary are numbers with labels: a flag is 0 or 1, another
    value its place in the codebook, from 1 on. Every row is in memory while the file is written.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "records.dta"
        write_dta(extract, path)
        with path.open("rb") as content:
            while piece := content.read(PIECE_BYTES):
                yield piece


def write_dta(extract: Extract, path: Path) -> None:
    """Write the extract as a file of Stata."""
    columns, words = extract.columns, extract.words
    records = extract.records.select(_coded(column) for column in columns).collect()
    title = extract_words.sentence(extract.vintage, extract.selection, words)
    pyreadstat.write_dta(
        records,
        path,
        file_label=cut(title, LABEL_BYTES),
        column_labels=[cut(label(column, words), LABEL_BYTES) for column in columns],
        version=VERSION,
        variable_value_labels={
            column.name: value_labels(column, words) for column in columns if is_coded(column)
        },
        variable_format={
            column.name: FORMATS[column.field.kind]
            for column in columns
            if column.field.kind in FORMATS
        },
    )
    _date(path, extract.vintage.manifest.built_at)


def _date(path: Path, built_at: dt.datetime) -> None:
    """Date a file of Stata by the build, so that it is the same each time it is made."""
    with path.open("r+b") as file:
        head = file.read(HEAD_BYTES)
        at = head.index(TIMESTAMP) + len(TIMESTAMP)
        length = head[at]
        month = MONTHS[built_at.month - 1]
        text = f"{built_at.day:02} {month} {built_at:%Y %H:%M}".encode()
        if length == len(text):  # 0 where the library writes none
            file.seek(at + 1)
            file.writelines([text])


def is_within(n: int) -> bool:
    """Return whether so many records have a file of Stata."""
    return n <= record_files.MOST_IN_STATA


def label(column: Column, words: Words) -> str:
    """Return the label of a column: its meaning."""
    return words.say(column.field.names)


def is_coded(column: Column) -> bool:
    """Return whether a column has numbers with labels in place of its values."""
    return bool(codes(column))


def codes(column: Column) -> dict[str, int]:
    """Return the number of each value of a flag or of a closed vocabulary; empty for others."""
    if column.field.kind == "flag":
        return {value: code for code, value in enumerate(FLAGS)}
    return {value: code for code, value in enumerate(column.vocabulary, start=1)}


def value_labels(column: Column, words: Words) -> dict[int | float, str]:
    """Return the label of each number of a coded column."""
    return {
        code: extract_words.value_name(column.field, value, words)
        for value, code in codes(column).items()
    }


def cut(text: str, most: int) -> str:
    """Return a text of at most `most` bytes in UTF-8, with an ellipsis where it was cut."""
    content = text.encode()
    if len(content) <= most:
        return text
    return content[: most - len(ELLIPSIS.encode())].decode(errors="ignore").rstrip() + ELLIPSIS


def _coded(column: Column) -> pl.Expr:
    value = pl.col(column.name)
    if is_coded(column):
        text = value.cast(pl.String)
        return text.replace_strict(codes(column), default=None, return_dtype=pl.Int32)
    if column.type == "string":
        short = value.str.head(CUT_LETTERS) + ELLIPSIS
        is_long = value.str.len_bytes() > TEXT_BYTES
        return pl.when(is_long).then(short).otherwise(value).alias(column.name)
    if column.type == "integer":
        return value.cast(pl.Float64)  # a missing number needs a type that can hold it
    return value
