"""Sentences about a trend: the recorded level, the expected level, and the uncertainty.

Only these sentences and those of the comparison designs may name the policy beside a number.
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


def answer(trend: Trend, words: Words) -> str:
    """Return the two levels and their reading; the reason if there is no model."""
    if trend.main is None:
        return reason(trend, words)
    return f"{levels(trend, trend.main, words)} {reading(trend.main, words)}"


def levels(trend: Trend, model: LevelChange, words: Words) -> str:
    """Return the recorded level after the change and the level expected without a change."""
    measure = trend.measure
    names = ("seen", "expected", "low", "high")
    numbers = {
        name: words.rate(value) for name, value in zip(names, level(model, measure), strict=True)
    }
    month = words.month(trend.transition[1])
    if measure.kind == "share":
        scale = words.number(measure.scale)
        text = words.text("trend.share", month=month, scale=scale, **numbers)
        return f"{words.say(measure.name)}. {text}"
    nouns = words.nouns(trend.unit)
    if measure.denominator == "none":
        return words.text("trend.count", month=month, nouns=nouns, **numbers)
    return words.text(
        "trend.rate", month=month, nouns=nouns, per=per_phrase(measure, words), **numbers
    )


def reading(model: LevelChange, words: Words) -> str:
    """Return the reading of the range: fewer, more, or not distinguishable from no change."""
    if model.low <= 1 <= model.high:
        return words.text("trend.reading.unclear")
    key, low, high = (
        ("fewer", 1 - model.high, 1 - model.low)
        if model.high < 1
        else ("more", model.low - 1, model.high - 1)
    )
    return words.text(f"trend.reading.{key}", low=in_percent(low), high=in_percent(high))


def placebo(trend: Trend, words: Words) -> str:
    """Return how often the same model finds a change as large at earlier dates."""
    if trend.rank is None:
        return words.text("trend.placebo.too_short")
    larger, total = trend.rank[0] - 1, trend.rank[1] - 1
    key = "trend.placebo.larger" if larger else "trend.placebo.none_larger"
    return words.text(key, k=larger, n=total)


def warnings(trend: Trend, words: Words) -> list[str]:
    """Return the warnings about the answer, besides the cautions of the measure."""
    lines = []
    if trend.main and trend.main.has_pandemic:
        lines.append(words.text("trend.with_pandemic"))
    if trend.main and trend.main.is_less_certain:
        lines.append(words.text("trend.less_certain"))
    for policy in trend.breaks if trend.main else []:
        since = policy.recorded_from
        key = "cut_before" if since <= trend.transition[0] else "cut_after"
        title = words.say(policy.title)
        lines.append(words.text(f"trend.{key}", day=words.day(since), title=title))
    return lines


def reason(trend: Trend, words: Words) -> str:
    """Return why there is no model."""
    text = words.text(
        f"trend.reasons.{trend.reason}",
        least_before=SERIES_MIN_BEFORE,
        least_after=SERIES_MIN_AFTER,
        least_events=words.number(SERIES_MIN_MONTHLY),
        title="; ".join(words.say(policy.title) for policy in trend.breaks),
    )
    return f"{words.text('trend.no_model', measure=words.say(trend.measure.name))} {text}"


def label(trend: Trend, words: Words) -> str:
    """Return the measure's name; for a count, its nouns by month."""
    if trend.measure.denominator == "none":
        nouns = words.nouns(trend.unit)
        return words.text("trend.label", nouns=nouns[:1].upper() + nouns[1:])
    return words.say(trend.measure.name)


def details(trend: Trend, main: LevelChange, words: Words) -> list[str]:
    """Return the details of the model, one per line."""
    key = "residuals_alike" if main.is_less_certain else "residuals"
    phases = main.table["phase"]
    lines = [
        words.text(
            "trend.more.avoided",
            n=words.number(main.avoided),
            low=words.number(main.avoided_low),
            high=words.number(main.avoided_high),
        ),
        words.text("trend.more.dispersion", phi=words.number(main.dispersion, 1)),
        words.text(f"trend.more.{key}", p=words.number(main.residual_p, 3)),
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
    if trend.with_pandemic is not None:
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


def per(trend: Trend, words: Words) -> str:
    """Return the denominator of a trend's rates in words."""
    if trend.measure.denominator == "none":
        return words.text("trend.a_month")
    return per_phrase(trend.measure, words)
