"""How far a delivery may stray before a build calls it an error (data/limits.toml)."""

from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from queries.declared.reading import read_toml

LIMITS = Path(__file__).with_name("limits.toml")


@cache
def limits() -> dict[str, Any]:
    """Return the limits by name."""
    return read_toml(LIMITS)


def bind_limits(con: duckdb.DuckDBPyConnection) -> None:
    """Set every limit as a variable of its name, which SQL reads with getvariable."""
    for name, value in limits().items():
        con.execute(f"set variable {name} = $value", {"value": value})
