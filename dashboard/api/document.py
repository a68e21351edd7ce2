"""The document of the interface: OpenAPI 3.1, written from the operations and their types."""

from functools import cache
from typing import Any

import msgspec

from dashboard.api import selecting
from dashboard.api.operations import OPERATIONS, Operation
from dashboard.api.problems import GONE, MEDIA_TYPE, TITLES, Details
from dashboard.catalogue.addresses import API

PREFIX = API
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
                if status != GONE
            },
        },
    }


@cache
def _schemas() -> tuple[tuple[dict[str, Any], ...], dict[str, Any]]:
    types = [*(operation.returns for operation in OPERATIONS), Details]
    schemas, components = msgspec.json.schema_components(types, ref_template=REFERENCES)
    return schemas[:-1], components
