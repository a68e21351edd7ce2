"""Tables of a vintage that are no records, as CSV at addresses that last."""

from collections.abc import Callable

import polars as pl
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard.api import answering
from dashboard.api.files import vintage_at
from dashboard.api.parameters import unknown
from dashboard.catalogue.addresses import DATA, file_address
from dashboard.tables.spreadsheet import as_csv
from queries.records import call_vocabulary, surveys
from queries.vintage import census
from queries.vintage.catalog import Vintage

TABLES: dict[str, Callable[[Vintage], pl.DataFrame]] = {
    "call_types": call_vocabulary.mapping,
    "crosswalk": census.crosswalk,
    "surveys": surveys.values,
}
"""The tables by name."""


def endpoint(name: str) -> Callable[[Request], Response]:
    """Return the function that answers requests for a table."""

    def answer(request: Request) -> Response:
        return answering.answered(request, lambda: _file(request, name))

    return answer


def _file(request: Request, name: str) -> Response:
    for parameter in request.query_params:
        raise unknown(parameter, [])
    vintage = vintage_at(request)
    content = as_csv(TABLES[name](vintage)).encode()
    response = answering.tagged(request, content, "text/csv; charset=utf-8")
    response.headers["Link"] = (
        f'<{file_address(vintage.city_id, vintage.vintage, name, "csv")}>; rel="canonical"'
    )
    response.headers.update(answering.served(vintage))
    return response


def routes(methods: list[str]) -> list[Route]:
    """Return the addresses of the tables, which stand before those of records."""
    return [
        Route(f"{DATA}/{{city}}/{{vintage}}/{name}.csv", endpoint(name), methods=methods)
        for name in TABLES
    ]
