"""The public edition under /public/CITY/LANGUAGE/: made once, compressed once, asked for again."""

import mimetypes

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from dashboard.edition.addresses import PREFIX
from dashboard.edition.figures import FOLDER
from dashboard.edition.kept import Kept, kept
from dashboard.web.compressed import ENCODE, accepted
from dashboard.web.compressed import KEPT as FOREVER
from dashboard.web.not_found import page_not_found
from dashboard.web.tags import is_known
from dashboard.words.languages import ENGLISH
from queries.errors import NoAnswer, Unreadable
from queries.vintage.answers import Answers
from queries.vintage.opened import opened

MOST_COMPRESSED = 1_000
"""Compressed pages in memory at once, of 5 to 60 KB each."""

_compressed = Answers(MOST_COMPRESSED)


def public_page(request: Request) -> Response:
    """Return a file of a city's public edition, compressed; 304 if the browser has it already."""
    city, path = request.path_params["city"], request.path_params["path"]
    if not path:
        return RedirectResponse(f"{PREFIX}{city}/{ENGLISH}/index.html")
    try:
        file = kept(opened(city), path)
    except (NoAnswer, Unreadable):
        file = None
    if file is None:
        return page_not_found(request)
    return _response(file, path, request)


def _response(file: Kept, path: str, request: Request) -> Response:
    encoding = accepted(request.headers.get("accept-encoding", ""))
    tag = f'"{file.tag}{f"-{encoding}" if encoding else ""}"'
    is_shared = path.startswith(f"{FOLDER}/")
    headers = {
        "Cache-Control": FOREVER if is_shared else "public, no-cache",
        "ETag": tag,
        "Vary": "Accept-Encoding",
    }
    if is_known(request, tag):
        return Response(status_code=304, headers=headers)
    content = file.content
    if encoding:
        content = _compressed.once((file.tag, encoding), lambda: ENCODE[encoding](file.content))
        headers["Content-Encoding"] = encoding
    return Response(content, headers=headers, media_type=mimetypes.guess_type(path)[0])


PUBLIC = Route(f"{PREFIX}{{city}}/{{path:path}}", public_page)
