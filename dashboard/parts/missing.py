"""Measures that a city lacks, and why: missing is not zero."""

from dashboard.parts import plain
from dashboard.words import Words, capital
from dashboard.words.sentences import lack_words
from queries.vintage.catalog import Vintage


def show_missing(
    vintage: Vintage,
    layer: str,
    words: Words,
    more: dict[str, str] | None = None,
    *,
    is_open: bool = False,
) -> None:
    """Fold away the measures that the areas of a layer lack, by reason; nothing if none is lacking.

    `more` are further measures by name, each with its reason.
    """
    reasons = {
        words.say(measure.name): lack_words(reason, words)
        for measure, reason in vintage.missing(layer)
    } | (more or {})
    if not reasons:
        return
    by_reason: dict[str, list[str]] = {}
    for name, reason in reasons.items():
        by_reason.setdefault(capital(reason.rstrip(".")), []).append(name)
    label = words.text("answer.missing_n", n=len(reasons))
    with plain.expander(label, expanded=is_open, key="missing"):
        plain.points(
            words.text("answer.missing_by", reason=reason, measures="; ".join(names))
            for reason, names in by_reason.items()
        )
