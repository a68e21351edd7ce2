"""A candidate city for tests: what an operator writes into sites.toml."""

from pathlib import Path
from typing import Any

from data.toml_text import as_toml

CANDIDATE: dict[str, Any] = {
    "id": "lakeside",
    "name": "Lakeside",
    "state": "OR",
    "time_zone": "America/Los_Angeles",
    "longitude": -122.9,
    "latitude": 42.3,
    "records": {"force": {"origin": "Lakeside Police, open data", "files": ["force.csv"]}},
}


def name_candidates(home: Path, *candidates: dict[str, Any]) -> Path:
    """Write sites.toml with these candidates into an ACCORD_HOME and return its path."""
    home.mkdir(parents=True, exist_ok=True)
    path = home / "sites.toml"
    path.write_text(as_toml("Cities that may join.", {"candidates": candidates}), encoding="utf-8")
    return path
