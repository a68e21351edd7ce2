"""Where records come from and under which licence, in words."""

import datetime as dt
from collections.abc import Iterable

from dashboard.words import Words
from queries.declared import dictionary
from queries.declared.licences import licences
from queries.declared.measures import caveats
from queries.manifest import City, Source
from queries.vintage.catalog import Vintage
from queries.vintage.cautions import UNCHECKED


def source_lines(sources: Iterable[Source], words: Words) -> list[str]:
    """Return each source with its day of retrieval, its licence, and its publisher's notes."""
    return [
        " ".join(
            [
                words.text(
                    "sources.line", origin=source.origin, retrieved=words.day(source.retrieved_on)
                ),
                licence_line(source, words),
                *([words.say(source.notes)] if source.notes else []),
            ]
        )
        for source in sources
    ]


def licence_line(source: Source, words: Words) -> str:
    """Return under which licence a source is, and who says so, or that none is stated."""
    licence = source.licence
    if licence is None:
        return words.text("sources.no_licence")
    name = words.say(licences()[licence.id].names)
    return words.text(f"sources.licence.{licence.by}", licence=name)


def labels(city: City, words: Words) -> list[str]:
    """Return what stands above every number of a city: it is made up, or its pack is unchecked."""
    return [
        *([] if city.is_real else [words.text("sample_label")]),
        *([words.say(caveats()[UNCHECKED[city.status]])] if city.status in UNCHECKED else []),
    ]


def settled_words(vintage: Vintage, datasets: Iterable[str], words: Words) -> str:
    """Return up to which day some datasets are settled: one day, or each day with its datasets.

    Every page, figure and brief takes it from here, so that none has another day.
    """
    days: dict[dt.date, list[str]] = {}
    wanted = set(datasets)
    for name, span in vintage.manifest.datasets.items():
        if name in wanted:
            days.setdefault(span.settled_to, []).append(name)
    if len(days) == 1:
        return words.day(*days)
    named = {
        day: ", ".join(words.say(dictionary.dataset(name)) for name in names)
        for day, names in days.items()
    }
    return ", ".join(
        words.text("sources.settled", day=words.day(day), datasets=words.in_list(datasets_named))
        for day, datasets_named in named.items()
    )
