"""What sqlfluff needs to read the templates: the same names, and a value where one is bound."""

from queries.declared.fields import fields
from queries.sql_text import CONTEXT

globals().update(CONTEXT)

__all__ = ["fields", "in_first_layer", "parameter", "places_in_layer"]

in_first_layer = False


def parameter(name: str) -> str:
    """Return a literal: sqlfluff reads either templates or bound values."""
    return f"'{name}'"


def places_in_layer() -> str:
    """Return the places of a literal layer."""
    return "(select place_id, layer, area_id, placed_by from places where layer = 'layer')"
