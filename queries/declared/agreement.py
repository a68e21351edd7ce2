"""An agreement on a policy: its clauses, what was asked and answered, and who did not agree."""

import datetime as dt
from dataclasses import dataclass, field

from queries.declared.dictionary import vocabulary
from queries.texts import Texts

VERSIONS = ("old", "draft", "final")
"""The states of a clause's text, in their order."""

ANSWERS = tuple(vocabulary("request_answer"))
"""What became of a request."""


@dataclass(frozen=True)
class Version:
    """A clause at one state of its text, one of VERSIONS.

    `text` are its words in `language`, where they may be shown; else there is a `summary`.
    """

    version: str
    source: str
    text: str | None = None
    language: str = "en"
    summary: Texts | None = None
    on: dt.date | None = None
    link: str | None = None


@dataclass(frozen=True)
class Clause:
    """A part of the text. `says` is its content in plain words.

    `measures` are those that it should move, each down or up; `no_record` says what no record can
    show of it.
    """

    id: str
    title: Texts
    says: Texts
    versions: tuple[Version, ...]
    measures: dict[str, str] = field(default_factory=dict)
    no_record: Texts | None = None


@dataclass(frozen=True)
class Request:
    """What a group asked for, and the answer, one of ANSWERS; `clause` is the id of a clause."""

    group: Texts
    text: Texts
    answer: str
    source: str
    on: dt.date | None = None
    clause: str | None = None
    reason: Texts | None = None
    answered_on: dt.date | None = None
    link: str | None = None


@dataclass(frozen=True)
class Statement:
    """What a group or a report said in public; `clause` is the id of the one it is about."""

    by: Texts
    text: Texts
    source: str
    on: dt.date | None = None
    link: str | None = None
    clause: str | None = None


@dataclass(frozen=True)
class Agreement:
    """What belongs to a policy's text; `reviews` looked at whether officers act by it."""

    clauses: tuple[Clause, ...]
    title: Texts | None = None
    requests: tuple[Request, ...] = ()
    dissent: tuple[Statement, ...] = ()
    reviews: tuple[Statement, ...] = ()
