"""The line under a figure: whose records it shows, and up to which day they are settled."""

from collections.abc import Iterable

from dashboard.words import Words
from dashboard.words.sources import settled_words
from queries.vintage.catalog import Vintage

ORIGIN = "\0"
"""What stands for the origin while the sentence around it is written; no text holds it."""


def source_line(vintage: Vintage, datasets: Iterable[str], words: Words) -> str:
    """Return the origins of some datasets, the days to which they are settled, and the vintage."""
    return "".join(source_parts(vintage, datasets, words))


def source_parts(vintage: Vintage, datasets: Iterable[str], words: Words) -> tuple[str, str, str]:
    """Return `source_line` in three parts: the origins, as packs name them, and what is around."""
    names = set(datasets)
    sources = [source for source in vintage.city.sources if names & set(source.datasets)]
    before, _, after = words.text(
        "figures.source",
        origin=ORIGIN,
        settled=settled_words(vintage, names, words),
        vintage=vintage.vintage,
    ).partition(ORIGIN)
    return before, "; ".join(dict.fromkeys(source.origin for source in sources)), after
