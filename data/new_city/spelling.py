"""Splits column names that run together: `FILENUM` is file + num, `CASENO` case + no."""

SHORTEST = 3
"""Fewest letters of a part; shorter words stand in other words by chance (`no` in `notes`)."""

ENDINGS = ("no", "id", "dt", "tm")
"""Shorter parts that are certain at the end of a name."""


def parts(word: str, known: frozenset[str]) -> tuple[str, ...]:
    """Return the known words that a word is made of, or the word itself if it is not."""
    return _split(word, known) or (word,)


def _split(word: str, known: frozenset[str]) -> tuple[str, ...] | None:
    """Return the parts of a word, the longest first part that leaves known words, else None."""
    if word in known and len(word) >= SHORTEST:
        return (word,)
    for length in range(len(word) - 2, SHORTEST - 1, -1):
        start, rest = word[:length], word[length:]
        if start not in known:
            continue
        further = (rest,) if rest in ENDINGS else _split(rest, known)
        if further:
            return (start, *further)
    return None
