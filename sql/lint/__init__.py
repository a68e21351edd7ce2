"""What sqlfluff needs to read the templates: the same names, and a value where one is bound."""

from queries.declared.fields import fields
from queries.sql_text import CONTEXT

globals().update(CONTEXT)

__all__ = ["fields", "in_first_layer", "parameter"]

in_first_layer = False


def parameter(name: str) -> str:
    """Return a literal: sqlfluff reads either templates or bound values."""
    return f"'{name}'"
