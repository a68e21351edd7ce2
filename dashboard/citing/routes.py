"""The addresses of citations: /cite/new, /cite/ID and /cite/ID with an ending."""

import datetime as dt
from collections.abc import Callable
from urllib.parse import urlsplit

import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from dashboard.api import answering, limits
from dashboard.api.figures import RequestedFigure, requested_figure
from dashboard.api.files import FRESH
from dashboard.api.problems import GONE, Problem
from dashboard.branding import brand
from dashboard.citing import formats, page, store
from dashboard.citing.citation import ID_LETTERS, Citation, citation_of, id_of
from dashboard.citing.page import FORMS, NEW, PREFIX
from dashboard.citing.today import today
from dashboard.pages import page_name
from dashboard.reading.page import VIEWS
from dashboard.web.asked import client_of, language_of, site_of
from dashboard.web.not_found import page_not_found
from dashboard.web.plain_page import paragraph, plain_page
from dashboard.words import Words, load
from queries.vintage.catalog import published

TITLES = {"no_such_citation": "cite.no_such", "withdrawn": "cite.withdrawn"}
"""The title of a page without a citation, by the code of the reason."""

REFERENCES = {"bib": formats.bibtex, "ris": formats.ris, "cff": formats.cff}


def new(request: Request) -> Response:
    """Return what would be kept of a page's figure; POST keeps it and leads to its address."""
    words = load(language_of(request))

    def answer() -> Response:
        requested = _requested(request, words)
        name = id_of(requested.question)
        address = f"{PREFIX}/{name}"
        _refuse_withdrawn(name, words)
        if request.method == "POST":
            _refuse_others(request)
            earlier = store.citation(name)
            if earlier is None:
                most = f"One address may have {store.MOST_A_DAY_OF_ONE} new citations a day."
                limits.counted(store.by_client, client_of(request), most)
                store.keep(citation_of(requested, dt.datetime.now(dt.UTC).date()))
            elif sorted(earlier.choices) != sorted(requested.question.choices):
                raise Problem(422, "Another question has this address.", "id_taken")
            return RedirectResponse(f"{address}?lang={words.language}", status_code=303)
        content = page.new_page(requested, address if store.citation(name) else "", words)
        own = brand(requested.question.city)
        return plain_page(words.text("cite.title_new"), content, words, own, 200)

    return answering.answered(request, lambda: _in_words(answer, words))


def cited(request: Request) -> Response:
    """Return a citation as a page, or in the form that its ending names."""
    name, _, form = request.path_params["name"].partition(".")
    words = load(language_of(request))

    def answer() -> Response:
        _refuse_withdrawn(name, words)
        citation = store.citation(name)
        if citation is None or (form and form not in FORMS):
            text = f"There is no citation {name[:ID_LETTERS]} in such a form."
            raise Problem(404, text, "no_such_citation", allowed=[*FORMS])
        if not form:
            return _page(citation, request, words)
        return _form(citation, form, request, words)

    if form:
        return answering.answered(request, answer)
    return answering.answered(request, lambda: _in_words(answer, words))


def _refuse_others(request: Request) -> None:
    """Raise Problem where a page of another host has its visitors keep a citation here.

    Browsers name the page's host; a program names none.
    """
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        raise Problem(422, "Another site's page cannot keep a citation here.", "other_origin")


def _refuse_withdrawn(name: str, words: Words) -> None:
    """Raise Problem, with the operator's reason, for a citation that was withdrawn."""
    withdrawal = store.withdrawal(name)
    if withdrawal is not None:
        day = words.day(withdrawal.withdrawn_on)
        detail = words.text("cite.withdrawn_why", day=day, reason=withdrawal.reason)
        raise Problem(GONE, detail, "withdrawn")


def _requested(request: Request, words: Words) -> RequestedFigure:
    query = {key: request.query_params.getlist(key) for key in request.query_params}
    pages = query.pop("page", [""])
    if len(pages) > 1:
        raise Problem(400, "page may stand once.", "too_many_values", parameter="page")
    name = page_name(pages[0])
    if name not in VIEWS:
        known = [view.replace("_", "-") for view in VIEWS]
        raise Problem(
            404, "There is no such page.", "no_such_page", parameter="page", allowed=known
        )
    requested = requested_figure(name, {**query, "lang": [words.language]})
    if requested.vintage is None:
        raise Problem(422, "A page about no city is not cited by itself.", "not_cited")
    return requested


def _page(citation: Citation, request: Request, words: Words) -> Response:
    statement = page.statement_in(citation, words.language)
    content = page.citation_page(
        citation,
        today(citation, words.language),
        site_of(request) or "",
        _city(citation, words),
        words,
    )
    return plain_page(statement.title, content, words, brand(citation.city), 200)


def _form(citation: Citation, form: str, request: Request, words: Words) -> Response:
    if form == "csv":
        if citation.records:
            return RedirectResponse(citation.records.address)
        content = page.statement_in(citation, words.language).csv.encode()
        if not content:
            raise Problem(404, "This figure has no table.", "no_table")
    elif form == "json":
        content = msgspec.json.encode(citation)
    else:
        reference = page.reference(citation, site_of(request) or "", _city(citation, words), words)
        content = REFERENCES[form](reference).encode()
    response = answering.tagged(request, content, FORMS[form])
    if form in ("csv", "json"):  # what is kept never changes, and can be withdrawn
        response.headers["Cache-Control"] = FRESH
    file_name = f"accord_{citation.id}.{form}"
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response


def _city(citation: Citation, words: Words) -> str:
    """Return the name of a city, or its id if it is not published any more."""
    city = published().get(citation.city)
    return words.say(city.name_by_language) if city else citation.city


def _in_words(answer: Callable[[], Response], words: Words) -> Response:
    """Return an answer, or a page that says why there is none."""
    try:
        return answer()
    except Problem as problem:
        key = TITLES.get(problem.details.code, "cite.refused")
        content = paragraph(problem.details.detail)
        response = plain_page(words.text(key), content, words, brand(), problem.status)
        if problem.retry_after_s:
            response.headers["Retry-After"] = str(problem.retry_after_s)
        return response


ROUTES = [
    Route(NEW, new, methods=["GET", "HEAD", "POST"]),
    Route(f"{PREFIX}/{{name}}", cited, methods=["GET", "HEAD", "OPTIONS"]),
    Route(f"{PREFIX}/{{rest:path}}", page_not_found),
]
