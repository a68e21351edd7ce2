"""Manifests of made-up vintages, with no more in them than a test needs."""

from collections.abc import Sequence
from typing import Any

import msgspec

from queries.manifest import Manifest
from queries.warehouse import FORMAT

CITY: dict[str, Any] = {
    "id": "test",
    "name": "Test City",
    "state": "CA",
    "time_zone": "America/Los_Angeles",
    "is_real": False,
    "status": "run",
    "layers": [{"id": "area", "name": {}, "names": {}}],
    "sources": [],
    "settings": {},
    "smallest_cell": 5,
    "public_decimals": 3,
}


def as_json(vintage: str, **more: Any) -> dict[str, Any]:
    """Return what the file of a vintage's manifest holds; `more` changes or adds keys."""
    return {
        "vintage": vintage,
        "format": FORMAT,
        "built_at": "2021-01-01T00:00:00+00:00",
        "city": CITY,
        "datasets": {},
        **more,
    }


def made_up(
    datasets: dict[str, dict[str, Any]], placings: Sequence[dict[str, Any]] = (), **city: Any
) -> Manifest:
    """Return the manifest of a vintage with these spans and placings, as JSON would give them.

    `city` changes or adds keys of the city.
    """
    spans = {name: {"rows": 0, **span} for name, span in datasets.items()}
    content = as_json("1", city={**CITY, **city}, datasets=spans, placed=placings)
    return msgspec.convert(content, Manifest, strict=False)
