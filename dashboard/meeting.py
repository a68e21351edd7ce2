"""The sheets for the meetings of a group that writes a policy: pages to print and write on."""

import datetime as dt
from dataclasses import dataclass, field

from dashboard.parts.templates import rendered
from dashboard.tokens import LIGHT
from dashboard.words import Words
from dashboard.words.changes import share
from dashboard.words.sentences import lack_words
from queries.change.outlook import Outlook, outlooks
from queries.change.questions import Question, questions
from queries.declared.measures import measures
from queries.errors import NoAnswer
from queries.vintage.catalog import Vintage

MEETINGS = ("first", "second", "third", "half_year", "second_year")
"""The meetings of docs/peace_process.md, in their order."""

ROWS = 12
"""Empty rows for questions that are asked at a meeting."""


@dataclass(frozen=True)
class Part:
    """A part of a sheet: lines to write on, points, a table, and what is said last."""

    title: str
    blanks: list[str] = field(default_factory=list)
    points: list[str] = field(default_factory=list)
    caption: str = ""
    head: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    last: str = ""


def sheets(policy: str, vintage: Vintage | None, words: Words) -> dict[str, bytes]:
    """Return the sheets of a policy's meetings by the names of their files, as pages of HTML.

    `policy` is its id, `vintage` the city's published records, if there are any.
    """
    above = f"{words.say(vintage.city_name)} · {policy}" if vintage else policy
    kinds = {
        "agendas": (words.text("meeting.agendas_intro"), _agendas(words)),
        "records": _records(vintage, words),
        "questions": (words.text("meeting.questions_intro"), _questions(vintage, words)),
    }
    return {
        f"{name}.{words.language}.html": rendered(
            "meeting",
            language=words.language,
            title=words.text(f"meeting.{name}"),
            above=above,
            intro=intro,
            parts=parts,
            colours=LIGHT,
        ).encode()
        for name, (intro, parts) in kinds.items()
    }


def comments(words: Words) -> dict[str, str]:
    """Return what the commented file of a new agreement says, by the name of the comment."""
    return {key: words.text(f"meeting.file.{key}") for key in words.group("meeting.file")}


def _agendas(words: Words) -> list[Part]:
    blanks = [words.text(f"meeting.{name}") for name in ("day", "leads", "came", "objects")]
    return [
        Part(
            words.text(f"meeting.{name}.title"),
            blanks=blanks,
            points=words.lines(f"meeting.{name}.points"),
            last=f"{words.text('meeting.kept')} {words.text(f'meeting.{name}.kept')}",
        )
        for name in MEETINGS
    ]


def _records(vintage: Vintage | None, words: Words) -> tuple[str, list[Part]]:
    ask = Part(words.text("meeting.ask"), points=words.lines("meeting.ask_for"))
    if vintage is None:
        return words.text("meeting.records_none"), [ask]
    layer = vintage.layer().id
    found = outlooks(vintage)
    head = [words.text(f"meeting.{name}") for name in ("measure", "before", "events")]
    head += [words.text(f"meeting.{name}") for name in ("fall", "rise")]
    shown = Part(
        words.text("meeting.records"),
        caption=words.text("meeting.caption"),
        head=head,
        rows=[_row(outlook, words) for _, outlook in found if isinstance(outlook, Outlook)],
    )
    reasons: dict[str, list[str]] = {}
    for measure, reason in found:
        if isinstance(reason, NoAnswer):
            reasons.setdefault(words.no_answer(reason), []).append(words.say(measure.name))
    for measure in measures().values():
        if (lack := vintage.lack(measure, layer)) is not None:
            reasons.setdefault(lack_words(lack, words), []).append(words.say(measure.name))
    intro = words.text(
        "meeting.records_intro", city=words.say(vintage.city_name), vintage=vintage.vintage
    )
    cannot = Part(
        words.text("meeting.cannot"),
        points=[f"{'; '.join(names)}: {reason}" for reason, names in reasons.items()],
    )
    return intro, [part for part in (shown, cannot, ask) if part.rows or part.points]


def _row(outlook: Outlook, words: Words) -> list[str]:
    never = words.text("meeting.never")
    changes = (
        never if ratio is None else share(abs(1 - ratio)) for ratio in (outlook.fall, outlook.rise)
    )
    name, before = words.say(outlook.measure.name), words.period(outlook.before)
    return [name, before, words.number(outlook.events), *changes]


def _questions(vintage: Vintage | None, words: Words) -> list[Part]:
    asked = questions(vintage) if vintage else []
    rows = [[words.say(question.text), _origin(question, words)] for question in asked]
    head = [words.text("meeting.question"), words.text("meeting.where")]
    return [Part("", head=head, rows=[*rows, *([["", ""]] * ROWS)])]


def _origin(question: Question, words: Words) -> str:
    if question.origin is None:
        return words.text("meeting.standing")
    day = words.day(dt.date.fromisoformat(question.origin["on"]))
    return f"{words.say(question.origin['where'])}; {day}"
