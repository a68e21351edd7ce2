"""The room of an agreement: who did not agree, how far it came, and each clause."""

from collections.abc import Iterable
from typing import Any

from dashboard.parts.clause import anchor, clause_and_comparisons
from dashboard.parts.entries import Shown, request_entry, statement_entry, tally
from dashboard.parts.refusals import refuse
from dashboard.parts.story import outcome
from dashboard.surface import st
from dashboard.tables.comparison import worded
from dashboard.words import Words, capital
from dashboard.words.goals import goal_line, goal_sentence
from dashboard.words.sentences import headline, in_force
from queries.change.compare import Comparison
from queries.change.goals import goals_of
from queries.change.policies import steps
from queries.declared.agreement import Agreement, Clause, Statement
from queries.declared.policy import Policy
from queries.vintage.catalog import Vintage

KEY = "clause"
"""The key of an address that names one clause; a fragment of a public page names it as well."""


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

    With `only` it is one clause, unfolded, beside who did not agree.
    """
    clauses = [only] if only else agreement.clauses
    shown = [
        clause_and_comparisons(clause, policy, agreement, vintage, words) for clause in clauses
    ]
    whole = None if only else agreement
    requests = whole.requests if whole else ()
    without = [request for request in requests if request.clause is None]
    values = {
        "id": policy.id,
        "title": words.say(agreement.title) if agreement.title else "",
        "table": _table(policy, words) if whole else "",
        "table_note": words.say(policy.groups_note) if whole and policy.groups_note else "",
        "dissent": [statement_entry(entry, words) for entry in agreement.dissent],
        "stages": _stages(policy, agreement, vintage, words) if whole else [],
        "clauses": [clause for clause, _ in shown],
        "is_open": bool(only),
        "without": [request_entry(request, words) for request in without],
        "without_short": tally(without, words),
        "goals": _goalsof_no_clause(policy, agreement, vintage, words) if whole else [],
        "language": words.language,
        "words": words.group("agreements"),
        "table_title": words.text("policies.table"),
        "more": words.text("policies.link"),
    }
    return values, [comparison for _, comparisons in shown for comparison in comparisons]


def _table(policy: Policy, words: Words) -> str:
    """Return who sat at the table, in one line."""
    return capital("; ".join(words.say(group) for group in policy.groups))


def _goalsof_no_clause(
    policy: Policy, agreement: Agreement, vintage: Vintage, words: Words
) -> list[str]:
    """Return the goals of a policy that no clause shows, and where they stand."""
    shown = {measure for clause in agreement.clauses for measure in clause.measures}
    return [
        f"{goal_line(goal, words)} {goal_sentence(goal, words)}"
        for goal in goals_of(vintage)
        if goal.policy.id == policy.id and goal.measure.id not in shown
    ]


def stage_texts(
    policy: Policy, agreement: Agreement, vintage: Vintage, words: Words
) -> dict[str, list[str]]:
    """Return what is known of each stage: in force, trained, practised, and what the records say.

    What a review said of practice stands with its source in `agreement.reviews`, not here.
    """
    outcomes = [outcome(measure, policy, vintage, words) for measure in policy.measures]
    is_known = bool(of_no_clause(agreement.reviews))
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
    practice = [statement_entry(entry, words) for entry in of_no_clause(agreement.reviews)]
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


def of_no_clause(entries: Iterable[Statement]) -> list[Statement]:
    """Return the reviews of an agreement that are about all of it."""
    return [entry for entry in entries if entry.clause is None]


def _headline(comparison: Comparison, words: Words) -> str:
    return headline(worded(comparison, words).row(0, named=True), comparison, words)
