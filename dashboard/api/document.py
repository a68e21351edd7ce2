"""The document of the interface: OpenAPI 3.1, written from the operations and their types."""

from functools import cache
from html import escape
from typing import Any

import msgspec

from dashboard.api import selecting
from dashboard.api.operations import OPERATIONS, Operation
from dashboard.api.problems import MEDIA_TYPE, TITLES, Details

PREFIX = "/api/v1"
VERSION = "1.0"
REFERENCES = "#/components/schemas/{name}"


def document() -> dict[str, Any]:
    """Return the OpenAPI document."""
    schemas, components = _schemas()
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Accord",
            "version": VERSION,
            "description": "The questions of the pages, answered as data.",
        },
        "servers": [{"url": PREFIX}],
        "paths": {
            operation.path: {"get": _operation(operation, schema)}
            for operation, schema in zip(OPERATIONS, schemas, strict=True)
        },
        "components": {"schemas": components},
    }


def page() -> str:
    """Return the document as a page to read, without a script."""
    parts = []
    for operation in OPERATIONS:
        rows = "".join(
            f"<tr><td><code>{escape(parameter.name)}</code></td>"
            f"<td>{'needed' if parameter.is_required else 'optional'}</td>"
            f"<td>{escape(parameter.says)}</td></tr>"
            for parameter in operation.parameters
        ) + "".join(
            f"<tr><td><code>{escape(schema['name'])}</code></td><td>optional</td>"
            f"<td>{escape(schema['description'])}</td></tr>"
            for schema in (selecting.schemas() if operation.has_filter else ())
        )
        table = f"<table>{rows}</table>" if rows else ""
        parts.append(
            f"<h2><code>GET {escape(PREFIX + operation.path)}</code></h2>"
            f"<p>{escape(operation.says)}</p>{table}"
        )
    return "".join(parts)


def _operation(operation: Operation, schema: dict[str, Any]) -> dict[str, Any]:
    problem = {"$ref": REFERENCES.format(name=Details.__name__)}
    return {
        "operationId": operation.id,
        "summary": operation.says,
        "parameters": [
            *(parameter.schema() for parameter in operation.parameters),
            *(selecting.schemas() if operation.has_filter else ()),
        ],
        "responses": {
            "200": {
                "description": "The answer.",
                "content": {"application/json": {"schema": schema}},
            },
            **{
                str(status): {
                    "description": title,
                    "content": {MEDIA_TYPE: {"schema": problem}},
                }
                for status, title in TITLES.items()
            },
        },
    }


@cache
def _schemas() -> tuple[tuple[dict[str, Any], ...], dict[str, Any]]:
    types = [*(operation.returns for operation in OPERATIONS), Details]
    schemas, components = msgspec.json.schema_components(types, ref_template=REFERENCES)
    return schemas[:-1], components
