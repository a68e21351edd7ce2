"""From a trend to plain sentences: what was recorded, what would have been, how sure that is.

Only these and the comparison designs may name the policy beside a number.
"""

from dashboard.words import Words, in_percent
from dashboard.words.sentences import per_phrase
from queries.change.trend import Trend, level
from queries.stats.constants import (
    SERIES_MIN_AFTER,
    SERIES_MIN_BEFORE,
    SERIES_MIN_MONTHLY,
    SLOPE_MONTHS,
)
from queries.stats.time_series import LevelChange


def answer(found: Trend, words: Words) -> str:
    """Return the answer in plain sentences: the two levels, and what they say together.

    Where there is no model it is the reason.
    """
    if found.main is None:
        return reason(found, words)
    return f"{levels(found, found.main, words)} {reading(found.main, words)}"


def levels(found: Trend, model: LevelChange, words: Words) -> str:
    """Return what was recorded after, and what it would have been had nothing changed."""
    measure = found.measure
    names = ("seen", "expected", "low", "high")
    said = {name: words.rate(one) for name, one in zip(names, level(model, measure), strict=True)}
    month = words.month(found.transition[1])
    if measure.kind == "share":
        scale = words.number(measure.scale)
        text = words.text("trend.share", month=month, scale=scale, **said)
        return f"{words.say(measure.name)}. {text}"
    nouns = words.nouns(found.unit)
    if measure.denominator == "none":
        return words.text("trend.count", month=month, nouns=nouns, **said)
    return words.text(
        "trend.rate", month=month, nouns=nouns, per=per_phrase(measure, words), **said
    )


def reading(model: LevelChange, words: Words) -> str:
    """Return what the range says: fewer, more, or not to be told from no change."""
    if model.low <= 1 <= model.high:
        return words.text("trend.reading.unclear")
    key, low, high = (
        ("fewer", 1 - model.high, 1 - model.low)
        if model.high < 1
        else ("more", model.low - 1, model.high - 1)
    )
    return words.text(f"trend.reading.{key}", low=in_percent(low), high=in_percent(high))


def placebo(found: Trend, words: Words) -> str:
    """Return how often the same sum finds as much at earlier dates."""
    if found.rank is None:
        return words.text("trend.placebo.too_short")
    larger, others = found.rank[0] - 1, found.rank[1] - 1
    key = "trend.placebo.larger" if larger else "trend.placebo.none_larger"
    return words.text(key, k=larger, n=others)


def warnings(found: Trend, words: Words) -> list[str]:
    """Return what must stand beside the answer, besides the cautions of the measure."""
    lines = []
    if found.main and found.main.has_pandemic:
        lines.append(words.text("trend.with_pandemic"))
    if found.main and found.main.is_less_certain:
        lines.append(words.text("trend.less_certain"))
    for one in found.breaks if found.main else []:
        since = one.recorded_from
        key = "cut_before" if since <= found.transition[0] else "cut_after"
        title = words.say(one.title)
        lines.append(words.text(f"trend.{key}", day=words.day(since), title=title))
    return lines


def reason(found: Trend, words: Words) -> str:
    """Return why there is no model."""
    text = words.text(
        f"trend.reasons.{found.reason}",
        least_before=SERIES_MIN_BEFORE,
        least_after=SERIES_MIN_AFTER,
        least_events=words.number(SERIES_MIN_MONTHLY),
        title="; ".join(words.say(one.title) for one in found.breaks),
    )
    return f"{words.text('trend.no_model', measure=words.say(found.measure.name))} {text}"


def label(found: Trend, words: Words) -> str:
    """Return the measure's name; where it counts by month here, that it does."""
    if found.measure.denominator == "none":
        nouns = words.nouns(found.unit)
        return words.text("trend.label", nouns=nouns[:1].upper() + nouns[1:])
    return words.say(found.measure.name)


def details(found: Trend, main: LevelChange, words: Words) -> list[str]:
    """Return what stands behind the answer, line by line, for those who open it."""
    alike = "residuals_alike" if main.is_less_certain else "residuals"
    phases = main.table["phase"]
    lines = [
        words.text(
            "trend.more.avoided",
            n=words.number(main.avoided),
            low=words.number(main.avoided_low),
            high=words.number(main.avoided_high),
        ),
        words.text("trend.more.dispersion", phi=words.number(main.dispersion, 1)),
        words.text(f"trend.more.{alike}", p=words.number(main.residual_p, 3)),
    ]
    if main.slope is None:
        lines.append(words.text("trend.more.no_slope", months=SLOPE_MONTHS))
    else:
        slope = main.slope
        lines.append(
            words.text(
                "trend.more.slope",
                ratio=words.number(slope.ratio_per_year, 2),
                low=words.number(slope.low, 2),
                high=words.number(slope.high, 2),
                p=words.number(slope.p, 3),
            )
        )
    if found.with_pandemic is not None:
        lines.append(words.text("trend.ends_before"))
    lines.append(
        words.text(
            "trend.more.method",
            method=main.method,
            before=int((phases == "before").sum()),
            after=int((phases == "after").sum()),
        )
    )
    return lines


def per(found: Trend, words: Words) -> str:
    """Return what the rates of a trend are measured against."""
    if found.measure.denominator == "none":
        return words.text("trend.a_month")
    return per_phrase(found.measure, words)
