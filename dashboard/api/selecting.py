"""The filter of an address: which records a program asks for."""

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.api.parameters import LONGEST, blank, refuse_too_many, unknown
from queries.errors import NoAnswer
from queries.records import extracts, filters
from queries.records.filters import LEAST, MOST, WHERE, Filter
from queries.vintage.catalog import Vintage

MOST_VALUES = 200
"""Values of a field or areas in one filter; no city has more areas."""

ONCE = ("layer", "from", "to", "day")
OFTEN = ("area", "column")
PREFIXES = (WHERE, LEAST, MOST)
NAMES = (*ONCE, *OFTEN, *(f"{prefix}FIELD" for prefix in PREFIXES))
"""What a filter may name, as a problem lists it."""

MEANINGS = {
    "layer": "The layer of areas; the city's first without it.",
    "from": "The first day, as 2018-01-01.",
    "to": "The last day, as 2018-12-31.",
    "day": "The field that dates the period.",
    "area": "An area's id, not its name: see /cities/CITY/areas. As often as areas are meant.",
    "column": "A field to give, as often as fields are meant; all without it.",
}


def is_of_filter(name: str) -> bool:
    """Return whether a parameter belongs to a filter."""
    return name in (*ONCE, *OFTEN) or name.startswith(PREFIXES)


def selection_of(vintage: Vintage, dataset: str, query: Mapping[str, Sequence[str]]) -> Filter:
    """Return the filter of an address.

    Raises Problem for what a filter cannot be, and NoAnswer for a field, area or layer that the
    vintage does not have.
    """
    for name, values in query.items():
        if not is_of_filter(name):
            raise unknown(name, NAMES)
        most = MOST_VALUES if name in OFTEN or name.startswith(WHERE) else 1
        refuse_too_many(name, values, most)
        if "" in values and not name.startswith(WHERE):
            raise blank(name)
    layer = query.get("layer", [vintage.layer().id])[0]
    fixed = {"city": [vintage.city_id], "dataset": [dataset], "layer": [vintage.layer(layer).id]}
    selection = filters.from_query({**query, **fixed})
    if not extracts.columns(vintage, selection):
        raise NoAnswer("no_columns")
    return selection


def schemas() -> list[dict[str, Any]]:
    """Return the parameters of a filter as OpenAPI describes them."""
    text = {"type": "string", "maxLength": LONGEST}
    days = {"from": "date", "to": "date"}
    once = [
        _described(name, {**text, "format": days[name]} if name in days else text) for name in ONCE
    ]
    often = [
        _described(name, {"type": "array", "items": text, "maxItems": MOST_VALUES})
        for name in OFTEN
    ]
    meaning = (
        f"Values of fields: {WHERE}FIELD=VALUE, as often as values are meant, {LEAST}FIELD=NUMBER, "
        f"{MOST}FIELD=NUMBER."
    )
    fields = {
        "type": "object",
        "patternProperties": {r"^(where|least|most)\.\w+$": text},
        "additionalProperties": False,
    }
    of_fields = {"name": "fields", "in": "query", "style": "form", "explode": True}
    return [*once, *often, {**of_fields, "description": meaning, "schema": fields}]


def _described(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    place = {"name": name, "in": "query", "required": False}
    return {**place, "description": MEANINGS[name], "schema": schema}
