"""The process that answers one visitor's query and ends (queries/records/select_runner.py).

It takes the query, the tables and the limits as JSON from its input, and gives columns and rows,
or why there are none, as JSON to its output. It has no environment, reads the files of these
tables and no other, and can write none.
"""

import json
import math
import os
import re
import resource
import sys
from decimal import Decimal
from typing import Any

import duckdb

from queries.stored.statements import NotPublic, Refused, refuse_others, refuse_writing

NICENESS = 10
"""How far an answer stands back from pages, in steps of the system."""

OPEN_FILES = 64
ROOM_BYTES = 1 << 30
"""Memory for the program itself, beyond that of the database."""

LARGEST_NUMBER = 2**63 - 1

KINDS = (
    (("BOOLEAN",), "flag"),
    (("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT"), "number"),
    (("USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT"), "number"),
    (("FLOAT", "DOUBLE", "DECIMAL"), "decimal"),
    (("DATE",), "day"),
    (("TIMESTAMP", "TIMESTAMP_NS", "TIMESTAMP_MS", "TIMESTAMP_S"), "time"),
)
"""Types of the database and the kind of the column they make; others are text."""

WRITTEN = {
    "day": re.compile(r"\d{4}-\d{2}-\d{2}"),
    "time": re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(\.\d{1,6})?"),
}
"""Days and times that every program reads; `infinity` and the year 12345 are text."""

NESTED_TYPES = ("[", "STRUCT", "MAP", "UNION")
"""What stands in the name of a type whose values hold others."""

LONGEST_MESSAGE = 500
NESTED = "The parts of this query are nested too deeply."


def main() -> None:
    """Answer the query of the input."""
    request = json.load(sys.stdin)
    _limit(request)
    json.dump(_answer(request), sys.stdout, separators=(",", ":"))


def _limit(request: dict[str, Any]) -> None:
    """Take from this process what no query needs."""
    seconds, memory = request["seconds"], request["memory_mb"] << 20
    for kind, most in (
        (resource.RLIMIT_CPU, seconds * request["threads"]),
        (resource.RLIMIT_AS, memory + ROOM_BYTES),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))
    os.nice(NICENESS)


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    query = request["query"]
    try:
        refuse_others(refuse_writing(query), request["tables"])
        return _result(_opened(request), query, request)
    except Refused as error:
        return {"code": "sql_one_select", "text": _message(error)}
    except NotPublic as error:
        return {"code": error.code, "text": error.part[:LONGEST_MESSAGE]}
    except (duckdb.OutOfMemoryException, MemoryError):
        return {"code": "sql_memory", "text": ""}
    except duckdb.Error as error:
        return {"code": "sql_error", "text": _message(error)}
    except RecursionError:
        return {"code": "sql_error", "text": NESTED}


def _message(error: Exception) -> str:
    """Return what an error says, in one line, without the copy of the query."""
    return " ".join(str(error).partition("\n\nLINE")[0].split())[:LONGEST_MESSAGE]


def _opened(request: dict[str, Any]) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect(
        config={
            "memory_limit": f"{request['memory_mb']}MB",
            "threads": request["threads"],
            "temp_directory": "",
            "python_enable_replacements": False,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "allow_community_extensions": False,
        }
    )
    files = [f"{table}.parquet" for table in request["tables"]]  # in the folder it runs in
    con.execute(f"set allowed_paths = [{', '.join(map(_quoted, files))}]")
    for table, file in zip(request["tables"], files, strict=True):
        con.execute(f'create view "{table}" as from read_parquet({_quoted(file)})')
    con.execute("set enable_external_access = false")
    con.execute("set lock_configuration = true")
    return con


def _result(con: duckdb.DuckDBPyConnection, query: str, request: dict[str, Any]) -> dict[str, Any]:
    selected = con.sql(query)
    types = [str(kind) for kind in selected.types]
    terms = [
        f"#{place}" if _is_fetched(kind) else f"cast(#{place} as varchar)"
        for place, kind in enumerate(types, start=1)
    ]
    rows = selected.project(", ".join(terms)).limit(request["rows"] + 1).fetchall()
    is_cut = len(rows) > request["rows"]
    cells = list(zip(*rows[: request["rows"]], strict=True)) or [()] * len(types)
    columns = [
        {"name": name, **_column(kind, values)}
        for name, kind, values in zip(_unlike(selected.columns), types, cells, strict=True)
    ]
    result = {"columns": columns, "is_cut": is_cut}
    return result if _size(result) <= request["bytes"] else {"code": "sql_bytes", "text": ""}


def _is_fetched(type_name: str) -> bool:
    """Return whether values are taken as Python has them; others as the database writes them.

    Python has no months of 30 or 31 days, and no days without end.
    """
    is_nested = any(part in type_name for part in NESTED_TYPES)
    return is_nested or _kind(type_name) in ("flag", "number", "decimal")


def _size(result: dict[str, Any]) -> int:
    return len(json.dumps(result))


def _kind(type_name: str) -> str:
    begin = type_name.partition("(")[0]
    return next((kind for types, kind in KINDS if begin in types), "text")


def _column(type_name: str, values: tuple[Any, ...]) -> dict[str, Any]:
    """Return a column's kind and values; one value unlike the others makes all of them text."""
    kind = _kind(type_name)
    if kind != "text" and all(value is None or _is_plain(value, kind) for value in values):
        plain = [float(value) if isinstance(value, Decimal) else value for value in values]
        return {"kind": kind, "values": plain}
    return {"kind": "text", "values": [None if v is None else _as_text(v) for v in values]}


def _is_plain(value: Any, kind: str) -> bool:
    """Return whether JSON can hold a value of a kind as it is, with all its digits."""
    match value:
        case bool():
            return True
        case int():
            return abs(value) <= LARGEST_NUMBER
        case float():
            return math.isfinite(value)
        case Decimal():
            return Decimal(repr(float(value))) == value
    return WRITTEN[kind].fullmatch(value) is not None


def _as_text(value: Any) -> str:
    match value:
        case list() | dict() | tuple():
            return json.dumps(value, ensure_ascii=False, default=str)
        case Decimal():
            return f"{value:f}"
    return str(value)


def _unlike(names: list[str]) -> list[str]:
    """Return names of columns of which no two are alike."""
    unlike: list[str] = []
    for name in names:
        number, other = 1, name
        while other in unlike:
            number += 1
            other = f"{name}_{number}"
        unlike.append(other)
    return unlike


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


if __name__ == "__main__":
    main()
