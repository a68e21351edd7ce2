"""The cards of the register: what a city has, and what a candidate's data could answer."""

from dashboard.parts import plain
from dashboard.parts.answer import must_know
from dashboard.parts.links import show_link
from dashboard.parts.verdict import recordings
from dashboard.sites.cards import COULD, NEEDS, Card
from dashboard.sites.declared import Candidate
from dashboard.sites.lines import (
    dataset_lines,
    goal_lines,
    measure_lines,
    open_lines,
    record_lines,
    title_of,
)
from dashboard.sites.register import Site, agreed, opens_with
from dashboard.surface import st
from dashboard.tables.comparison import worded
from dashboard.words import Words
from dashboard.words.markup import bold, joined, link
from dashboard.words.ordinary import second_sentence
from dashboard.words.sentences import details, headline, in_force
from queries.declared import dictionary
from queries.declared.measures import datasets_of
from queries.errors import NoAnswer
from queries.vintage.catalog import Vintage


def show_site(site: Site, words: Words) -> None:
    """Show a published city: its records, its agreement, its goals, its first answer."""
    with st.container(border=True):
        plain.subheader(site.name)
        vintage = site.vintage
        if vintage is None:
            plain.warning(words.text("sites.damaged", city=site.name))
            return
        plain.points(dataset_lines(vintage, words))
        _show_agreement(vintage, words)
        _show_first_answer(vintage, words)
        with st.container(horizontal=True):
            choices = {"city": site.id}
            show_link("overview", words.text("sites.open", city=site.name), choices)
            show_link("policies", words.text("overview.policy_see"), choices)


def _show_agreement(vintage: Vintage, words: Words) -> None:
    policies = [
        words.text("sites.agreement", policy=words.say(policy.title), day=in_force(policy, words))
        for policy in agreed(vintage)
    ]
    for line in policies or [words.text("sites.no_agreement")]:
        plain.text(line)
    goals = goal_lines(vintage, words)
    if goals:
        plain.points(goals, words.text("sites.goals"))
    else:
        plain.text(words.text("sites.no_goals"))


def _show_first_answer(vintage: Vintage, words: Words) -> None:
    """Show the verdict that the city's pages open with, and all that must be known beside it."""
    comparison = opens_with(vintage)
    if isinstance(comparison, NoAnswer):
        plain.text(words.no_answer(comparison))
        return
    policy = comparison.policy if comparison else None
    if comparison is None or policy is None:
        plain.text(words.text("sites.no_verdict"))
        return
    row = worded(comparison, words).row(0, named=True)
    title, day = words.say(policy.title), in_force(policy, words)
    plain.caption(words.text("overview.around_policy", policy=title, day=day))
    plain.text(joined(bold(headline(row, comparison, words)), details(row, comparison, words)))
    plain.text(second_sentence(row, comparison, words) or "")
    for text in recordings([comparison], words, is_citywide=True):
        plain.warning(text)
    datasets = datasets_of(comparison.measure)
    plain.caption(must_know(vintage, datasets, words))
    choices = {
        "city": vintage.city_id,
        "measure": comparison.measure.id,
        "layer": comparison.layer,
        "policy": policy.id,
    }
    show_link("what_changed", words.text("overview.see"), choices)


def show_candidate(candidate: Candidate, card: Card | None, words: Words) -> None:
    """Show the readiness card of a city that may join."""
    with st.container(border=True):
        plain.subheader(f"{candidate.name}, {candidate.state}")
        plain.points(record_lines(candidate, card, words))
        links = [
            link(words.text("sites.source", dataset=_in_list(dataset, words)), records.link)
            for dataset, records in candidate.records.items()
            if records.link
        ]
        if links:
            plain.text(joined(*links, by=" · "))
        read = words.text("sites.read_on", day=words.day(card.read_on)) if card else ""
        plain.caption(read or words.text("sites.not_read"))
        by_state = {
            name: lines for name, lines in measure_lines(candidate, card, words).items() if lines
        }
        for column, (name, lines) in zip(st.columns(len(by_state)), by_state.items(), strict=True):
            with column:
                plain.points(lines, title_of(name, len(lines), words))
                if name == COULD:
                    plain.caption(words.text("sites.could_say"))
                elif name == NEEDS and card:
                    plain.caption(words.text("sites.lacking_say"))
        for line in open_lines(card, words) if card else ():
            plain.text(line)


def _in_list(dataset: str, words: Words) -> str:
    return words.in_list(words.say(dictionary.dataset(dataset)))
