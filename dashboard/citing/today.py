"""Whether the site gives the same answer today as when it was cited."""

from dataclasses import dataclass

from msgspec.structs import replace

from dashboard.api.figures import requested_figure
from dashboard.api.problems import Problem
from dashboard.citing.citation import Citation, Statement, statement_of
from queries import warehouse
from queries.errors import NoAnswer, Unreadable


@dataclass(frozen=True)
class Today:
    """What a page says today, of the cited build and of the newest; None where it says nothing."""

    of_cited: Statement | None
    of_newest: Statement | None


def today(citation: Citation, language: str) -> Today:
    """Return what the page of a citation says today."""
    query = citation.question.query(language)
    of_cited = _statement(citation.page, query)
    if citation.vintage == warehouse.current(citation.city):
        return Today(of_cited, of_cited)
    del query["vintage"]
    return Today(of_cited, _statement(citation.page, query))


def is_same(before: Statement, now: Statement) -> bool:
    """Return whether a page says the same; the source names the build, and is left out."""
    return replace(before, source="") == replace(now, source="")


def _statement(page: str, query: dict[str, list[str]]) -> Statement | None:
    try:
        return statement_of(requested_figure(page, query))
    except (Problem, NoAnswer, Unreadable):
        return None
