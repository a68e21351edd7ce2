"""The content of a brief in one of its editions; PDF and HTML are made of it alone."""

from collections.abc import Callable

from dashboard.brief import board, chief, community, parts
from dashboard.brief.sheet import Section, Sheet
from dashboard.brief.subject import Subject
from dashboard.tables import month as month_tables

EDITIONS: dict[str, Callable[[Subject], tuple[Section, ...]]] = {
    "chief": chief.sections,
    "community": community.sections,
    "board": board.sections,
}
"""Whom a brief is for, the usual edition first, and what it holds for them."""


def content(about: Subject, edition: str) -> Sheet:
    """Return the content of a brief; `edition` is one of EDITIONS."""
    words = about.words
    return Sheet(
        language=words.language,
        above=words.text(f"brief.above.{edition}", place=about.full_name),
        title=month_tables.headline(about.place, words),
        lead=parts.lead(about),
        sections=EDITIONS[edition](about),
        credit=parts.credit(about),
        link=about.link,
        made_at=about.vintage.manifest.built_at,
    )
