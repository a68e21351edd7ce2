"""Where records come from and under which licence, in words."""

from collections.abc import Iterable

from dashboard.words import Words
from queries.declared.licences import licences
from queries.manifest import Source


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
