"""The facts that every description of a city's data has: datasets, days, files, sources."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from dashboard.branding import brand
from dashboard.words import Words
from dashboard.words.sources import licence_line
from queries.declared import dictionary
from queries.declared.fields import Field
from queries.declared.licences import licences
from queries.records import extracts, files, filters
from queries.records.filters import Filter
from queries.vintage.catalog import Vintage
from queries.vintage.versions import version, versioned

FORMS = {"csv": files.FORMS["csv"], "parquet": files.FORMS["parquet"]}
"""The formats that descriptions name, with their media types."""


@dataclass(frozen=True)
class Described:
    """A dataset of a vintage that can be taken away, in the words of a language."""

    name: str
    title: str
    says: str
    records: int
    first: dt.date
    last: dt.date
    columns: tuple[Field, ...]


def datasets(vintage: Vintage, words: Words) -> list[Described]:
    """Return the datasets of a vintage that hold any public column, in the order of the page."""
    return [_dataset(vintage, selection, words) for selection in _whole(vintage)]


def publisher(vintage: Vintage) -> str:
    """Return who answers for the site on pages of the city: its publisher, else its name."""
    about = brand(vintage.city_id)
    return about.publisher or about.name


def published_at(vintage: Vintage) -> dt.datetime:
    """Return when a vintage was published, or built where that was not kept."""
    kept = versioned(vintage.city_id, vintage.vintage, vintage.manifest.number)
    return kept.published_at or vintage.manifest.built_at


def rights(vintage: Vintage, words: Words, dataset: str | None = None) -> list[str]:
    """Return each origin of a dataset, or of all, with what is known of its licence, each once."""
    of = filters.dataset(dataset).of if dataset else None
    return list(
        dict.fromkeys(
            f"{source.origin}. {licence_line(source, words)}"
            for source in vintage.city.sources
            if of is None or of in source.datasets
        )
    )


def licence_links(vintage: Vintage) -> list[str]:
    """Return the address of each licence of the records; none unless all sources have one."""
    known = [licences()[s.licence.id].link if s.licence else None for s in vintage.city.sources]
    links = [link for link in dict.fromkeys(known) if link]
    return links if all(known) else []


def origins(vintage: Vintage) -> list[str]:
    """Return where the records come from, each once."""
    return list(dict.fromkeys(source.origin for source in vintage.city.sources))


def cited(vintage: Vintage, words: Words) -> str:
    """Return how the data of a vintage are cited."""
    return words.text(
        "catalogue.cite",
        publisher=publisher(vintage),
        city=words.say(vintage.city_name),
        version=version(vintage),
        vintage=vintage.vintage,
    )


def _whole(vintage: Vintage) -> Iterator[Filter]:
    for name in filters.datasets():
        selection = extracts.whole(vintage, name)
        if selection.declared.of in vintage.manifest.datasets and extracts.columns(
            vintage, selection
        ):
            yield selection


def _dataset(vintage: Vintage, selection: Filter, words: Words) -> Described:
    name = words.say(dictionary.dataset(selection.dataset))
    span = vintage.manifest.datasets[selection.declared.of]
    records = extracts.matched(vintage, selection)
    city = words.say(vintage.city_name)
    says = words.text(
        "catalogue.says",
        dataset=name,
        city=city,
        n=words.number(records),
        first=words.day(span.first_on),
        last=words.day(span.last_on),
        settled=words.day(span.settled_to),
    )
    return Described(
        selection.dataset,
        words.text("catalogue.dataset", dataset=name, city=city),
        says,
        records,
        span.first_on,
        span.last_on,
        tuple(selection.declared.column(name) for name in extracts.columns(vintage, selection)),
    )
