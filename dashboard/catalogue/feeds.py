"""What the feeds of a city say: its vintages, what changed in each, and which verdicts."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import pairwise

import polars as pl

from dashboard.branding import brand
from dashboard.catalogue.addresses import (
    DATA_QUALITY,
    MONTHLY_REVIEW,
    NAMES,
    WHAT_CHANGED,
    feed_address,
    page_address,
)
from dashboard.catalogue.atom import MEDIA_TYPE, Entry, Feed
from dashboard.catalogue.described import published_at
from dashboard.catalogue.signals import signal_entries
from dashboard.tables.answers import as_table
from dashboard.words import Words
from queries import warehouse
from queries.change.compare import Comparison
from queries.change.vintages import ChangedVerdict, Changes, changed_verdicts, changes
from queries.declared import dictionary
from queries.declared.measures import measures
from queries.manifest import Manifest
from queries.stored.replaced import Replaced, read_replaced
from queries.stored.versions import Versioned
from queries.vintage.catalog import Vintage
from queries.vintage.opened import opened
from queries.vintage.versions import offered

MOST_VINTAGES = 8
"""The newest vintages of a city in a feed; as many earlier ones are open at once."""

Build = tuple[Manifest, Versioned]


def feed(name: str, published: Vintage, form: str, words: Words) -> Feed:
    """Return a feed of a city by its name and form (dashboard/catalogue/addresses.py)."""
    says = {"vintages": _vintages, "changes": _changes, "verdicts": _verdicts}
    entries = list(says[name](published, words))
    city = words.say(published.city_name)
    title = words.text(f"feeds.titles.{name}", city=city)
    path = feed_address(name, published.city_id, words.language, form)
    return _of_city(title, published, path, DATA_QUALITY, entries, words)


def signals_feed(
    published: Vintage, form: str, words: Words, area: str | None, measure: str | None
) -> Feed:
    """Return the signals of a city as a feed; of one area, one measure, or one of both."""
    entries = signal_entries(published, words, area, measure)
    parts = {"area": area, "measure": measure}
    choices = {key: value for key, value in parts.items() if value is not None}
    path = feed_address("signals", published.city_id, words.language, form, **choices)
    title = words.text("feeds.titles.signals", city=words.say(published.city_name))
    return _of_city(title, published, path, MONTHLY_REVIEW, entries, words)


def feed_of_all(cities: Iterable[Vintage], form: str, words: Words) -> Feed:
    """Return the vintages of all cities as one feed."""
    entries = [entry for published in cities for entry in _vintages(published, words)]
    entries.sort(key=lambda entry: entry.at, reverse=True)
    start = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    path = feed_address("vintages", None, words.language, form)
    title = words.text("feeds.titles.all")
    return Feed(title, brand().name, path, "/", words.language, start, entries)


def feed_links(vintage: Vintage, site: str, words: Words) -> list[str]:
    """Return the elements of a page's head that name the feeds of a city."""
    city = words.say(vintage.city_name)
    return [
        f'<link rel="alternate" type="{MEDIA_TYPE}" '
        f'title="{escape(words.text(f"feeds.titles.{name}", city=city))}" '
        f'href="{escape(site + feed_address(name, vintage.city_id, words.language))}">'
        for name in NAMES
    ]


def _of_city(
    title: str, published: Vintage, path: str, page: str, entries: Sequence[Entry], words: Words
) -> Feed:
    city, at = published.city_id, published_at(published)
    address = page_address(page, city, words.language)
    return Feed(title, brand(city).name, path, address, words.language, at, entries)


def _builds(published: Vintage) -> list[tuple[str, Build]]:
    return list(offered(published).items())[:MOST_VINTAGES]


def _at(manifest: Manifest, released: Versioned) -> dt.datetime:
    """Return when a vintage was published, or built where that was not kept."""
    return released.published_at or manifest.built_at


def _vintages(published: Vintage, words: Words) -> Iterator[Entry]:
    for name, build in _builds(published):
        lines = [*_kind_lines(published.city_id, name, build[1], words)]
        lines += [
            words.text(
                "feeds.records",
                dataset=words.say(dictionary.dataset(dataset)),
                n=words.number(span.rows),
                first=words.day(span.first_on),
                last=words.day(span.last_on),
                settled=words.day(span.settled_to),
            )
            for dataset, span in build[0].datasets.items()
        ]
        yield _entry("vintages", published, name, build, lines, words)


def _changes(published: Vintage, words: Words) -> Iterator[Entry]:
    for (name, build), (before, (_, earlier)) in _pairs(published):
        found = changes(opened(published.city_id, before), opened(published.city_id, name))
        lines = [
            *_kind_lines(published.city_id, name, build[1], words),
            words.text("feeds.since", version=earlier.version, vintage=before),
            *change_lines(found, words),
        ]
        yield _entry("changes", published, name, build, lines, words)


def _verdicts(published: Vintage, words: Words) -> Iterator[Entry]:
    for (name, build), (before, (_, earlier)) in _pairs(published):
        vintages = opened(published.city_id, before), opened(published.city_id, name)
        for change in changed_verdicts(*vintages):
            policy = vintages[1].policy(change.policy)
            versions = str(earlier.version), str(build[1].version)
            link = page_address(
                WHAT_CHANGED,
                published.city_id,
                words.language,
                policy=change.policy,
                measure=change.measure,
            )
            yield Entry(
                f"{published.city_id}/verdicts/{name}/{change.policy}/{change.measure}",
                words.text(
                    "feeds.verdict",
                    city=words.say(published.city_name),
                    policy=words.say(policy.title),
                    measure=words.say(measures()[change.measure].name),
                ),
                _at(*build),
                _verdict_lines(change, versions, words),
                link,
            )


def _pairs(published: Vintage) -> Iterator[tuple[tuple[str, Build], tuple[str, Build]]]:
    """Yield each vintage, newest first, with the one that its version was compared with.

    Where that is not known or kept, it is the one before it.
    """
    builds = _builds(published)
    known = dict(builds)
    for (name, build), (before, _) in pairwise(builds):
        after = build[1].after if build[1].after in known else before
        yield (name, build), (str(after), known[str(after)])


def _entry(
    of: str, published: Vintage, name: str, build: Build, lines: Sequence[str], words: Words
) -> Entry:
    city = words.say(published.city_name)
    title = words.text("feeds.entry", city=city, version=build[1].version)
    page = DATA_QUALITY
    link = page_address(page, published.city_id, words.language, build=name)
    return Entry(f"{published.city_id}/{of}/{name}", title, _at(*build), lines, link)


def _kind_lines(city: str, name: str, released: Versioned, words: Words) -> Iterator[str]:
    """Yield how much changed with a version, and how to read across."""
    yield words.text(f"feeds.kinds.{released.change}")
    if mapping := released.mapping:
        for key, text in (("was", mapping.was), ("now", mapping.now), ("across", mapping.across)):
            yield words.text(f"feeds.mapping.{key}", text=words.say(text))
    mistake = read_replaced(warehouse.city_folder(city) / name)
    if isinstance(mistake, Replaced):
        yield words.text("feeds.replaces", reason=mistake.reason)


def change_lines(found: Changes, words: Words) -> list[str]:
    """Return what differs between two vintages, one line each."""
    sums = found.months.group_by("dataset", maintain_order=True).agg(
        pl.col("added", "removed", "altered").sum(),
        first=pl.col("month").min(),
        last=pl.col("month").max(),
        months=pl.len(),
    )
    lines = [
        words.text(
            "feeds.months",
            dataset=words.say(dictionary.dataset(row["dataset"])),
            period=words.month(row["first"])
            if row["months"] == 1
            else words.text(
                "feeds.period", first=words.month(row["first"]), last=words.month(row["last"])
            ),
            **{key: words.number(row[key]) for key in ("added", "removed", "altered")},
        )
        for row in sums.to_dicts()
    ]
    fields = {
        key: [words.say(dictionary.field(name.partition(".")[2])) for name in names]
        for key, names in (("added", found.fields.added), ("removed", found.fields.removed))
    }
    counted = {
        key: [words.say(measures()[name].name) for name in names]
        for key, names in (("added", found.measures.added), ("removed", found.measures.removed))
    }
    areas = {
        "added": [*found.layers.added, *found.areas.added],
        "removed": [*found.layers.removed, *found.areas.removed],
    }
    for kind, parts in (("fields", fields), ("measures", counted), ("areas", areas)):
        lines += [
            words.text(f"feeds.{kind}_{key}", names="; ".join(names))
            for key, names in parts.items()
            if names
        ]
    if found.units_changed:
        nouns = "; ".join(words.nouns(noun) for noun in found.units_changed)
        lines.append(words.text("feeds.units", names=nouns))
    if found.recording_changed:
        lines.append(words.text("feeds.recording", names="; ".join(found.recording_changed)))
    if found.is_read_otherwise:
        lines.append(words.text("feeds.read_otherwise"))
    return lines or [words.text("feeds.nothing")]


def _verdict_lines(change: ChangedVerdict, versions: tuple[str, str], words: Words) -> list[str]:
    return [
        words.text(f"feeds.{key}", version=version, sentence=_sentence(comparison, words))
        for key, version, comparison in zip(
            ("verdict_before", "verdict_now"), versions, (change.before, change.now), strict=True
        )
    ]


def _sentence(comparison: Comparison | None, words: Words) -> str:
    if comparison is None:
        return words.text("feeds.no_answer")
    sentence: str = as_table(comparison, words).row(0, named=True)["sentence"]
    return sentence
