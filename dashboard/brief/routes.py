"""The address of a brief: /brief/CITY/VINTAGE/MONTH.FORM, made when it is asked for."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard.api import answering
from dashboard.api.files import vintage_at
from dashboard.api.operations import LAYER, VERSION
from dashboard.api.parameters import LANGUAGE, Parameter, read
from dashboard.brief.content import EDITIONS
from dashboard.brief.files import FORMS, brief_file, file_name
from dashboard.brief.subject import subject
from dashboard.brief.typeset import PAPERS
from dashboard.catalogue.addresses import BRIEFS, LATEST
from dashboard.sums import digest, release
from dashboard.web.asked import site_of
from dashboard.web.tags import is_known
from dashboard.words import load
from dashboard.words.languages import ENGLISH
from queries.errors import NoAnswer
from queries.vintage.answers import Answers

MOST_BRIEFS = 200
"""Briefs in memory at once, most of 50 to 150 KB."""

METHODS = ["GET", "HEAD", "OPTIONS"]

MONTH = Parameter("month", "The month, or the latest.", "month", is_in_path=True)
FORM = Parameter("form", "The form.", is_in_path=True, known=lambda: list(FORMS))
AREA = Parameter("area", "An area's id; the whole city without it.")
EDITION = Parameter("edition", "Whom it is for.", known=lambda: list(EDITIONS))
PAPER = Parameter("paper", "The paper of a PDF.", known=lambda: list(PAPERS))
PARAMETERS = (LAYER, AREA, EDITION, PAPER, LANGUAGE, VERSION)

_briefs = Answers(MOST_BRIEFS)


def brief(request: Request) -> Response:
    """Return a brief as a file, or the problem in its place."""
    return answering.answered(request, lambda: _brief(request))


def _brief(request: Request) -> Response:
    month, _, form = request.path_params["name"].partition(".")
    form = FORM.read([form])
    query = {name: request.query_params.getlist(name) for name in request.query_params}
    asked = read(PARAMETERS, {}, query)
    month = None if month == LATEST else MONTH.read([month])
    vintage = vintage_at(request)
    words = load(asked["lang"] or ENGLISH)
    edition, paper = asked["edition"] or next(iter(EDITIONS)), asked["paper"] or next(iter(PAPERS))
    site = site_of(request) or ""
    try:
        about = subject(vintage, words, month, asked["layer"], asked["area"], site)
        place = (about.month.layer, about.area_id, words.language, edition, paper)
        key = (release(), vintage.city_id, vintage.vintage, about.month.month, *place, form, site)
        tag = f'"{digest(repr(key).encode())}"'
        headers = {
            "ETag": tag,
            "Cache-Control": answering.FRESH,
            "Content-Disposition": f'inline; filename="{file_name(about, edition, form)}"',
            **answering.served(vintage),
        }
        if is_known(request, tag):
            return Response(status_code=304, headers=headers)
        file = _briefs.once(key, partial(brief_file, about, edition, form, paper))
    except NoAnswer as reason:
        raise answering.without_answer(reason, {**asked, "lang": words.language}) from None
    return Response(file, headers=headers, media_type=FORMS[form])


ROUTES = [Route(f"{BRIEFS}/{{city}}/{{vintage}}/{{name}}", brief, methods=METHODS)]
