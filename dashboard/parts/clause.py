"""A clause: what was asked, what the text says now, what could be known, and what is known."""

from contextlib import suppress
from urllib.parse import urlencode

from dashboard.parts.entries import (
    Shown,
    request_entry,
    statement_entry,
    tally,
    version_entry,
)
from dashboard.parts.story import outcome
from dashboard.parts.verdict import recordings
from dashboard.surface import sheet
from dashboard.tables.comparison import worded
from dashboard.words import Words, capital
from dashboard.words.goals import goal_line, goal_sentence, seen_sentence
from dashboard.words.plans import meant_line
from dashboard.words.sentences import details, headline
from queries.change.compare import Comparison
from queries.change.foresight import smallest_after
from queries.change.goals import GoalAnswer, goals_of
from queries.declared.agreement import Agreement, Clause, Version
from queries.declared.measures import measures
from queries.declared.policy import Policy
from queries.errors import NoAnswer
from queries.vintage.catalog import Vintage


def anchor(policy: Policy, clause: Clause) -> str:
    """Return the name of a clause in addresses."""
    return f"{policy.id}-{clause.id}"


def clause_and_comparisons(
    clause: Clause, policy: Policy, agreement: Agreement, vintage: Vintage, words: Words
) -> tuple[Shown, list[Comparison]]:
    """Return what the template agreement.html shows of a clause, and the comparisons in it."""
    requests = [request for request in agreement.requests if request.clause == clause.id]
    reviews = [review for review in agreement.reviews if review.clause == clause.id]
    goals = _goals(clause, policy, vintage)
    answers = {measure: outcome(measure, policy, vintage, words) for measure in clause.measures}
    name = anchor(policy, clause)
    choices = {"city": vintage.city_id, "clause": name, "lang": words.language}
    *earlier, latest = clause.versions
    found = [answer for answer in answers.values() if not isinstance(answer, str)]
    # a clause is printed and sent by itself, away from what the story says of recording
    recorded = recordings(found, words, is_citywide=True)
    shown = {
        "anchor": name,
        "address": f"#{name}" if sheet() else f"?{urlencode(choices)}",
        "title": words.say(clause.title),
        "says": words.say(clause.says),
        "asked_short": tally(requests, words) or words.text("agreements.short_nothing_asked"),
        "known_short": _known_short(clause, answers, goals, words),
        "requests": [request_entry(request, words) for request in requests],
        "latest": version_entry(latest, None, words),
        "is_final": latest.version == "final",
        "changes": _changes(clause.versions, words) if earlier else [],
        "no_record": words.text("agreements.no_record", why=words.say(clause.no_record))
        if clause.no_record
        else "",
        "could": _could(answers, goals, clause, policy, vintage, words),
        "has_goal": any(goals.values()),
        "known": [
            *(
                [
                    *_known(answers[measure], words),
                    *(goal_sentence(goal, words) for goal in goals[measure]),
                ]
                for measure in clause.measures
                if not isinstance(answers[measure], str) or goals[measure]
            ),
            *([recorded] if recorded else []),
        ],
        "reviews": [statement_entry(review, words) for review in reviews],
    }
    return shown, found


def _goals(clause: Clause, policy: Policy, vintage: Vintage) -> dict[str, list[GoalAnswer]]:
    """Return the goals that were agreed for each measure of a clause."""
    own = [goal for goal in goals_of(vintage) if goal.policy.id == policy.id]
    return {
        measure: [goal for goal in own if goal.measure.id == measure] for measure in clause.measures
    }


def _known_short(
    clause: Clause,
    answers: dict[str, Comparison | str],
    goals: dict[str, list[GoalAnswer]],
    words: Words,
) -> str:
    """Return in one line where a clause stands, for those who do not open it."""
    if not clause.measures:
        return words.text("agreements.short_no_record")
    known = []
    for measure, answer in answers.items():
        states = [
            words.text(
                "agreements.short_goal",
                state=words.in_list(words.text(f"goals.states.{goal.state}")),
            )
            for goal in goals[measure]
        ]
        if not isinstance(answer, str):
            verdict = worded(answer, words).row(0, named=True)["verdict"]
            states.insert(0, words.verdict(verdict))
        if states:
            known.append(f"{words.say(measures()[measure].name)}: {'; '.join(states)}")
    return " · ".join(known) or words.text("agreements.short_nothing_known")


def _could(
    answers: dict[str, Comparison | str],
    goals: dict[str, list[GoalAnswer]],
    clause: Clause,
    policy: Policy,
    vintage: Vintage,
    words: Words,
) -> list[Shown]:
    """Return what the records could show, by what they were before the policy.

    Measures of which the same is said share an entry.
    """
    entries: dict[tuple[tuple[str, ...], tuple[str, ...]], list[str]] = {}
    for measure, way in clause.measures.items():
        texts = _forecast(measure, way, answers[measure], policy, vintage, words)
        lines = tuple(goal_line(goal, words) for goal in goals[measure])
        meant = meant_line(policy, measure, way, words)
        entries.setdefault((texts, lines), []).append(meant)
    return [
        {"meant": meant, "texts": texts, "goals": lines}
        for (texts, lines), meant in entries.items()
    ]


def _forecast(
    measure: str,
    way: str,
    answer: Comparison | str,
    policy: Policy,
    vintage: Vintage,
    words: Words,
) -> tuple[str, ...]:
    """Return what a year would show of a measure, or why nobody can say."""
    if isinstance(answer, str):
        name = words.say(measures()[measure].name)
        texts = [capital(answer.removeprefix(f"{name}: "))]
    elif reason := answer.table.row(0, named=True)["incomparable"]:
        return (words.text(f"not_comparable.{reason}"),)
    else:
        texts = []
    # a refusal has the reason that the answer has, which is said already
    with suppress(NoAnswer):
        smallest = smallest_after(vintage, measure, policy.id, way)
        texts.append(seen_sentence(smallest, way, words))
    return tuple(texts)


def _known(answer: Comparison | str, words: Words) -> list[str]:
    """Return the verdict and its numbers; nothing where there is none."""
    if isinstance(answer, str):
        return []
    row = worded(answer, words).row(0, named=True)
    return [headline(row, answer, words), details(row, answer, words)]


def _changes(versions: tuple[Version, ...], words: Words) -> list[Shown]:
    """Return all states of a text, oldest first; each is set against the one before."""
    befores = (None, *versions)
    return [
        version_entry(version, before, words)
        for before, version in zip(befores, versions, strict=False)
    ]
