"""Overview: residents' questions with today's answers, the latest policy, how fresh data are."""

import streamlit as st

from dashboard.parts import plain
from dashboard.parts.cities import choose_vintage
from dashboard.parts.header import show_about, show_label, show_title
from dashboard.parts.links import show_link, show_ways
from dashboard.parts.question import show_question
from dashboard.words import Words
from dashboard.words.markup import fill
from dashboard.words.records import part_lines
from dashboard.words.sentences import in_force
from queries.change.questions import is_usable, question_answers
from queries.declared import dictionary
from queries.declared.policy import Policy
from queries.grid import windows
from queries.quality import reports
from queries.vintage.catalog import Vintage
from queries.vintage.cautions import parts_of

CARDS_IN_A_ROW = 2

NOUNS = {"force": "force", "complaints": "complaint", "calls": "call"}


def show(words: Words) -> None:
    """Show the page."""
    show_title("overview", words)
    vintage = choose_vintage(words)
    city = vintage.city_id
    show_label(vintage, words)
    plain.text(_what(vintage, words))
    for line in part_lines(vintage, words):
        plain.caption(line)
    if any(vintage.measures_by_area(layer.id) for layer in vintage.city.layers):
        show_link("your_neighborhood", words.text("overview.area_see"), {"city": city})
    plain.header(words.text("overview.questions"))
    answers = question_answers(vintage)
    for first in range(0, len(answers), CARDS_IN_A_ROW):
        row = answers[first : first + CARDS_IN_A_ROW]
        for column, answer in zip(st.columns(CARDS_IN_A_ROW), row, strict=False):
            with column:
                show_question(answer, vintage, words)
    _show_policy(vintage, words)
    _show_freshness(vintage, words)
    plain.header(words.text("overview.ways"))
    show_ways("overview", city, words)
    show_about("overview", vintage, None, words)


def _what(vintage: Vintage, words: Words) -> str:
    """Return one line that names the city and its records."""
    parts = []
    for row in reports.freshness(vintage).to_dicts():
        noun = NOUNS[row["dataset"]]
        is_part = parts_of(vintage.manifest, row["dataset"])
        parts.append(
            words.text(
                "overview.what_part" if is_part else "overview.what_record",
                n=words.number(row["rows"]),
                nouns=words.nouns(vintage.city.unit(noun), row["rows"]),
                first=words.day(row["first_on"]),
                last=words.day(row["last_on"]),
            )
        )
    records, city = "; ".join(parts), words.say(vintage.city_name)
    if not vintage.city.is_real:
        return fill(words, "overview.what_sample", city=city, records=records)
    return fill(words, "overview.what", city=city, state=vintage.city.state, records=records)


def _show_policy(vintage: Vintage, words: Words) -> None:
    plain.header(words.text("overview.policy"))
    if not vintage.policies:
        plain.text(words.text("overview.policy_none"))
        return
    latest = vintage.policies[-1]
    title, day = words.say(latest.title), in_force(latest, words)
    plain.text(fill(words, "overview.policy_line", policy=title, day=day))
    if latest.recording_change:
        plain.text(words.say(latest.recording_change))
    plain.caption(_windows(vintage, latest, words))
    show_link("policies", words.text("overview.policy_see"), {"city": vintage.city_id})


def _windows(vintage: Vintage, policy: Policy, words: Words) -> str:
    """Return the windows around a policy, for the first measure that has data on both sides."""
    measures = vintage.measures(vintage.layer().id)
    usable_measures = [measure for measure in measures if is_usable(vintage, policy, measure)]
    if not usable_measures:
        return words.text("overview.policy_no_windows")
    # measures that the policy was meant to change come first
    measure = min(usable_measures, key=lambda option: option.id not in policy.measures)
    span = vintage.stretch(measure, policy.effective_on)
    compared = windows.around_policy(policy, span, by_month=vintage.is_monthly(measure))
    before, after = (words.period(period) for period in compared.periods)
    return words.text("overview.policy_windows", before=before, after=after)


def _show_freshness(vintage: Vintage, words: Words) -> None:
    plain.header(words.text("overview.fresh"))
    lines = [
        fill(
            words,
            "overview.fresh_line",
            dataset=words.say(dictionary.dataset(row["dataset"])),
            settled=words.day(row["settled_to"]),
            retrieved=words.day(row["retrieved_on"]),
        )
        for row in reports.freshness(vintage).to_dicts()
    ]
    plain.points(lines)
    show_link("data_quality", words.text("overview.fresh_see"), {"city": vintage.city_id})
