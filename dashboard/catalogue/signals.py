"""The signals of a city as entries of a feed: each once, and a withdrawal as news of its own."""

from dashboard.catalogue.addresses import MONTHLY_REVIEW, page_address
from dashboard.catalogue.atom import Entry
from dashboard.catalogue.described import published_at
from dashboard.tables.month import signal_sentence, signal_title
from dashboard.words import Words
from queries.review.monitoring import coarsest_layer
from queries.review.month import month_of
from queries.review.signals import Signal, signals
from queries.vintage.catalog import Vintage
from queries.vintage.opened import opened
from queries.vintage.versions import version


def signal_entries(
    published: Vintage, words: Words, area: str | None = None, measure: str | None = None
) -> list[Entry]:
    """Return what the vintages of a city reported and withdrew, newest first.

    `area` and `measure` are ids that the entries are about; None means any.
    """
    entries = []
    for signal in signals(published):
        if signal.is_about(area, measure):
            entries.append(report_entry(signal, published, words))
            if signal.withdrawn_by is not None:
                entries.append(withdrawal_entry(signal, published, words))
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def report_entry(signal: Signal, published: Vintage, words: Words) -> Entry:
    """Return a signal as it was reported; a withdrawn one says so first."""
    vintage = opened(published.city_id, signal.reported_by)
    lines = [
        signal_sentence(signal.row, vintage, words),
        words.text("signals.no_cause"),
        words.text("signals.reported_by", version=version(vintage), vintage=vintage.vintage),
    ]
    if signal.withdrawn_by is not None:
        lines = [_withdrawn(signal, published, words), *lines]
    return _entry(signal, vintage, "", title(signal, vintage, words), lines, vintage, words)


def withdrawal_entry(signal: Signal, published: Vintage, words: Words) -> Entry:
    """Return the news that a vintage no longer shows a signal."""
    vintage = opened(published.city_id, signal.reported_by)
    later = opened(published.city_id, signal.withdrawn_by)
    heading = words.text("signals.withdrawn_title", title=title(signal, vintage, words))
    lines = [
        _withdrawn(signal, published, words),
        words.text("signals.was", sentence=signal_sentence(signal.row, vintage, words)),
    ]
    return _entry(signal, vintage, "/withdrawn", heading, lines, later, words)


def title(signal: Signal, vintage: Vintage, words: Words) -> str:
    """Return the title of a signal in the words of the vintage that reported it."""
    month = month_of(vintage, coarsest_layer(vintage), signal.asked)
    return words.text(
        "signals.title",
        city=words.say(vintage.city_name),
        month=words.month(signal.row["month"]),
        title=signal_title(signal.row, month, vintage, words),
    )


def _withdrawn(signal: Signal, published: Vintage, words: Words) -> str:
    later = opened(published.city_id, signal.withdrawn_by)
    return words.text("signals.withdrawn", version=version(later), vintage=later.vintage)


def _entry(
    signal: Signal,
    reporting: Vintage,
    ending: str,
    heading: str,
    lines: list[str],
    telling: Vintage,
    words: Words,
) -> Entry:
    """Return an entry; its id hangs on the signal, not on a vintage that may be removed."""
    city = reporting.city_id
    link = page_address(MONTHLY_REVIEW, city, words.language, month=f"{signal.asked:%Y-%m}")
    name = f"{city}/signals/{signal.id}{ending}"
    return Entry(name, heading, published_at(telling), lines, link, named_on=signal.since)
