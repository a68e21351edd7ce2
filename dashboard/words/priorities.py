"""Residents' priorities in words."""

from dashboard.words import Words, in_percent
from queries.manifest import Priority


def named_by(entry: Priority, words: Words) -> str:
    """Return a concern's place and by how many people it was named; empty if neither is known."""
    parts = [words.text("priorities.rank", rank=entry.rank)] if entry.rank else []
    if entry.share is not None:
        key = "priorities.share" if entry.n is None else "priorities.share_of"
        n = words.number(entry.n or 0)
        parts.append(words.text(key, share=in_percent(entry.share), n=n))
    return ", ".join(parts)


def source_line(entry: Priority, words: Words) -> str:
    """Return where a concern was named, and when."""
    return words.text("priorities.source", source=entry.source, day=words.day(entry.on))
