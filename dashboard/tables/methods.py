"""Methods, thresholds and the simulation study in words. Nothing is counted here."""

import math
from typing import Any

import polars as pl

from dashboard.words import Words, columns
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
"""The lines of the verdict rule in order, each with its verdict."""

COMPARED = ("ratio", "ratio_of_shares", "rate", "share")
"""The kinds of range on the pages for residents."""

STUDIED = ("defined", "ratio_covered", "rate_covered", "fell", "rose")


def sure(words: Words) -> list[str]:
    """Return the five sentences on how sure the numbers are."""
    ranges = study.summary().filter(pl.col("range").is_in(COMPARED))
    wrong = study.false_alarms().filter("has_verdict")["highest"].max()
    values = {
        "lowest": math.floor(_hundred(ranges["lowest"].min())),
        "highest": math.ceil(_hundred(ranges["highest"].max())),
        "few": MIN_EVENTS,
        "wrong": math.ceil(_hundred(wrong)),
    }
    return [words.text(f"known.sure.{n}", **values) for n in range(len(words.lines("known.sure")))]


def rule_table(words: Words) -> str:
    """Return the verdict rule as a Markdown table, with the thresholds of the code."""
    values = {
        "alpha": ALPHA,
        "min_events": MIN_EVENTS,
        "min_each_side": MIN_EACH_SIDE,
        "same_low": f"{ABOUT_SAME[0]:.2f}",
        "same_high": f"{ABOUT_SAME[1]:.2f}",
        "halving": HALVING,
    }
    rows = [
        [f"**{words.verdict(verdict)}**", words.text(f"known.rules.{rule}", **values)]
        for rule, verdict in RULES.items()
    ]
    lines = [[words.text("columns.verdict"), words.text("known.when")], ["---", "---"], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def range_lines(words: Words) -> str:
    """Return, per kind of range, its coverage and the settings in which it misses the aim."""
    lines = []
    for row in study.summary().to_dicts():
        outside = []
        if row["narrow"]:
            values = {
                "events": _plain(row["lowest_events"]),
                "scatter": _plain(row["lowest_dispersion"]),
            }
            outside.append(words.text("known.narrow", n=row["narrow"], **values))
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
    """Return the false alarm rate of each design."""
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
    """Return the values for the sentences on the study: settings, aim, settings outside the aim."""
    simulation, ranges = study.study(), study.summary()
    by_area = simulation.cells.filter(pl.col("what").is_in(study.VERDICTS))
    return {
        "first": by_area["events_per_month"].min(),
        "last": _plain(by_area["events_per_month"].max()),
        "scatter": _plain(by_area["dispersion"].max()),
        "months": simulation.months_each_side,
        "low": _plain(_hundred(study.AIM[0])),
        "high": _plain(_hundred(study.AIM[1])),
        "aim": _plain(_hundred(study.FALSE_ALARMS)),
        "kinds": len(ranges),
        "n": ranges["settings"].sum(),
        "narrow": ranges["narrow"].sum(),
        "wide": ranges["wide"].sum(),
        "within": (ranges["settings"] - ranges["narrow"] - ranges["wide"]).sum(),
        "lowest": f"{_hundred(ranges['lowest'].min()):.1f}",
        "highest": f"{_hundred(ranges['highest'].max()):.1f}",
        "day": words.day(simulation.made_on),
        "seed": simulation.seed,
    }


def study_table(words: Words) -> pl.DataFrame:
    """Return the whole study for display and download: one row per setting, shares in %."""
    cells = study.study().cells.with_columns((pl.col(*STUDIED) * 100).round(2))
    table = cells.with_columns(
        what=columns.of_values(cells["what"], lambda design: _design(design, words)),
        scenario=_scenarios(cells, words),
    )
    return columns.headings(table, "known.columns", words)


def coverage_points(words: Words) -> pl.DataFrame:
    """Return every setting of every range for the chart: coverage in percent, and its words."""
    coverage = study.coverage()
    return coverage.select(
        "events_per_month",
        "dispersion",
        "areas",
        pl.col("place").cast(pl.String),
        covered=(pl.col("covered") * 100).round(2),
        range_words=columns.of_codes(coverage["range"], "known.ranges", words),
        place_words=columns.of_codes(coverage["place"], "known.places", words),
        scenario_words=_scenarios(coverage, words),
    )


def constants_lines(method: Method, words: Words) -> str:
    """Return a method's constants as a Markdown list: name, value, reason."""
    used_constants = [constants()[name] for name in method.constants]
    return "\n".join(
        f"- `{constant.name}` = **{value_of(constant)}**. {words.say(constant.reason)}"
        for constant in used_constants
    )


def value_of(constant: Constant) -> str:
    """Return a constant's value as text: 10,000; 0.8, 1.25."""
    values = constant.value if isinstance(constant.value, tuple) else (constant.value,)
    return ", ".join(f"{value:,}" if isinstance(value, int) else str(value) for value in values)


def cited(reference: Reference) -> str:
    """Return a reference in one line."""
    year = f" ({reference.year})" if reference.year else ""
    return f"{reference.authors}{year}. {reference.title}. *{reference.source}*."


def _design(design: str, words: Words) -> str:
    return words.text(f"known.designs.{design.replace(' ', '_')}")


def _scenarios(cells: pl.DataFrame, words: Words) -> pl.Series:
    return columns.of_values(
        cells["scenario"],
        lambda scenario: words.text(f"known.scenarios.{scenario.replace(' ', '_')}"),
    )


def _plain(value: Any) -> str:
    return f"{float(value):g}"


def _hundred(share: Any) -> float:
    return float(share) * 100
