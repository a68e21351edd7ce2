"""What the register says of a city and of a candidate, in lines for page and terminal."""

import logging

from dashboard.sites.cards import COULD, NEEDS, NOT_READ, Card, Read, read_card, state
from dashboard.sites.declared import Candidate, Records
from dashboard.words import Words
from dashboard.words.goals import goal_in_short
from dashboard.words.markup import Markup, fill, joined, unescaped
from queries.change.goals import goals_of
from queries.change.readiness import Need
from queries.declared import dictionary
from queries.declared.fields import datasets
from queries.declared.measures import measures
from queries.manifest import DatasetSpan
from queries.vintage.catalog import Vintage

STATES = (COULD, NEEDS, NOT_READ)

log = logging.getLogger("accord")


def dataset_lines(vintage: Vintage, words: Words) -> list[Markup]:
    """Return a line for each dataset of a published city: its records, and from when to when.

    Months without records, and that records are only a part of their kind, follow it.
    """
    return [
        joined(_dataset_line(vintage, name, span, words), *_lacks(span, words))
        for name, span in vintage.manifest.datasets.items()
        if name in datasets()
    ]


def _dataset_line(vintage: Vintage, name: str, span: DatasetSpan, words: Words) -> Markup:
    return fill(
        words,
        "sites.dataset",
        dataset=words.say(dictionary.dataset(name)),
        n=words.number(span.rows),
        nouns=words.nouns(vintage.city.unit(datasets()[name].noun), span.rows),
        first=words.day(span.first_on),
        last=words.day(span.last_on),
        settled=words.day(span.settled_to),
    )


def _lacks(span: DatasetSpan, words: Words) -> list[str]:
    """Return where a dataset has no records, and why no rates are made with it."""
    gaps = [
        words.text("sites.records_gap", first=words.day(first), last=words.day(last))
        for first, last in span.unrecorded
    ]
    return [*gaps, words.say(span.rates_reason or {})]


def goal_lines(vintage: Vintage, words: Words) -> list[str]:
    """Return each agreed goal of a city in short, with where it stands."""
    return [
        words.text(
            "sites.goal",
            measure=words.say(answer.measure.name),
            goal=goal_in_short(answer, words),
        )
        for answer in goals_of(vintage)
    ]


def record_lines(candidate: Candidate, card: Card | None, words: Words) -> list[Markup]:
    """Return a line for each dataset that a candidate has made public."""
    return [
        _record_line(dataset, records, card.read.get(dataset) if card else None, words)
        for dataset, records in candidate.records.items()
    ]


def measure_lines(
    candidate: Candidate, card: Card | None, words: Words
) -> dict[str, list[str] | list[Markup]]:
    """Return the measures by where they stand (STATES); those that need something with what."""
    by_state: dict[str, list[str] | list[Markup]] = {name: [] for name in STATES}
    for measure in measures().values():
        name, missing = state(measure, candidate, card)
        line = words.say(measure.name)
        if missing:
            lacking = "; ".join(need_words(need, candidate, words) for need in missing)
            line = fill(words, "sites.lacking", measure=line, needs=lacking)
        by_state[name].append(line)  # type: ignore[arg-type]
    return by_state


def open_lines(card: Card, words: Words) -> list[str]:
    """Return what is to be decided and put right before a candidate's files can be published."""
    lines = []
    if n := len(card.all_questions):
        key = "sites.question" if n == 1 else "sites.questions"
        lines.append(words.text(key, n=words.number(n)))
    if card.all_faults:
        rules = "; ".join(words.say({"en": rule}) for rule in card.all_faults)
        lines.append(words.text("sites.faults", rules=rules))
    return lines


def shown_card(candidate: Candidate, words: Words) -> Card | None:
    """Return a candidate's card; None, with a line in the log, if it names what has no words."""
    card = read_card(candidate.id)
    try:
        if card is not None:
            candidate_lines(candidate, card, words)
    except KeyError as name:
        log.error("the card of %s names what nobody knows here: %s", candidate.id, name)
        return None
    return card


def candidate_lines(candidate: Candidate, card: Card, words: Words) -> list[str]:
    """Return a candidate's card as plain lines for a terminal."""
    lines: list[str] = [f"{candidate.name}, {candidate.state}"]
    lines += record_lines(candidate, card, words)
    for name, entries in measure_lines(candidate, card, words).items():
        if entries:
            lines += ["", title_of(name, len(entries), words)]
            lines += [f"  {unescaped(line)}" for line in entries]
    return [unescaped(line) for line in [*lines, "", *open_lines(card, words)]]


def title_of(name: str, n: int, words: Words) -> str:
    """Return the title over the measures of a state, with their number."""
    return words.text(f"sites.states.{name}", n=words.number(n))


def _record_line(dataset: str, records: Records, read: Read | None, words: Words) -> Markup:
    values = {"dataset": words.say(dictionary.dataset(dataset)), "origin": records.origin}
    if read is None:
        return fill(words, "sites.records_unread", **values)
    values["rows"] = words.number(read.rows_read)
    if read.first_on is None or read.last_on is None:
        reasons = "; ".join(
            f"{words.in_list(words.say(dictionary.word('set_aside', reason)))} ({rows:,})"
            for reason, rows in read.set_aside.items()
        )
        return fill(words, "sites.records_unusable", reasons=reasons, **values)
    return fill(
        words,
        "sites.records",
        n=words.number(read.records),
        nouns=words.nouns(read.unit, read.records),
        first=words.day(read.first_on),
        last=words.day(read.last_on),
        **values,
    )


def need_words(need: Need, candidate: Candidate, words: Words) -> str:
    """Return what is missing, in the words of the records."""
    values = {"n": words.number(need.n)}
    if need.dataset:
        values["dataset"] = words.in_list(words.say(dictionary.dataset(need.dataset)))
        records = candidate.records.get(need.dataset)
        values["part"] = words.say(records.part) if records and records.part else ""
    if need.field:
        values["field"] = words.say(dictionary.field(need.field))
    return words.text(f"sites.needs.{need.kind}", **values).rstrip(".")
