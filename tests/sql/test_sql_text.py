"""The text of the SQL files as the database runs it."""

import pytest
from jinja2 import UndefinedError

from queries.paths import SQL
from queries.sql_text import read_sql_file, render


def test_a_file_without_a_template_is_its_own_text() -> None:
    """Text in which nothing is to be written out comes back byte by byte."""
    plain = [path for path in SQL.rglob("*.sql") if "{{" not in path.read_text(encoding="utf-8")]
    plain = [path for path in plain if "{%" not in path.read_text(encoding="utf-8")]
    assert len(plain) > 50
    for path in plain:
        assert read_sql_file(path) == path.read_text(encoding="utf-8")


def test_a_name_the_templates_do_not_know_is_refused() -> None:
    """A misspelt name in a template stops, rather than leaving a gap in the query."""
    with pytest.raises(UndefinedError, match="feilds"):
        render("select {{ feilds }}")
