"""Files of records at addresses that last: /data/CITY/VINTAGE/DATASET.FORM, whole or filtered.

A whole table is kept on the disk once it was asked for (dashboard/api/kept.py), and sent from it.
A filtered one is a stream that a database makes.
"""

import base64
import threading
from collections.abc import Callable, Generator, Iterator
from email.utils import formatdate
from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from dashboard.api import answering
from dashboard.api.kept import TEXTS, Kept, Making, begin, kept, making_of
from dashboard.api.operations import CITY, DATASET, VERSION, vintage_of
from dashboard.api.parameters import LANGUAGE, Parameter
from dashboard.api.problems import Problem
from dashboard.api.selecting import selection_of
from dashboard.catalogue.addresses import DATA, LATEST
from dashboard.record_files import EXPLAINED, FORMS, refuse_too_many
from dashboard.record_streams import made
from dashboard.sums import digest, release
from dashboard.web.asked import client_of, site_of
from dashboard.web.compressed import accepted
from dashboard.web.sending import FileOnDisk, Stream
from dashboard.web.tags import is_current
from dashboard.words.languages import ENGLISH
from queries.errors import NoAnswer
from queries.rate_limits import NoPlace, Places
from queries.records import extracts, files
from queries.records.filters import Filter
from queries.vintage.catalog import Vintage

PATH = f"{DATA}/{{city}}/{{vintage}}/{{name}}"

MOST_AT_ONCE = 4
"""Files that are made at once: each has a database of its own."""

MOST_OF_ONE = 2
"""Of these, files of one client address."""

MOST_READERS = 200
"""Files that are sent from the disk at once: each is open, and has a piece in memory."""

MADE_WITHIN_S = 20
"""How long a request for a length or a range waits for a file that is being made."""

MOST_WAITING = 4
"""Such requests at once, each of which holds a thread; others go on without."""

BUSY_S = 30
FORM = Parameter("form", "The format of the file.", is_required=True, known=lambda: list(FORMS))

Make = Callable[[], Iterator[bytes]]
"""What makes a file, piece by piece."""

FRESH = "public, no-cache"
"""A file is asked for again each time, which its tag makes short: what may leave can get less."""

_readers = threading.BoundedSemaphore(MOST_READERS)
_waiting = threading.BoundedSemaphore(MOST_WAITING)
makers = Places(MOST_AT_ONCE, MOST_OF_ONE)
"""Places for files that are being made."""


def sent(request: Request) -> Response:
    """Return a file of records, or the problem in its place."""
    return answering.answered(request, lambda: _file(request), is_brief=True)


def _file(request: Request) -> Response:
    dataset, _, form = request.path_params["name"].partition(".")
    dataset, form = DATASET.read([dataset]), FORM.read([form] if form else [])
    vintage = vintage_at(request)
    query = {key: request.query_params.getlist(key) for key in request.query_params}
    query.pop(VERSION.name, None)
    language = LANGUAGE.read(query.pop(LANGUAGE.name, [])) or ENGLISH
    try:
        selection = selection_of(vintage, dataset, query)
        refuse_too_many(vintage, selection, form)
    except NoAnswer as reason:
        firsts = {name: values[0] for name, values in query.items()}
        raise answering.without_answer(reason, {**firsts, "lang": language}) from None
    explained_for = (language, site_of(request) or "") if form in EXPLAINED else ()
    make = partial(made, vintage, selection, form, *explained_for)
    file_name = files.file_name(vintage, selection, form)
    headers = {
        "ETag": _tag(vintage, selection, form, *explained_for),
        "Cache-Control": FRESH,
        "Link": f'<{_frozen(vintage, request)}>; rel="canonical"',
        **answering.served(vintage),
        "Content-Disposition": f'attachment; filename="{file_name}"',
    }
    if is_current(request, headers):
        return Response(status_code=304, headers=headers)
    if form not in EXPLAINED and selection == extracts.whole(vintage, dataset):
        response = _whole(request, vintage, selection, form, make, headers)
        if response is not None:
            return response
    return _made(request, make, form, headers)


def vintage_at(request: Request) -> Vintage:
    """Return the vintage that an address names, and pins; raise Problem where there is none."""
    city = CITY.read([request.path_params["city"]])
    name = request.path_params["vintage"]
    query = {VERSION.name: request.query_params.getlist(VERSION.name)}
    pin = VERSION.read(answering.pinned(request, query)[VERSION.name])
    return vintage_of({"city": city, "vintage": None if name == LATEST else name, "version": pin})


def media_type(form: str) -> str:
    """Return the media type of a form, with the encoding of a text."""
    return f"{FORMS[form]}; charset=utf-8" if form == "csv" else FORMS[form]


def _whole(
    request: Request,
    vintage: Vintage,
    selection: Filter,
    form: str,
    make: Make,
    headers: dict[str, str],
) -> Response | None:
    """Return a whole table from the disk, made there if need be; None where it cannot be kept."""
    name = selection.dataset, form
    file = kept(vintage).get(name)
    give_back = _place(request) if file is None else None
    if give_back is not None and not begin(vintage, *name, make, give_back):
        give_back()
        file = kept(vintage).get(name)
    making = None if file else making_of(vintage, *name)
    if making is not None and (request.method == "HEAD" or "range" in request.headers):
        _wait(making)
        file, making = kept(vintage).get(name), making_of(vintage, *name)
    if file is not None:
        return _from_disk(request, file, form, headers)
    if making is None or request.method == "HEAD":
        return None
    return _growing(making, form, headers)


def _wait(making: Making) -> None:
    """Return when a file is made, or after a while."""
    if _waiting.acquire(blocking=False):
        try:
            making.is_over.wait(MADE_WITHIN_S)
        finally:
            _waiting.release()


def _from_disk(request: Request, file: Kept, form: str, headers: dict[str, str]) -> Response | None:
    """Return a file that is kept, or None if it has just been removed."""
    offers = request.headers.get("accept-encoding", "")
    path, tag = file.path, file.sha256[:32]
    headers["Vary"] = "Accept-Encoding"
    if file.packed is not None and accepted(offers, ("gzip",)):
        path, tag = file.packed, f"{tag}-gzip"
        headers["Content-Encoding"] = "gzip"
    else:
        total = base64.b64encode(bytes.fromhex(file.sha256)).decode()
        headers["Repr-Digest"] = f"sha-256=:{total}:"  # RFC 9530
    try:
        made_at = path.stat().st_mtime
    except FileNotFoundError:
        return None
    headers |= {"ETag": f'"{tag}"', "Last-Modified": formatdate(made_at, usegmt=True)}
    if is_current(request, headers):
        return Response(status_code=304, headers=headers)
    if not _readers.acquire(blocking=False):
        raise _busy(f"{MOST_READERS} files are being sent now.")
    return FileOnDisk(str(path), headers, media_type(form), _readers.release)


def _growing(making: Making, form: str, headers: dict[str, str]) -> Response | None:
    """Return a file that is being made, as far as it is and on; None if it has just ended."""
    if not _readers.acquire(blocking=False):
        raise _busy(f"{MOST_READERS} files are being sent now.")
    reader = making.opened()
    if reader is None:
        _readers.release()
        return None

    def end() -> None:
        reader.close()
        _readers.release()

    return Stream(making.pieces(reader), headers, media_type(form), end, is_text=form in TEXTS)


def _made(request: Request, make: Make, form: str, headers: dict[str, str]) -> Response:
    """Return a file as a stream of what makes it."""
    if request.method == "HEAD":
        return Response(headers=headers, media_type=media_type(form))
    give_back = _place(request)
    if give_back is None:
        raise _busy(f"{MOST_AT_ONCE} files are being made now, or {MOST_OF_ONE} for you.")
    pieces = _ended(make())

    def end() -> None:
        pieces.close()
        give_back()

    return Stream(pieces, headers, media_type(form), end, is_text=form in TEXTS)


def _ended(pieces: Iterator[bytes]) -> Generator[bytes, None, None]:
    """Yield the pieces; what makes them ends when this is closed."""
    yield from pieces


def _place(request: Request) -> Callable[[], None] | None:
    """Take a place to make a file; return what gives it back, or None where none is free."""
    try:
        return makers.take(client_of(request))
    except NoPlace:
        return None


def _busy(detail: str) -> Problem:
    return Problem(503, detail, "busy", retry_after_s=BUSY_S)


def _frozen(vintage: Vintage, request: Request) -> str:
    """Return the address that gives the same file for as long as the vintage is kept."""
    query = f"?{request.url.query}" if request.url.query else ""
    path = PATH.format(
        city=vintage.city_id, vintage=vintage.vintage, name=request.path_params["name"]
    )
    return path + query


def _tag(vintage: Vintage, selection: Filter, *form: str) -> str:
    """Return the tag of a file that is not made: of all that decides what it holds."""
    content = " ".join([release(), vintage.vintage, selection.address(), *form])
    return f'W/"{digest(content.encode())}"'
