"""The room of an agreement: how far it came, who did not agree, and what became of each clause."""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from dashboard.parts.refusals import refuse
from dashboard.parts.story import outcome
from dashboard.surface import sheet, st
from dashboard.tables.comparison import worded
from dashboard.words import Words, capital
from dashboard.words.goals import goal_line, goal_sentence
from dashboard.words.markup import web_address
from dashboard.words.plans import meant_line
from dashboard.words.redline import SAME, redline
from dashboard.words.sentences import details, headline, in_force
from queries.change.compare import Comparison
from queries.change.goals import goals_of
from queries.change.policies import steps
from queries.declared import dictionary
from queries.declared.agreement import ANSWERS, Agreement, Clause, Request, Statement, Version
from queries.declared.policy import Policy
from queries.vintage.catalog import Vintage

KEY = "clause"
"""The key of an address that names one clause; a fragment of a public page names it as well."""

Shown = dict[str, Any]
"""What the template agreement.html shows of a stage, a statement, a clause or a request."""


def anchor(policy: Policy, clause: Clause) -> str:
    """Return the name of a clause in addresses."""
    return f"{policy.id}-{clause.id}"


def asked_clause(vintage: Vintage, words: Words) -> tuple[Policy, Agreement, Clause] | None:
    """Return the clause that the address names, with its policy and agreement, or None."""
    asked = st.query_params.get(KEY)
    if not asked:
        return None
    for policy in vintage.policies:
        agreement = policy.agreement or Agreement(())
        for clause in agreement.clauses:
            if anchor(policy, clause) == asked:
                return policy, agreement, clause
    refuse(words.text("agreements.title"), asked, words.text("pages.policies.title"))
    return None


def room(
    policy: Policy, agreement: Agreement, only: Clause | None, vintage: Vintage, words: Words
) -> tuple[dict[str, Any], list[Comparison]]:
    """Return what the template shows of an agreement, and the comparisons in it.

    With `only` it is one clause, unfolded.
    """
    clauses = [only] if only else agreement.clauses
    shown = [_clause(clause, policy, agreement, vintage, words) for clause in clauses]
    without = [request for request in agreement.requests if request.clause is None]
    values = {
        "title": words.say(agreement.title) if agreement.title else "",
        "stages": [] if only else _stages(policy, agreement, vintage, words),
        "dissent": [] if only else [_statement(entry, words) for entry in agreement.dissent],
        "clauses": [{**clause, "is_open": bool(only)} for clause, _ in shown],
        "without": [] if only else [_request(request, words) for request in without],
        "language": words.language,
        "words": words.group("agreements"),
        "more": words.text("policies.link"),
    }
    return values, [comparison for _, comparisons in shown for comparison in comparisons]


def stage_texts(
    policy: Policy, agreement: Agreement, vintage: Vintage, words: Words
) -> dict[str, list[str]]:
    """Return what is known of each stage: in force, trained, practised, and what the records say.

    What a review said of practice stands with its source in `agreement.reviews`, not here.
    """
    outcomes = [outcome(measure, policy, vintage, words) for measure in policy.measures]
    is_known = bool(agreement.reviews)
    return {
        "policy": [words.text("agreements.stage.policy_in_force", day=in_force(policy, words))],
        "training": _training(policy, words),
        "practice": [] if is_known else [words.text("agreements.stage.practice_unknown")],
        "outcome": [
            answer if isinstance(answer, str) else _headline(answer, words) for answer in outcomes
        ]
        or [words.text("agreements.stage.outcome_none")],
    }


def _stages(policy: Policy, agreement: Agreement, vintage: Vintage, words: Words) -> list[Shown]:
    """Return how far a policy has come, stage by stage."""
    practice = [_statement(entry, words) for entry in agreement.reviews]
    return [
        {
            "name": words.text(f"agreements.stage.{name}"),
            "texts": lines,
            "statements": practice if name == "practice" else [],
        }
        for name, lines in stage_texts(policy, agreement, vintage, words).items()
    ]


def _training(policy: Policy, words: Words) -> list[str]:
    """Return when officers were trained: by the policy's days, else by its steps."""
    if policy.training_from and policy.training_to:
        days = words.period((policy.training_from, policy.training_to))
        return [capital(words.text("agreements.stage.training_days", days=days))]
    if policy.training_to:
        day = words.day(policy.training_to)
        return [words.text("agreements.stage.training_until", day=day)]
    known = [step for step in steps(policy) if step.kind == "training" and step.text]
    lines = [f"{words.day(step.on)}: {words.say(step.text or {})}" for step in known]
    return lines or [words.text("agreements.stage.training_unknown")]


def _clause(
    clause: Clause, policy: Policy, agreement: Agreement, vintage: Vintage, words: Words
) -> tuple[Shown, list[Comparison]]:
    requests = [request for request in agreement.requests if request.clause == clause.id]
    answers = [outcome(measure, policy, vintage, words) for measure in clause.measures]
    rows = [
        _measure(measure, way, answer, policy, vintage, words)
        for (measure, way), answer in zip(clause.measures.items(), answers, strict=True)
    ]
    name = anchor(policy, clause)
    choices = {"city": vintage.city_id, KEY: name, "lang": words.language}
    shown = {
        "anchor": name,
        "address": f"#{name}" if sheet() else f"?{urlencode(choices)}",
        "title": words.say(clause.title),
        "says": words.say(clause.says),
        "tally": _tally(requests, words),
        "requests": [_request(request, words) for request in requests],
        "versions": _versions(clause.versions, words),
        "rows": rows,
        "no_record": words.text("agreements.no_record", why=words.say(clause.no_record))
        if clause.no_record
        else "",
    }
    return shown, [answer for answer in answers if not isinstance(answer, str)]


def _measure(
    measure: str,
    way: str,
    answer: Comparison | str,
    policy: Policy,
    vintage: Vintage,
    words: Words,
) -> Shown:
    """Return what a measure was meant to do, the goals that were agreed for it, and what it did."""
    goals = [
        goal
        for goal in goals_of(vintage)
        if goal.policy.id == policy.id and goal.measure.id == measure
    ]
    if isinstance(answer, str):
        known = [answer]
    else:
        row = worded(answer, words).row(0, named=True)
        known = [headline(row, answer, words), details(row, answer, words)]
    agreed = [f"{goal_line(goal, words)} {goal_sentence(goal, words)}" for goal in goals]
    return {
        "meant": meant_line(policy, measure, way, words),
        "texts": [*known, *(agreed or [words.text("agreements.no_goal")])],
    }


def _headline(comparison: Comparison, words: Words) -> str:
    return headline(worded(comparison, words).row(0, named=True), comparison, words)


def _tally(requests: Iterable[Request], words: Words) -> str:
    """Return how many requests had which answer, in one line."""
    answers = [request.answer for request in requests]
    return " · ".join(
        f"{_answer(answer, words)}: {answers.count(answer)}"
        for answer in ANSWERS
        if answer in answers
    )


def _answer(answer: str, words: Words) -> str:
    return capital(words.say(dictionary.word("request_answer", answer)))


def _request(request: Request, words: Words) -> Shown:
    answer = _answer(request.answer, words)
    reason = words.say(request.reason) if request.reason else ""
    asked = {"group": capital(words.say(request.group)), "text": words.say(request.text)}
    return {
        "asked": _dated("request", request.on, words, **asked),
        "kind": request.answer,
        "answer": _dated(
            "answer", request.answered_on, words, answer=answer, reason=reason
        ).strip(),
        **_source(request, words),
    }


def _statement(entry: Statement, words: Words) -> Shown:
    values = {"by": capital(words.say(entry.by)), "text": words.say(entry.text)}
    return {"text": _dated("statement", entry.on, words, **values), **_source(entry, words)}


def _versions(versions: tuple[Version, ...], words: Words) -> list[Shown]:
    """Return the versions of a clause; its words are set against those of the version before."""
    befores = [None, *versions]
    return [
        {
            "name": _version_name(version, words),
            "language": version.language,
            "pieces": _pieces(before, version),
            "is_compared": bool(before and before.text and version.text),
            "summary": words.say(version.summary) if version.summary else "",
            **_source(version, words),
        }
        for before, version in zip(befores, versions, strict=False)
    ]


def _version_name(version: Version, words: Words) -> str:
    name = words.text(f"agreements.versions.{version.version}")
    return _dated("version", version.on, words, version=name) if version.on else name


def _pieces(before: Version | None, version: Version) -> list[tuple[str, str]]:
    if not version.text:
        return []
    if before is None or not before.text:
        return [(SAME, version.text)]
    return redline(before.text, version.text)


def _dated(key: str, on: dt.date | None, words: Words, **values: str) -> str:
    if on is None:
        return words.text(f"agreements.{key}_undated", **values)
    return words.text(f"agreements.{key}", day=words.day(on), **values)


def _source(entry: Request | Statement | Version, words: Words) -> dict[str, str]:
    return {
        "source": words.text("agreements.source", source=entry.source),
        "link": web_address(entry.link or ""),
    }
