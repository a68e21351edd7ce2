"""Methods, thresholds and the simulation study in the reader's words; nothing is counted here."""

import math
from typing import Any

import polars as pl

from dashboard.words import Words
from queries.declared import study
from queries.declared.methods import Constant, Method, Reference, constants
from queries.stats.constants import (
    ABOUT_SAME,
    ALPHA,
    HALVING,
    MIN_EACH_SIDE,
    MIN_EVENTS,
)

RULES = {
    "not_comparable": "not_comparable",
    "few": "too_few_to_tell",
    "fell": "fell",
    "rose": "rose",
    "about_the_same": "about_the_same",
    "blind": "too_few_to_tell",
    "no_clear_change": "no_clear_change",
}
"""The lines of the rule in its order, with the verdict that each gives."""

COMPARED = ("ratio", "ratio_of_shares", "rate", "share")
"""The ranges that stand on the pages of a resident."""

STUDIED = ("defined", "ratio_covered", "rate_covered", "fell", "rose")


def sure(words: Words) -> list[str]:
    """Return the five sentences on how sure the numbers are."""
    shown = study.summary().filter(pl.col("range").is_in(COMPARED))
    wrong = study.false_alarms().filter("has_verdict")["highest"].max()
    told = {
        "lowest": math.floor(_hundred(shown["lowest"].min())),
        "highest": math.ceil(_hundred(shown["highest"].max())),
        "few": MIN_EVENTS,
        "wrong": math.ceil(_hundred(wrong)),
    }
    return [words.text(f"known.sure.{n}", **told) for n in range(len(words.lines("known.sure")))]


def rule_table(words: Words) -> str:
    """Return the rule of the verdicts as a Markdown table, thresholds as the code has them."""
    told = {
        "alpha": ALPHA,
        "min_events": MIN_EVENTS,
        "min_each_side": MIN_EACH_SIDE,
        "same_low": f"{ABOUT_SAME[0]:.2f}",
        "same_high": f"{ABOUT_SAME[1]:.2f}",
        "halving": HALVING,
    }
    rows = [
        [f"**{words.verdict(verdict)}**", words.text(f"known.rules.{rule}", **told)]
        for rule, verdict in RULES.items()
    ]
    lines = [[words.text("columns.verdict"), words.text("known.when")], ["---", "---"], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def range_lines(words: Words) -> str:
    """Return, per kind of range, how often it held the truth and where it lies outside the aim."""
    lines = []
    for row in study.summary().to_dicts():
        outside = []
        if row["narrow"]:
            told = {
                "events": _plain(row["lowest_events"]),
                "scatter": _plain(row["lowest_dispersion"]),
            }
            outside.append(words.text("known.narrow", n=row["narrow"], **told))
        if row["wide"]:
            outside.append(words.text("known.wide", n=row["wide"]))
        lines.append(
            "- "
            + words.text(
                "known.range_line",
                name=words.text(f"known.ranges.{row['range']}"),
                lowest=f"{_hundred(row['lowest']):.1f}",
                highest=f"{_hundred(row['highest']):.1f}",
                n=row["settings"],
                outside=" ".join(outside) or words.text("known.inside"),
            )
        )
    return "\n".join(lines)


def alarm_lines(words: Words) -> str:
    """Return, per design, how often places in which nothing changed were called changed."""
    return "\n".join(
        "- "
        + words.text(
            "known.alarm_line" if row["has_verdict"] else "known.alarm_plain",
            name=_design(row["what"], words),
            highest=f"{_hundred(row['highest']):.1f}",
            n=row["settings"],
            design=_plain(_hundred(ALPHA)),
            luck=f"{_hundred(row['luck']):.1f}",
        )
        for row in study.false_alarms().to_dicts()
    )


def study_words(words: Words) -> dict[str, Any]:
    """Return what the sentences on the study say: settings, aim, and how many lie outside it."""
    made, found = study.study(), study.summary()
    by_area = made.cells.filter(pl.col("what").is_in(study.VERDICTS))
    return {
        "first": by_area["events_per_month"].min(),
        "last": _plain(by_area["events_per_month"].max()),
        "scatter": _plain(by_area["dispersion"].max()),
        "months": made.months_each_side,
        "low": _plain(_hundred(study.AIM[0])),
        "high": _plain(_hundred(study.AIM[1])),
        "aim": _plain(_hundred(study.FALSE_ALARMS)),
        "kinds": len(found),
        "n": found["settings"].sum(),
        "narrow": found["narrow"].sum(),
        "wide": found["wide"].sum(),
        "within": (found["settings"] - found["narrow"] - found["wide"]).sum(),
        "lowest": f"{_hundred(found['lowest'].min()):.1f}",
        "highest": f"{_hundred(found['highest'].max()):.1f}",
        "day": words.day(made.made_on),
        "seed": made.seed,
    }


def study_table(words: Words) -> pl.DataFrame:
    """Return the whole study as it is shown and taken away: one row per setting, shares in %."""
    cells = study.study().cells.with_columns((pl.col(*STUDIED) * 100).round(2))
    worded = cells.with_columns(
        what=pl.Series([_design(one, words) for one in cells["what"]]),
        scenario=pl.Series([_scenario(one, words) for one in cells["scenario"]]),
    )
    return worded.rename({name: words.text(f"known.columns.{name}") for name in worded.columns})


def coverage_points(words: Words) -> pl.DataFrame:
    """Return every setting of every range as it is drawn: covered in 100, with its words."""
    found = study.coverage()
    return found.select(
        "events_per_month",
        "dispersion",
        "areas",
        pl.col("place").cast(pl.String),
        covered=(pl.col("covered") * 100).round(2),
        range_words=pl.Series([words.text(f"known.ranges.{one}") for one in found["range"]]),
        place_words=pl.Series([words.text(f"known.places.{one}") for one in found["place"]]),
        scenario_words=pl.Series([_scenario(one, words) for one in found["scenario"]]),
    )


def constants_lines(method: Method, words: Words) -> str:
    """Return a method's constants as a Markdown list: name, value, reason."""
    known = [constants()[name] for name in method.constants]
    return "\n".join(
        f"- `{one.name}` = **{value_of(one)}**. {words.say(one.reason)}" for one in known
    )


def value_of(constant: Constant) -> str:
    """Return a constant's value as it is read: 10,000; 0.8 and 1.25."""
    values = constant.value if isinstance(constant.value, tuple) else (constant.value,)
    return ", ".join(f"{one:,}" if isinstance(one, int) else str(one) for one in values)


def cited(reference: Reference) -> str:
    """Return a reference in one line."""
    year = f" ({reference.year})" if reference.year else ""
    return f"{reference.authors}{year}. {reference.title}. *{reference.source}*."


def _design(what: str, words: Words) -> str:
    return words.text(f"known.designs.{what.replace(' ', '_')}")


def _scenario(scenario: str, words: Words) -> str:
    return words.text(f"known.scenarios.{scenario.replace(' ', '_')}")


def _plain(value: Any) -> str:
    return f"{float(value):g}"


def _hundred(share: Any) -> float:
    return float(share) * 100
