"""What there is below /data/: cities, vintages, tables and files, as JSON and as a page to read."""

from collections.abc import Callable
from contextlib import suppress
from html import escape
from typing import Any
from urllib.parse import quote

import msgspec
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from dashboard.api import answering
from dashboard.api.files import FRESH, media_type, vintage_at
from dashboard.api.kept import kept
from dashboard.api.operations import CITY
from dashboard.api.tables import TABLES
from dashboard.branding import brand
from dashboard.catalogue.addresses import CROISSANT, DATA, LATEST
from dashboard.record_files import FORMS
from dashboard.sums import digest
from dashboard.web.asked import language_of
from dashboard.web.plain_page import link, listed, paragraph, plain_page
from dashboard.web.tags import is_current
from dashboard.words import Words, load
from queries.declared import dictionary
from queries.errors import NoAnswer
from queries.records import extracts, filters
from queries.vintage.catalog import Vintage, cities
from queries.vintage.opened import builds, opened

Page = Callable[[Words], tuple[str, str]]
"""What gives the title of a page and its HTML in the words of a language."""

SUMS = "SHA256SUMS"
"""The name of the list of sums, in the form that `sha256sum -c` reads."""


class Entry(msgspec.Struct):
    """An address below which there is more, and what it is called."""

    id: str
    address: str


class City(msgspec.Struct):
    """The vintages of a city that are kept, newest first; `latest` is the published one."""

    city: str
    latest: str
    vintages: list[Entry]


class File(msgspec.Struct):
    """A file: `bytes` and `sha256` are null until it was asked for the first time."""

    form: str
    address: str
    media_type: str
    bytes: int | None = None
    sha256: str | None = None


class Table(msgspec.Struct):
    """A table that the city publishes, its number of rows, and its files."""

    dataset: str
    records: int
    files: list[File]


class Listing(msgspec.Struct):
    """The tables of a vintage, and the addresses of its files' sums and of what describes them."""

    city: str
    vintage: str
    sums: str
    described: str
    tables: list[Table]


def all_cities(request: Request) -> Response:
    """Return the cities that have files."""
    names = cities()
    entries = [Entry(city, f"{DATA}/{city}/") for city in names]

    def page(words: Words) -> tuple[str, str]:
        ways = [link(entry.address, words.say(names[entry.id])) for entry in entries]
        return words.text("files.title"), paragraph(words.text("files.says")) + listed(ways)

    return answering.answered(request, lambda: _in_either_form(request, entries, page))


def of_city(request: Request) -> Response:
    """Return the vintages of a city."""
    return answering.answered(request, lambda: _of_city(request))


def of_vintage(request: Request) -> Response:
    """Return the tables of a vintage with their files."""
    return answering.answered(request, lambda: _of_vintage(request))


def sums(request: Request) -> Response:
    """Return the SHA-256 sums of the files of a vintage that are kept, in the form of sha256sum."""
    return answering.answered(request, lambda: _sums(request))


def with_slash(request: Request) -> Response:
    """Lead to the same address with a slash at its end, below which its parts lie."""
    return RedirectResponse(f"{quote(request.scope['path'])}/", status_code=308)


def _of_city(request: Request) -> Response:
    city = CITY.read([request.path_params["city"]])
    published = opened(city)
    names = [LATEST, *builds(published)]
    content = City(
        city, published.vintage, [Entry(name, f"{DATA}/{city}/{name}/") for name in names]
    )

    def page(words: Words) -> tuple[str, str]:
        title = words.text("files.of_city", city=words.say(published.city_name))
        says = paragraph(words.text("files.vintages", latest=LATEST, vintage=published.vintage))
        return title, says + listed([link(entry.address, entry.id) for entry in content.vintages])

    return _in_either_form(request, content, page)


def _of_vintage(request: Request) -> Response:
    vintage = vintage_at(request)
    content = listing(vintage, request.path_params["vintage"])

    def page(words: Words) -> tuple[str, str]:
        title = words.text("files.of_vintage", city=words.say(vintage.city_name))
        says = words.text("files.tables", vintage=vintage.vintage)
        rows = "".join(_row(table, words) for table in content.tables)
        heads = "".join(
            f'<th scope="col">{escape(words.text(f"files.{key}"))}</th>'
            for key in ("table", "records", "files")
        )
        table = f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
        ways = [link(content.sums, SUMS), link(content.described, CROISSANT)]
        return title, f"{paragraph(says)}{table}{listed(ways)}"

    return _in_either_form(request, content, page)


def listing(vintage: Vintage, name: str) -> Listing:
    """Return the tables of a vintage at the address that has a name: its own, or `latest`."""
    folder = f"{DATA}/{vintage.city_id}/{name}"
    files = kept(vintage)
    tables = []
    for dataset in filters.datasets():
        selection = extracts.whole(vintage, dataset)
        if not extracts.columns(vintage, selection):
            continue
        entries = []
        for form in FORMS:
            file = files.get((dataset, form))
            address, size = f"{folder}/{dataset}.{form}", file.path.stat().st_size if file else None
            entries.append(
                File(form, address, media_type(form), size, file.sha256 if file else None)
            )
        tables.append(Table(dataset, extracts.matched(vintage, selection), entries))
    for name_beside, rows_of in TABLES.items():
        with suppress(NoAnswer):  # not every city has it
            n, address = rows_of(vintage).height, f"{folder}/{name_beside}.csv"
            tables.append(Table(name_beside, n, [File("csv", address, media_type("csv"))]))
    return Listing(
        vintage.city_id, vintage.vintage, f"{folder}/{SUMS}", f"{folder}/{CROISSANT}", tables
    )


def _sums(request: Request) -> Response:
    lines = [
        f"{file.sha256}  {dataset}.{form}\n"
        for (dataset, form), file in sorted(kept(vintage_at(request)).items())
    ]
    return PlainTextResponse("".join(lines), headers={"Cache-Control": FRESH})


def _row(table: Table, words: Words) -> str:
    is_beside = table.dataset in TABLES
    name = escape(
        words.text(f"files.{table.dataset}")
        if is_beside
        else words.say(dictionary.dataset(table.dataset))
    )
    ways = ", ".join(link(file.address, file.form) + _size(file, words) for file in table.files)
    records = escape(words.number(table.records))
    return f'<tr><th scope="row">{name}</th><td>{records}</td><td>{ways}</td></tr>'


def _size(file: File, words: Words) -> str:
    if file.bytes is None:
        return ""
    return escape(f" ({words.text('files.size', n=words.number(file.bytes / 1e6, 1))})")


def _in_either_form(request: Request, content: Any, page: Page) -> Response:
    """Return content as JSON, or as a page to a browser, which asks for HTML by name."""
    words, is_page = load(language_of(request)), "text/html" in request.headers.get("accept", "")
    if is_page:
        title, html = page(words)
        response: Response = plain_page(title, html, words, brand(), 200)
    else:
        response = Response(msgspec.json.encode(content), media_type="application/json")
    response.headers.update(
        {
            "Cache-Control": FRESH,
            "ETag": f'W/"{digest(bytes(response.body))}"',
            "Vary": "Accept, Accept-Language",
        }
    )
    if is_current(request, response.headers):
        return Response(status_code=304, headers=dict(response.headers))
    return response
