"""What changed between two versions of a text, word by word."""

import re
from difflib import SequenceMatcher

SAME, REMOVED, ADDED = "same", "removed", "added"

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")


def redline(old: str, new: str) -> list[tuple[str, str]]:
    """Return the pieces of both texts in reading order, each SAME, REMOVED or ADDED with its text.

    The pieces that are not ADDED are `old`, those that are not REMOVED are `new`. A space between
    two changes is part of them: words that were replaced together are read together.
    """
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    pieces: list[tuple[str, str]] = []
    removed = added = ""
    matcher = SequenceMatcher(a=before, b=after, autojunk=False)
    for kind, from_old, to_old, from_new, to_new in matcher.get_opcodes():
        words = "".join(before[from_old:to_old]), "".join(after[from_new:to_new])
        if kind != "equal" or words[0].isspace():
            removed, added = removed + words[0], added + words[1]
            continue
        pieces += [(REMOVED, removed), (ADDED, added), (SAME, words[0])]
        removed = added = ""
    return [piece for piece in (*pieces, (REMOVED, removed), (ADDED, added)) if piece[1]]
