"""Measures that a city lacks, and why: missing is not zero."""

from dashboard.parts import plain
from dashboard.words import Words
from dashboard.words.sentences import lack_words
from queries.declared.measures import Measure
from queries.texts import Texts
from queries.vintage.catalog import Vintage


def missing_line(measure: Measure, reason: Texts | str, words: Words) -> str:
    """Return one line: the measure and why it is not shown."""
    text = lack_words(reason, words)
    line = words.text("answer.missing_line", measure=words.say(measure.name), reason=text)
    return line.replace("..", ".")


def show_missing(vintage: Vintage, layer: str, words: Words, more: list[str] | None = None) -> None:
    """List the measures that the areas of a layer lack; `more` are further lines."""
    lines = [missing_line(measure, reason, words) for measure, reason in vintage.missing(layer)]
    lines += more or []
    plain.points(lines, words.text("answer.missing"))
