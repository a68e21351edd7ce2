"""The way from a number of a month to its months: a link of the page to itself."""

import re
from typing import Any
from urllib.parse import urlencode

from dashboard.parts.links import current_choices


def cell_key(measure: str, area_id: str) -> str:
    """Return the key of the part that shows the months of a cell, as the browser has it."""
    return re.sub(r"[^a-zA-Z0-9_-]", "-", f"cell_{measure}_{area_id}")


def cell_link(row: dict[str, Any]) -> dict[str, str]:
    """Return the address that opens the months of a row, and the key of what it opens."""
    choices = {**current_choices(), "cell": row["measure"], "cell_area": row["area_id"]}
    return {
        "href": f"?{urlencode(choices)}",
        "opens": cell_key(row["measure"], row["area_id"]),
    }
