"""Paper for a data walk: posters to write on, a sheet for who leads it, and cards.

Residents and officers walk along the posters, say what they see, and write what they ask.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from dashboard.brief import parts
from dashboard.brief.sheet import Credit, Figure, Section
from dashboard.brief.subject import Subject
from dashboard.brief.typeset import typeset
from dashboard.charts.paper import TALL
from dashboard.tables import month as month_tables
from dashboard.words.measures import measure_name
from queries.declared.measures import events, measures
from queries.review.usual_months import CHART_MONTHS

TEMPLATE = "walk.typ"

GUIDE = {
    "data_walk.guide.before": "data_walk.steps.before",
    "data_walk.guide.during": "data_walk.steps.during",
    "data_walk.guide.after": "data_walk.steps.after",
    "data_walk.guide.rules": "data_walk.steps.rules",
}
"""The titles of the sheet for who leads the walk, each with its lines."""


@dataclass(frozen=True)
class Poster:
    """A measure and a question over its months, with room for what people see and ask."""

    name: str
    question: str
    figure: Figure


@dataclass(frozen=True)
class Walk:
    """The paper of one data walk; `see` and `ask` head the room on a poster, `cut` the cards."""

    language: str
    above: str
    title: str
    posters: tuple[Poster, ...]
    see: str
    ask: str
    cut: str
    guide: tuple[Section, ...]
    cards: tuple[str, ...]
    credit: Credit
    made_at: dt.datetime


def walk(about: Subject) -> Walk:
    """Return the posters, the sheet and the cards about a month of the whole city."""
    words = about.words
    rows = [row for row in about.rows.to_dicts() if row["value"] is not None]
    values = {"month": words.month(about.month.month), "place": about.name}
    return Walk(
        language=words.language,
        above=words.text("data_walk.above", **values),
        title=words.text("data_walk.title", **values),
        posters=tuple(_poster(row, about) for row in rows),
        see=words.text("data_walk.see"),
        ask=words.text("data_walk.ask"),
        guide=(
            *(
                Section(words.text(title), points=tuple(words.lines(lines)))
                for title, lines in GUIDE.items()
            ),
            parts.unknown(about),
        ),
        cut=words.text("data_walk.cut"),
        cards=tuple(words.lines("data_walk.cards")),
        credit=parts.credit(about),
        made_at=about.vintage.manifest.built_at,
    )


def walk_file(about: Subject, paper: str) -> bytes:
    """Return the paper of a data walk as PDF; `paper` is one of typeset.PAPERS."""
    content = walk(about)
    return typeset(TEMPLATE, content, content.made_at, paper)


def _poster(row: dict[str, Any], about: Subject) -> Poster:
    """Return the poster of a row; its question leaves open whether anything moved."""
    words = about.words
    name = measure_name(row["measure"], about.vintage, words)
    dataset = events()[measures()[row["measure"]].numerator].dataset
    chart = parts.picture(row, about, CHART_MONTHS, TALL)
    figure = Figure(parts.chart_title(row, about), month_tables.row_sentence(row, words), chart)
    return Poster(name, words.text(f"data_walk.question.{dataset}"), figure)
