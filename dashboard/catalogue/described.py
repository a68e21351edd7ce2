"""The facts that every description of a city's data has: datasets, days, files, sources."""

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from dashboard.branding import brand
from dashboard.words import Words
from queries.declared import dictionary
from queries.declared.fields import Field
from queries.records import extracts, files, filters
from queries.records.filters import Filter
from queries.vintage.answers import once_per_vintage
from queries.vintage.catalog import Vintage
from queries.vintage.versions import version, versioned

FORMS = {"csv": files.FORMS["csv"], "parquet": files.FORMS["parquet"]}
"""The formats that descriptions name, with their media types."""

MOST_SUMMED = 1_000_000
"""Most records of a file whose sum a description names: it is made by writing the file once."""


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


@once_per_vintage
def csv_sum(vintage: Vintage, dataset: str) -> tuple[str, int] | None:
    """Return the SHA-256 sum and the size of a dataset's CSV; None beyond MOST_SUMMED records."""
    selection = next(part for part in _whole(vintage) if part.dataset == dataset)
    if extracts.matched(vintage, selection) > MOST_SUMMED:
        return None
    total, size = hashlib.sha256(), 0
    for piece in files.csv(vintage, selection):
        total.update(piece)
        size += len(piece)
    return total.hexdigest(), size


def _whole(vintage: Vintage) -> Iterator[Filter]:
    layer = vintage.layer().id
    for name in filters.datasets():
        selection = Filter(vintage.city_id, name, layer)
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
