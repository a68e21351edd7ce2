"""The picture of a link preview: the answer of an address, or what its page is."""

import threading
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from dashboard.charts.card import Line, card
from dashboard.charts.marks import Marks
from dashboard.charts.series import series_chart
from dashboard.pages import GROUPS, page_name
from dashboard.parts.answer import Question, answer_to, must_know, question_of
from dashboard.parts.drawn import fingerprint
from dashboard.parts.title import WITHOUT_CITY, Subject, subject
from dashboard.web.asked import choices_of, language_of
from dashboard.words import Words, columns, load
from dashboard.words.changes import change_sentence
from dashboard.words.ordinary import second_sentence
from dashboard.words.sentences import headline, in_force, per_phrase
from queries.change.compare import Comparison
from queries.declared.measures import datasets_of
from queries.errors import NoAnswer, Unreadable
from queries.grid.series import monthly
from queries.vintage.answers import Answers
from queries.vintage.catalog import Vintage
from queries.vintage.opened import opened

MOST_PICTURES = 200
"""Pictures in memory at once, of 100 to 300 KB each."""

LONGEST_QUERY = 2_000
"""Letters of the choices in an address."""

MOST_WAITING = 8
"""Requests that are drawn or wait at once, so that threads are left for the pages."""

KEPT = {"Cache-Control": "public, max-age=3600"}

_pictures = Answers(MOST_PICTURES)
_waiting = threading.BoundedSemaphore(MOST_WAITING)
_pen = threading.Lock()


def preview(request: Request) -> Response:
    """Return the picture for a page and its choices, or in words why there is none.

    Without a page it is the site's own, which names no city.
    """
    words = load(language_of(request))
    if len(request.url.query) > LONGEST_QUERY:
        return PlainTextResponse(words.text("preview.too_long"), status_code=400)
    asked = request.query_params.get("page")
    if asked is None:
        return _answer(Subject(page_name(""), None), {}, words)
    page = page_name(asked)
    if not any(page in members for members in GROUPS.values()):
        return PlainTextResponse(words.text("not_found.title"), status_code=404)
    choices = choices_of(request)
    about = subject(page, choices.get("city"))
    if "city" in choices and about.city is None and about.page not in WITHOUT_CITY:
        text = words.text("cities.unknown", city=choices["city"])
        return PlainTextResponse(text, status_code=404)
    return _answer(about, choices, words)


def _answer(about: Subject, choices: dict[str, str], words: Words) -> Response:
    if not _waiting.acquire(blocking=False):
        busy = words.text("preview.busy")
        return PlainTextResponse(busy, status_code=503, headers={"Retry-After": "10"})
    try:
        content = picture(about, choices, words)
    finally:
        _waiting.release()
    return Response(content, headers=KEPT, media_type="image/png")


def picture(about: Subject, choices: dict[str, str], words: Words) -> bytes:
    """Return the picture of a page and its choices, made once.

    A choice that the page does not offer, and a page without a question, get what the page is.
    """
    vintage, question = None, None
    try:
        if about.city is not None:
            vintage = opened(about.city.id)
            question = question_of(about.page, vintage, choices, words)
    except (NoAnswer, Unreadable):  # the card says less, the page says why
        vintage = None
    key = (words.language, fingerprint(vintage), fingerprint(question))
    page = () if question else (about.page, about.city.id if about.city else None)
    content: bytes = _pictures.once((*key, *page), lambda: _draw(about, vintage, question, words))
    return content


def _draw(
    about: Subject, vintage: Vintage | None, question: Question | None, words: Words
) -> bytes:
    with _pen:
        answer = answer_to(question, vintage, words) if vintage and question else None
        city = [words.say(about.city.name_by_language)] if about.city else []
        names = " · ".join([*city, about.brand.name])
        mark = about.brand.mark.data_uri
        if vintage is None or question is None or answer is None:
            foot = must_know(vintage, vintage.manifest.datasets, words) if vintage else ""
            return card(mark, names, _page_lines(about, words), foot, None)
        comparison, row = answer
        foot = must_know(vintage, datasets_of(comparison.measure), words)
        chart = _series(vintage, question, comparison, words)
        return card(mark, names, _answer_lines(comparison, row, words), foot, chart)


def _page_lines(about: Subject, words: Words) -> list[Line]:
    title = words.text(f"pages.{about.page}.title")
    is_site = about.city is None and about.page == page_name("")
    return [
        Line(about.brand.name if is_site else title, 64, is_bold=True),
        Line(words.text(f"pages.{about.page}.here"), 36),
    ]


def _answer_lines(comparison: Comparison, row: dict[str, Any], words: Words) -> list[Line]:
    lines = [
        Line(_around(comparison, words), 24, is_quiet=True),
        Line(headline(row, comparison, words), 44, is_bold=True),
    ]
    if row["verdict"] == "not_comparable":
        lines.append(Line(words.text(f"not_comparable.{row['incomparable']}"), 26))
    elif row["verdict"] is not None:
        lines.append(Line(change_sentence(row, comparison, words), 26))
    second = second_sentence(row, comparison, words)
    return [*lines, Line(second, 22, is_quiet=True)] if second else lines


def _around(comparison: Comparison, words: Words) -> str:
    """Return what is compared: a policy with its day, or the two periods."""
    if comparison.policy is not None:
        day = in_force(comparison.policy, words)
        return f"{words.say(comparison.policy.title)}. {words.text('preview.in_force', day=day)}"
    before, after = (words.period(period) for period in comparison.windows.periods)
    return words.text("answer.windows", before=before, after=after)


def _series(
    vintage: Vintage, question: Question, comparison: Comparison, words: Words
) -> dict[str, Any]:
    """Return the months of the measure, of the area or the city, as the page draws them."""
    months = monthly(vintage, question.measure, question.layer, question.area)
    points = months.with_columns(
        month_words=columns.of_months(months["month"], words),
        range_words=columns.rate_ranges(months, words),
    )
    label = words.text("figures.policy_line" if comparison.policy else "figures.your_date")
    chart = series_chart(
        points,
        comparison.windows.periods,
        None if comparison.has_given_periods else label,
        per_phrase(comparison.measure, words),
        Marks(),
        words,
    )
    drawing: dict[str, Any] = chart.to_dict(validate=False)
    return drawing
