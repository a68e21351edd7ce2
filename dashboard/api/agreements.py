"""Answers about agreements: clauses, what was asked and answered, and who did not agree."""

import datetime as dt
from collections.abc import Iterable

import msgspec

from dashboard.api import types
from dashboard.api.goals import Goal, goals
from dashboard.catalogue.addresses import POLICIES, page_address
from dashboard.parts.agreement import KEY, of_no_clause, stage_texts
from dashboard.parts.clause import anchor
from dashboard.parts.story import outcome
from dashboard.tables.answers import as_json
from dashboard.words import Words
from dashboard.words.markup import web_address
from dashboard.words.redline import redline
from queries.change.compare import Comparison
from queries.change.planning import is_planned
from queries.declared import agreement as declared
from queries.declared.policy import Policy
from queries.texts import Texts
from queries.vintage.catalog import Vintage


class Statement(msgspec.Struct):
    """What a group or a report said in public."""

    by: str
    text: str
    on: dt.date | None
    source: str
    link: str | None


class Stage(msgspec.Struct):
    """How far a policy has come: policy, training, practice or outcome, and what is known of it.

    `statements` are those of reviews about the whole; a clause has those about it.
    """

    id: str
    texts: list[str]
    statements: list[Statement]


class Request(msgspec.Struct):
    """What a group asked for, and the answer.

    `answer` is taken_up, in_part, not_taken_up or no_answer_known; `clause` is null for what stands
    in no clause.
    """

    group: str
    text: str
    on: dt.date | None
    clause: str | None
    answer: str
    reason: str | None
    answered_on: dt.date | None
    source: str
    link: str | None


class Piece(msgspec.Struct):
    """A piece of two texts that are read together: same, removed or added."""

    kind: str
    text: str


class TextVersion(msgspec.Struct):
    """A clause as it stood: old, draft or final.

    `text` are its words in `language`, where they may be shown; else `summary` says what it held.
    `pieces` set it against the version before, where both have words.
    """

    version: str
    on: dt.date | None
    text: str | None
    language: str | None
    summary: str | None
    pieces: list[Piece]
    source: str
    link: str | None


class ClauseMeasure(msgspec.Struct):
    """A measure that a clause should move, and what today's records say of it.

    `change` is that of the whole city around the policy, with the windows and the cautions of the
    comparison; null where there is none, and `reason` says why. `is_planned` says whether the
    newest plan has the measure; null where there is no plan.
    """

    measure: str
    way: str
    is_planned: bool | None
    windows: types.Windows | None
    change: types.Change | None
    reason: str | None
    cautions: list[types.Caution]
    goals: list[Goal]


class Clause(msgspec.Struct):
    """A part of the text: `says` is its content in plain words, `page` the address that shows it.

    `no_record` says why no record can show it; `reviews` are what reports found of it alone.
    """

    id: str
    title: str
    says: str
    page: str
    versions: list[TextVersion]
    measures: list[ClauseMeasure]
    no_record: str | None
    reviews: list[Statement]


class Agreement(msgspec.Struct):
    """What belongs to a policy's text, in the order of the city's pack.

    Requests name their clause. `dissent` is what those said who did not agree.
    """

    policy: str
    title: str
    stages: list[Stage]
    clauses: list[Clause]
    requests: list[Request]
    dissent: list[Statement]


class Agreements(msgspec.Struct):
    """The agreements of a city's policies, in the register's order."""

    city: str
    vintage: str
    version: str
    agreements: list[Agreement]


def agreements(vintage: Vintage, policies: Iterable[Policy], words: Words) -> list[Agreement]:
    """Return the agreements of policies; a policy without one is left out."""
    return [
        _agreement(policy, policy.agreement, vintage, words)
        for policy in policies
        if policy.agreement
    ]


def _agreement(
    policy: Policy, agreement: declared.Agreement, vintage: Vintage, words: Words
) -> Agreement:
    reviews = [_statement(entry, words) for entry in of_no_clause(agreement.reviews)]
    return Agreement(
        policy=policy.id,
        title=words.say(agreement.title or policy.title),
        stages=[
            Stage(name, texts, reviews if name == "practice" else [])
            for name, texts in stage_texts(policy, agreement, vintage, words).items()
        ],
        clauses=[
            _clause(clause, policy, agreement, vintage, words) for clause in agreement.clauses
        ],
        requests=[_request(request, words) for request in agreement.requests],
        dissent=[_statement(entry, words) for entry in agreement.dissent],
    )


def _clause(
    clause: declared.Clause,
    policy: Policy,
    agreement: declared.Agreement,
    vintage: Vintage,
    words: Words,
) -> Clause:
    befores = [None, *clause.versions]
    name = {KEY: anchor(policy, clause)}
    return Clause(
        id=clause.id,
        title=words.say(clause.title),
        says=words.say(clause.says),
        page=page_address(POLICIES, vintage.city_id, words.language, **name),
        versions=[
            _version(version, before, words)
            for version, before in zip(clause.versions, befores, strict=False)
        ],
        measures=[
            _measure(measure, way, policy, vintage, words)
            for measure, way in clause.measures.items()
        ],
        no_record=_said(clause.no_record, words),
        reviews=[
            _statement(entry, words) for entry in agreement.reviews if entry.clause == clause.id
        ],
    )


def _measure(
    measure: str, way: str, policy: Policy, vintage: Vintage, words: Words
) -> ClauseMeasure:
    answer = outcome(measure, policy, vintage, words)
    content = as_json(answer, words) if isinstance(answer, Comparison) else {}
    return ClauseMeasure(
        measure=measure,
        way=way,
        is_planned=is_planned(policy, measure),
        windows=msgspec.convert(content.get("windows"), types.Windows | None),
        change=msgspec.convert(content.get("citywide"), types.Change | None),
        reason=answer if isinstance(answer, str) else None,
        cautions=msgspec.convert(content.get("cautions", []), list[types.Caution]),
        goals=[goal for goal in goals(vintage, [policy], words) if goal.measure == measure],
    )


def _version(
    version: declared.Version, before: declared.Version | None, words: Words
) -> TextVersion:
    old, new = before.text if before else None, version.text
    pieces = redline(old, new) if old and new else []
    return TextVersion(
        version=version.version,
        on=version.on,
        text=version.text,
        language=version.language if version.text else None,
        summary=_said(version.summary, words),
        pieces=[Piece(kind, text) for kind, text in pieces],
        source=version.source,
        link=_link(version.link),
    )


def _request(request: declared.Request, words: Words) -> Request:
    return Request(
        group=words.say(request.group),
        text=words.say(request.text),
        on=request.on,
        clause=request.clause,
        answer=request.answer,
        reason=_said(request.reason, words),
        answered_on=request.answered_on,
        source=request.source,
        link=_link(request.link),
    )


def _statement(entry: declared.Statement, words: Words) -> Statement:
    return Statement(
        by=words.say(entry.by),
        text=words.say(entry.text),
        on=entry.on,
        source=entry.source,
        link=_link(entry.link),
    )


def _said(text: Texts | None, words: Words) -> str | None:
    return words.say(text) if text else None


def _link(address: str | None) -> str | None:
    """Return the address of a web page, as pages link it; None of any other."""
    return web_address(address or "") or None
