"""The address of a page with an ending: the table, the answer or the picture of its figure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from dashboard.api import answering, parameters, types
from dashboard.api.document import PREFIX
from dashboard.api.operations import CITY, OPERATIONS, PERIODS, VINTAGE, vintage_of
from dashboard.api.parameters import LANGUAGE, LONGEST, Parameter
from dashboard.api.problems import Problem
from dashboard.pages import url_path
from dashboard.parts.around import OWN_DAY, OWN_PERIODS
from dashboard.parts.cities import default_city
from dashboard.parts.figure import Figure
from dashboard.parts.links import EXPLORE
from dashboard.parts.title import WITHOUT_CITY
from dashboard.reading import answers
from dashboard.reading.answers import DRAWN, FORMS, Question
from dashboard.reading.page import VIEWS, Query, ReadPage
from dashboard.record_files import FORMS as RECORD_FORMS
from dashboard.web.asked import site_of
from dashboard.words import Words, load
from dashboard.words.languages import ENGLISH
from queries.errors import NoAnswer
from queries.vintage.catalog import Vintage, cities

MOST_VALUES = 200
"""Values of one choice; no city has more areas."""

SAME_QUESTION = {
    "what_changed": "compare",
    "your_neighborhood": "compare",
    "compare_neighborhoods": "compare",
    "trend_around_policy": "trend",
    "monthly_review": "review",
    "data_quality": "quality",
}
"""The question of the interface that a page asks."""

FORM = Parameter("form", "The ending.", is_required=True, known=lambda: list(FORMS))
FIGURE = Parameter("figure", "The figure's id; the page's main one without it.")
OF_ALL = (LANGUAGE, VINTAGE, FIGURE)
OWN = {parameter.name for parameter in OF_ALL}


class Table(msgspec.Struct):
    """The table behind a figure, with its headings in the language asked for."""

    columns: list[str]
    rows: list[list[Any]]


class FigureAnswer(msgspec.Struct):
    """What a figure shows. `answer` is that of the interface, where its page asks the same.

    `sentence` is what the answer says of the city, or of the area that the page is about.
    """

    page: str
    city: str
    vintage: str
    language: str
    choices: dict[str, list[str]]
    figure: str
    figures: list[str]
    title: str
    sentence: str
    text: str
    source: str
    cautions: list[str]
    table: Table | None
    answer: Any
    addresses: dict[str, str]


@dataclass(frozen=True)
class RequestedFigure:
    """A figure of a page as an address asks for it."""

    page: ReadPage
    figure: Figure
    vintage: Vintage | None
    words: Words
    question: Question


def sent(request: Request) -> Response:
    """Return a figure in the form of the address, or the problem in its place."""
    return answering.answered(request, lambda: _answer(request))


def _answer(request: Request) -> Response:
    form = FORM.read([request.path_params["form"]])
    name = request.url.path.strip("/").partition(".")[0].replace("-", "_")
    query = {key: request.query_params.getlist(key) for key in request.query_params}
    requested = requested_figure(name, query)
    if requested.vintage and requested.figure.records and form == "csv":
        return RedirectResponse(
            requested.figure.records.file_address(requested.vintage.vintage, form)
        )
    response = answering.tagged(request, _content(requested, form, request), FORMS[form])
    frozen = requested.question.address(form, requested.words.language)
    response.headers["Link"] = f'<{frozen}>; rel="canonical"'
    if requested.vintage:
        response.headers.update(answering.served(requested.vintage))
    if form == "csv":
        file_name = f"accord_{requested.question.city}_{requested.figure.id}.csv"
        response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response


def requested_figure(name: str, query: Query) -> RequestedFigure:
    """Return the figure of a page that the query of an address asks for.

    Raises Problem for what the page does not know or offer, and where it has no figure.
    """
    own = parameters.read(OF_ALL, {}, {key: query[key] for key in OWN & query.keys()})
    words = load(own["lang"] or ENGLISH)
    choices = {key: query[key] for key in query if key not in {*OWN, EXPLORE}}
    for key, values in choices.items():
        parameters.refuse_too_many(key, values, MOST_VALUES)
    vintage = None if name in WITHOUT_CITY else _vintage(choices, own["vintage"])
    if vintage is None and own["vintage"]:
        raise parameters.unknown("vintage", ["figure", "lang"])
    page = answers.page_of(name, vintage, choices, words)
    _refuse(page, query)
    figure = page.figures.get(own["figure"] or answers.main_figure(page))
    if figure is None:
        raise _no_figure(page, own["figure"])
    return RequestedFigure(page, figure, vintage, words, answers.question(page, figure, vintage))


def _vintage(choices: Query, name: str | None) -> Vintage:
    city = CITY.read(choices.get("city") or [default_city(list(cities()))])
    return vintage_of({"city": city, "vintage": name})


def _refuse(page: ReadPage, query: Query) -> None:
    """Raise Problem where a page shows an answer to another question than the one asked."""
    for key in page.unknown:
        raise parameters.unknown(key, sorted({*page.keys, *OWN}))
    for key in page.repeated:
        raise Problem(400, f"{key} may stand once.", "too_many_values", parameter=key)
    for label, value, shown in page.refused:
        key = next((key for key, values in query.items() if value in values), label)
        raise Problem(
            404,
            f"{label}: {value[:LONGEST]} is not offered here. "
            f"The page would show: {shown or 'nothing'}.",
            "no_such_value",
            parameter=key,
            found=value[:LONGEST],
        )


def _no_figure(page: ReadPage, requested: str | None) -> Problem:
    if page.figures:
        return Problem(
            404,
            f"There is no figure {requested} on this page for this question.",
            "no_such_figure",
            parameter="figure",
            found=requested,
            allowed=list(page.figures),
        )
    reason = " ".join(["This page has no figure for this question.", *page.warnings])
    return Problem(422, reason, "no_figure")


def _content(requested: RequestedFigure, form: str, request: Request) -> bytes:
    figure = requested.figure
    if form == "json":
        return msgspec.json.encode(_as_json(requested))
    if form == "csv" and figure.table is not None:
        return answers.csv(figure)
    if form in DRAWN and figure.spec is not None:
        address = requested.question.page_address(requested.words.language)
        site = site_of(request) or ""
        return answers.drawing(form, figure, requested.page.warnings, site + address)
    known = [
        name
        for name, other in requested.page.figures.items()
        if (other.spec if form in DRAWN else other.table) is not None
    ]
    what = "picture" if form in DRAWN else "table"
    raise Problem(
        404,
        f"{figure.id} has no {what}.",
        f"no_{what}",
        parameter="figure",
        found=figure.id,
        allowed=known,
    )


def _as_json(requested: RequestedFigure) -> FigureAnswer:
    question, figure, language = requested.question, requested.figure, requested.words.language
    table = figure.table
    interface = _interface(requested)
    addresses = {form: question.address(form, language) for form in forms_of(figure)}
    if requested.vintage and figure.records:
        addresses |= {
            form: figure.records.file_address(requested.vintage.vintage, form)
            for form in RECORD_FORMS
        }
    addresses["page"] = question.page_address(language)
    if interface:
        addresses["api"] = interface[0]
    return FigureAnswer(
        page=question.page,
        city=question.city,
        vintage=question.vintage,
        language=language,
        choices=requested.page.choices,
        figure=figure.id,
        figures=list(requested.page.figures),
        title=figure.title,
        sentence=sentence_in(interface[1], requested) if interface else "",
        text=figure.alt,
        source=figure.source,
        cautions=requested.page.warnings,
        table=None if table is None else Table(table.columns, [list(row) for row in table.rows()]),
        answer=interface[1] if interface else None,
        addresses=addresses,
    )


def forms_of(figure: Figure) -> list[str]:
    """Return the endings that a figure has."""
    table = ["csv"] if figure.table is not None else []
    return ["json", *table, *(DRAWN if figure.spec is not None else ())]


def answer_of(requested: RequestedFigure) -> Any:
    """Return the interface's answer to the question of a page, None where it asks no such one."""
    interface = _interface(requested)
    return interface[1] if interface else None


def sentence_in(answer: Any, requested: RequestedFigure) -> str:
    """Return the sentence of an answer on the area of a page, or on the city; "" for none."""
    match answer:
        case types.Comparison():
            area = requested.page.choices.get("area", [""])[0]
            changes = [change for change in answer.areas if change.area_id == area]
            return (changes or [answer.citywide])[0].sentence
        case types.Trend():
            return answer.sentence
    return ""


def _interface(requested: RequestedFigure) -> tuple[str, Any] | None:
    """Return the address and the answer of the same question to the interface, if it is one."""
    operation = next(
        (each for each in OPERATIONS if each.id == SAME_QUESTION.get(requested.question.page)), None
    )
    if operation is None or requested.vintage is None:
        return None
    declared = {parameter.name for parameter in operation.parameters if not parameter.is_in_path}
    given = {**_named(requested.page.choices), "vintage": [requested.question.vintage]}
    query = {key: values for key, values in given.items() if key in declared}
    query["lang"] = [requested.words.language]
    path = {"city": requested.question.city}
    try:
        answer = operation.answer(parameters.read(operation.parameters, path, query))
    except NoAnswer:
        return None
    address = PREFIX + operation.path.format(**path)
    return f"{address}?{urlencode(query, doseq=True)}", answer


def _named(choices: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Return a page's choices by the names of the interface."""
    named = {key: list(values) for key, values in choices.items()}
    policy = named.get("policy", [""])[0]
    days = {key: named.pop(key) for key in ("date", *PERIODS) if key in named}
    if policy in (OWN_DAY, OWN_PERIODS):
        del named["policy"]
        if policy == OWN_DAY and "date" in days:
            named["on"] = days["date"]
        if policy == OWN_PERIODS:
            named |= {key: days[key] for key in PERIODS if key in days}
    if "by" in named:
        named["layer"] = named.pop("by")
    return named


ROUTES = [
    Route(f"/{url_path(name)}.{{form}}", sent, methods=["GET", "HEAD", "OPTIONS"]) for name in VIEWS
]
