"""A local portal that speaks Socrata, ArcGIS FeatureServer and plain CSV, and fails on demand.

Conditions are answered by SQLite, so that what the library asks is really evaluated. The server
speaks TLS, because sodapy asks Socrata by https and nothing else.
"""

import csv
import datetime as dt
import io
import json
import sqlite3
import ssl
import threading
from collections import Counter
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

ALWAYS = 10_000
"""As many times as any test asks."""

MAX_RECORDS = 40
"""The most rows that the ArcGIS layer gives at once."""


@dataclass(frozen=True)
class Table:
    """One dataset: column → portal type, and rows in the portal's own order."""

    columns: dict[str, str]
    rows: list[dict[str, Any]]


@dataclass(frozen=True)
class Failure:
    """What goes wrong, from the nth request on of a kind: describe, probe, count, page, file."""

    kind: str
    fault: str
    first: int = 1
    times: int = 1


@dataclass
class Portal:
    """The state of the server: its tables, its failures, and the requests so far."""

    tables: dict[str, Table] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    requests: Counter[str] = field(default_factory=Counter)
    log: list[str] = field(default_factory=list)
    hanging: threading.Event = field(default_factory=threading.Event)
    released: threading.Event = field(default_factory=threading.Event)
    host: str = ""

    def fail(self, kind: str, fault: str, first: int = 1, times: int = 1) -> None:
        """Let requests of a kind fail, from the `first` of them counted from now."""
        self.failures.append(Failure(kind, fault, self.requests[kind] + first, times))

    def failure(self, kind: str) -> str | None:
        """Count a request and return what is to go wrong with it."""
        self.requests[kind] += 1
        nth = self.requests[kind]
        hits = [
            failure.fault
            for failure in self.failures
            if failure.kind == kind and failure.first <= nth < failure.first + failure.times
        ]
        return hits[0] if hits else None


class Server(ThreadingHTTPServer):
    """The server; `portal` is its state."""

    daemon_threads = True

    def __init__(self, portal: Portal, tls: ssl.SSLContext) -> None:
        """Listen on a free port of this machine, and tell the portal its address."""
        super().__init__(("127.0.0.1", 0), Handler)
        self.socket = tls.wrap_socket(self.socket, server_side=True)
        self.portal = portal
        portal.host = f"localhost:{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay silent about clients that hang up: some tests kill them."""


class Handler(BaseHTTPRequestHandler):
    """One request: find its kind, then answer or fail."""

    server: Server

    def log_message(self, format: str, *arguments: Any) -> None:
        """Say nothing on the terminal."""

    def do_GET(self) -> None:
        """Answer a request of any of the three protocols."""
        parts = urlsplit(self.path)
        query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
        self.server.portal.log.append(self.path)
        step = parts.path.strip("/").split("/")
        if step[0] == "api":
            self._answer("describe", lambda _: _socrata_columns(self._table(step[2])))
        elif step[0] == "resource":
            kind = "count" if query.get("$select") == "count(*)" else "page"
            self._answer(kind, lambda fault: _socrata(self._table(step[1]), query, fault))
        elif step[0] == "arcgis" and step[-1] != "query":
            self._answer("describe", lambda _: _layer(self._table(step[1])))
        elif step[0] == "arcgis":
            kind = "page" if query["outFields"] == "*" else "probe"
            kind = "count" if "returnCountOnly" in query else kind
            self._answer(kind, lambda fault: _features(self._table(step[1]), query, fault))
        else:
            self._answer("file", lambda fault: _csv(self._table(step[1]), fault))

    def _table(self, name: str) -> Table:
        return self.server.portal.tables[name.removesuffix(".json").removesuffix(".csv")]

    def _answer(self, kind: str, content: Any) -> None:
        portal = self.server.portal
        fault = portal.failure(kind)
        if fault == "hang":
            portal.hanging.set()
            portal.released.wait()
            return
        if fault is not None and fault.isdigit():
            self._send(b'{"message": "no"}', "application/json", status=int(fault))
        elif fault == "html":
            self._send(b"<!DOCTYPE html><h1>Maintenance</h1>", "text/html")
        elif fault == "html as data":
            as_data = "text/csv" if kind == "file" else "application/json"
            self._send(b"<!DOCTYPE html><h1>Maintenance</h1>", as_data)
        else:
            answer = content(fault)
            is_text = isinstance(answer, str)
            body = answer.encode() if is_text else json.dumps(answer).encode()
            kind_of_body = "text/csv" if is_text else "application/json"
            self._send(body, kind_of_body, fault=fault)

    def _send(
        self,
        body: bytes,
        kind: str,
        *,
        status: int = 200,
        fault: str | None = None,
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if status == 429:
            self.send_header("Retry-After", "0")
        if fault == "cut chunked":
            self.send_header("Transfer-Encoding", "chunked")
        elif fault != "cut unseen":
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if fault is not None and fault.startswith("cut"):
            # At the end of a line where there is one: nothing in the text shows the cut.
            half = body.rfind(b"\n", 0, len(body) // 2) + 1
            body = body[: half or len(body) // 2]
        if fault == "cut chunked":
            body = f"{len(body):x}\r\n".encode() + body + b"\r\n"  # and no chunk that says: the end
        self.wfile.write(body)


def selected(table: Table, where: str, order: str, limit: int, offset: int) -> list[dict[str, Any]]:
    """Return the rows that a condition picks, ordered and paged, as SQLite sees it."""
    names = [f'"{name}"' for name in table.columns]
    with sqlite3.connect(":memory:") as con:
        con.execute(f"create table t ({', '.join(names)})")
        con.executemany(
            f"insert into t values ({', '.join('?' for _ in names)})",
            [[_plain(row.get(name)) for name in table.columns] for row in table.rows],
        )
        numbers = con.execute(
            f"select rowid - 1 from t where {where or 'true'} order by {order or 'rowid'} "
            f"limit {limit} offset {offset}"
        ).fetchall()
    con.close()
    return [table.rows[number] for (number,) in numbers]


def millis(text: str) -> int:
    """Return an ISO time as ArcGIS writes it: milliseconds since 1970, in UTC."""
    return round(dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC).timestamp() * 1000)


def _plain(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, dict) else value


def _spoiled(rows: list[Any], fault: str | None) -> list[Any]:
    return rows[: len(rows) * 2 // 3] if fault == "short" else rows


def _repeated(offset: int, limit: int, fault: str | None) -> int:
    return max(offset - limit, 0) if fault == "repeat" else offset


def _socrata_columns(table: Table) -> dict[str, Any]:
    return {
        "columns": [
            {"fieldName": name, "dataTypeName": kind} for name, kind in table.columns.items()
        ]
    }


def _socrata(table: Table, query: dict[str, str], fault: str | None) -> list[dict[str, Any]]:
    where = query.get("$where", "")
    if "$select" in query:
        more = 1 if fault == "more" else 0
        return [{"count": str(len(selected(table, where, "", -1, 0)) + more)}]
    limit = int(query.get("$limit", 1000))
    offset = _repeated(int(query.get("$offset", 0)), limit, fault)
    order = query.get("$order", "").replace(":id", "rowid")
    rows = selected(table, where, order, limit, offset)
    # Socrata leaves empty fields out.
    filled = [{key: value for key, value in row.items() if value is not None} for row in rows]
    return _spoiled(filled, fault)


def _layer(table: Table) -> dict[str, Any]:
    return {
        "type": "Feature Layer",
        "geometryType": "esriGeometryPoint",
        "maxRecordCount": MAX_RECORDS,
        "fields": [{"name": name, "type": kind} for name, kind in table.columns.items()],
    }


def _features(table: Table, query: dict[str, str], fault: str | None) -> dict[str, Any]:
    where = query["where"].replace("TIMESTAMP ", "")  # SQLite has no word for it
    if "returnCountOnly" in query:
        more = 1 if fault == "more" else 0
        return {"count": len(selected(table, where, "", -1, 0)) + more}
    limit = min(int(query.get("resultRecordCount", MAX_RECORDS)), MAX_RECORDS)
    offset = _repeated(int(query.get("resultOffset", 0)), limit, fault)
    rows = selected(table, where, query.get("orderByFields", ""), limit, offset)
    if fault == "overlap" and rows:
        rows = [rows[0], *rows[:-1]]
    names = list(table.columns) if query["outFields"] == "*" else query["outFields"].split(",")
    return {
        "fields": [{"name": name, "type": table.columns[name]} for name in names],
        "spatialReference": {"wkid": 4326},
        "features": [
            {
                "attributes": {name: _esri(row.get(name), table.columns[name]) for name in names},
                "geometry": {"x": -82.5, "y": 35.5},
            }
            for row in _spoiled(rows, fault)
        ],
    }


def _esri(value: Any, kind: str) -> Any:
    return millis(value) if kind == "esriFieldTypeDate" and value is not None else value


def _csv(table: Table, fault: str | None) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(table.columns), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(_spoiled(table.rows, fault))
    return text.getvalue()
