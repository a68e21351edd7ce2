"""The text of the SQL files: those that list declared fields are Jinja templates."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from queries.paths import SQL


def read_sql(folder: str, name: str) -> str:
    """Return the text of `sql/<folder>/<name>.sql` as the database runs it."""
    return read_sql_file(SQL / folder / f"{name}.sql")


def read_sql_file(path: Path) -> str:
    """Return the text of a file of `sql/` as the database runs it."""
    return render(path.read_text(encoding="utf-8"))


def render(text: str) -> str:
    """Return a template's text with the declared fields written out; plain text as it is."""
    return _environment().from_string(text).render()


@cache
def _environment() -> Environment:
    return Environment(  # noqa: S701 - the text is SQL from our own files, never HTML
        undefined=StrictUndefined, keep_trailing_newline=True
    )
