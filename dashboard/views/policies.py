"""Policies: how each came about, who took part, what was agreed, and what happened then."""

from urllib.parse import urlencode

from dashboard.parts import plain
from dashboard.parts.agreement import asked_clause, room
from dashboard.parts.cities import choose_vintage
from dashboard.parts.header import show_about, show_label, show_title
from dashboard.parts.links import show_link
from dashboard.parts.residents import show_around, show_residents
from dashboard.parts.story import story, unknown_parts
from dashboard.parts.templates import show_template
from dashboard.parts.verdict import show_cautions
from dashboard.surface import st
from dashboard.words import Words
from dashboard.words.markup import joined, link
from dashboard.words.sentences import in_force
from queries.change.compare import Comparison
from queries.declared.agreement import Agreement, Clause
from queries.declared.policy import Policy
from queries.vintage.catalog import Vintage


def show(words: Words) -> None:
    """Show the page."""
    show_title("policies", words)
    vintage = choose_vintage(words)
    show_label(vintage, words)
    if not vintage.policies:
        plain.info(words.text("policies.none"))
    asked = asked_clause(vintage, words)
    if asked:
        comparisons = _show_clause(*asked, vintage, words)
    else:
        _show_contents(vintage, words)
        comparisons = [
            comparison
            for policy in reversed(vintage.policies)
            for comparison in _show_policy(policy, vintage, words)
        ]
        if comparisons:
            plain.caption(words.text("policies.charts"))
    if comparisons:
        show_cautions(comparisons, words)
    if not asked:
        show_residents(vintage, words)
    show_about("policies", vintage, None, words)


def _show_contents(vintage: Vintage, words: Words) -> None:
    """Show which policies the page has, newest first, where there is more than one."""
    entries = [
        {
            "address": f"#{policy.id}",
            "title": words.say(policy.title),
            "clauses": _clauses_line(policy, words),
        }
        for policy in reversed(vintage.policies)
    ]
    if len(entries) > 1:
        show_template("contents", entries=entries, label=words.text("policies.contents"))


def _clauses_line(policy: Policy, words: Words) -> str:
    """Return how many clauses a policy's agreement has; nothing without an agreement."""
    count = len(policy.agreement.clauses) if policy.agreement else 0
    if count == 1:
        return words.text("policies.clauses_one")
    return words.text("policies.clauses", n=count) if count else ""


def _show_policy(policy: Policy, vintage: Vintage, words: Words) -> list[Comparison]:
    """Show the story of a policy along a line, and its agreement; return the comparisons in it.

    Beside an agreement the line is folded, and what happened then stands after the clauses.
    """
    _show_head(policy, words)
    points, comparisons = story(policy, vintage, words)
    if policy.agreement is None:
        show_template("policy", points=points, fold="")
    else:
        told = [point for point in points if not point["is_then"]]
        show_template("policy", points=told, fold=words.text("agreements.story", n=len(told)))
        comparisons += _show_room(policy, policy.agreement, None, vintage, words)
        then = [point for point in points if point["rows"]]
        if then:
            show_template("policy", points=then, fold="")
    unknown = unknown_parts(policy, words)
    if unknown:
        titles = "; ".join(words.in_list(title) for title in unknown)
        plain.caption(words.text("policies.unknown", parts=titles))
    show_around(policy, vintage, words)
    if comparisons:
        _show_links(comparisons[0], policy, vintage, words)
    return comparisons


def _show_clause(
    policy: Policy, agreement: Agreement, clause: Clause, vintage: Vintage, words: Words
) -> list[Comparison]:
    """Show one clause by itself; return the comparisons in it."""
    _show_head(policy, words)
    choices = {"city": vintage.city_id, "lang": words.language}
    show_template("link", address=f"?{urlencode(choices)}", label=words.text("agreements.whole"))
    return _show_room(policy, agreement, clause, vintage, words)


def _show_room(
    policy: Policy, agreement: Agreement, only: Clause | None, vintage: Vintage, words: Words
) -> list[Comparison]:
    values, comparisons = room(policy, agreement, only, vintage, words)
    show_template("agreement", **values)
    return comparisons


def _show_head(policy: Policy, words: Words) -> None:
    plain.header(words.say(policy.title), anchor=policy.id)
    day = in_force(policy, words)
    line = words.text("policies.in_force", day=day, source=policy.source)
    source = link(words.text("policies.link"), policy.link) if policy.link else ""
    plain.text(joined(line, source))


def _show_links(comparison: Comparison, policy: Policy, vintage: Vintage, words: Words) -> None:
    choices = {
        "city": vintage.city_id,
        "layer": vintage.layer().id,
        "measure": comparison.measure.id,
        "policy": policy.id,
    }
    with st.container(horizontal=True):
        show_link("what_changed", words.text("overview.see"), choices)
        show_link("trend_around_policy", words.text("policies.see_months"), choices)
