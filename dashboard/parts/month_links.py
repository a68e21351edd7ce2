"""The way from a number of a month to its months: a link of the page to itself."""

import re
from urllib.parse import urlencode


def cell_key(measure: str, area_id: str) -> str:
    """Return the key of the part that shows the months of a cell, as the browser has it."""
    return re.sub(r"[^a-zA-Z0-9_-]", "-", f"cell_{measure}_{area_id}")


def cell_link(measure: str, area_id: str, choices: dict[str, str]) -> dict[str, str]:
    """Return the address that opens the months of a number, and the key of what it opens.

    `choices` are those of the page now.
    """
    query = urlencode({**choices, "cell": measure, "cell_area": area_id})
    return {"href": f"?{query}", "opens": cell_key(measure, area_id)}
