"""The line under a figure: whose records it shows, and up to which day they are settled."""

from collections.abc import Iterable

from dashboard.words import Words
from queries.vintage.catalog import Vintage


def source_line(vintage: Vintage, datasets: Iterable[str], words: Words) -> str:
    """Return the origins of some datasets, the day to which all are settled, and the vintage."""
    names = set(datasets)
    sources = [source for source in vintage.city.sources if names & set(source.datasets)]
    return words.text(
        "figures.source",
        origin="; ".join(dict.fromkeys(source.origin for source in sources)),
        settled=words.day(min(vintage.manifest.datasets[name].settled_to for name in names)),
        vintage=vintage.vintage,
    )
