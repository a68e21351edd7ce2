"""Writes values as TOML."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any


def as_toml(comment: str, content: Mapping[str, Any]) -> str:
    """Return content as a TOML file under a comment; a list of tables becomes [[tables]]."""
    lines = [f"# {comment}"]
    tables = {key: value for key, value in content.items() if isinstance(value, Sequence)}
    tables = {key: value for key, value in tables.items() if not isinstance(value, str)}
    lines += [f"{key} = {_value(content[key])}" for key in content if key not in tables]
    for key, entries in tables.items():
        for entry in entries:
            lines += ["", f"[[{key}]]", *(f"{name} = {_value(entry[name])}" for name in entry)]
    return "\n".join(lines) + "\n"


def _value(value: object) -> str:
    """Return a value as TOML: a JSON text is one of TOML's basic strings."""
    if isinstance(value, dict):
        pairs = ", ".join(f"{key} = {_value(text)}" for key, text in value.items())
        return f"{{ {pairs} }}"
    if isinstance(value, dt.date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
