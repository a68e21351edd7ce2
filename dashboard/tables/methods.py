"""Methods, thresholds and the simulation study in words. Nothing is counted here."""

import math
from typing import Any

import polars as pl

from dashboard.words import Words, columns
from queries.declared import study
from queries.declared.measures import smallest_changes
from queries.declared.methods import Constant, Method, Reference, constants
from queries.stats.constants import (
    ALPHA,
    HALVING,
    HIGH_BEFORE,
    MIN_EACH_SIDE,
    MIN_EVENTS,
    RANK_DATES,
    STAND_OUT_WINDOWS,
)

RULES = {
    "not_comparable": "not_comparable",
    "fell": "fell",
    "rose": "rose",
    "fell_a_little": "fell_a_little",
    "rose_a_little": "rose_a_little",
    "few": "too_few_to_tell",
    "about_the_same": "about_the_same",
    "blind": "varies_too_much",
    "no_clear_change": "no_clear_change",
}
"""The lines of the verdict rule in order, each with its verdict."""

COMPARED = ("ratio", "ratio_of_shares", "rate", "share")
"""The kinds of range on the pages for residents."""

SHARES = (
    *("defined", "ratio_covered", "rate_covered", "steadied_covered", "extreme_covered"),
    *("named", "any_named", "called", "stands_out", "does_not_stand_out", "too_short"),
    *("fell", "rose"),
)
"""The columns of the study that are shares of looks."""


def sure(words: Words) -> list[str]:
    """Return the five sentences on how sure the numbers are."""
    ranges = study.coverage().filter(pl.col("range").is_in(COMPARED))["covered"]
    chances = study.chances()
    values = {
        "usual": math.floor(_hundred(ranges.mean())),
        "lowest": math.floor(_hundred(ranges.min())),
        "few": MIN_EVENTS,
        "wrong": math.ceil(_hundred(chances.mean())),
        "most": math.ceil(_hundred(chances.max())),
    }
    return [words.text(f"known.sure.{n}", **values) for n in range(len(words.lines("known.sure")))]


def rule_table(words: Words) -> str:
    """Return the verdict rule as a Markdown table, with the thresholds of the code."""
    values = {
        "alpha": ALPHA,
        "min_events": MIN_EVENTS,
        "min_each_side": MIN_EACH_SIDE,
        "halving": HALVING,
    }
    rows = [
        [f"**{words.verdict(verdict)}**", words.text(f"known.rules.{rule}", **values)]
        for rule, verdict in RULES.items()
    ]
    lines = [[words.text("columns.verdict"), words.text("known.when")], ["---", "---"], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def matters_lines(words: Words) -> str:
    """Return the smallest changes that matter, with their reasons, as a Markdown list."""
    return "\n".join(
        "- "
        + words.text(
            "known.matters_line",
            name=words.text(f"known.matters.{name}"),
            citywide=_plain(_hundred(change.citywide)),
            area=_plain(_hundred(change.area)),
            same_city=_same(change.citywide),
            same_area=_same(change.area),
            reason=words.say(change.reason),
        )
        for name, change in smallest_changes().items()
    )


def ordinary_words(words: Words) -> list[str]:
    """Return the paragraphs on ordinary years, with the thresholds and what the study gave."""
    second = study.second_answers()
    is_trend = pl.col("scenario") == "trending"
    unchanged = second.filter(~is_trend, pl.col("ratio") == 1)
    values = {
        "windows": STAND_OUT_WINDOWS,
        "dates": RANK_DATES,
        "years": _plain(second["record_months"][0] / 12),
        "ordinary": _rounded(unchanged["stands_out"].max()),
        "trend": _rounded(second.filter(is_trend)["stands_out"].max()),
        "high": _plain(10 * HIGH_BEFORE),
    }
    section = "known.ordinary"
    return [words.text(f"{section}.{n}", **values) for n in range(len(words.lines(section)))]


def goals_table(words: Words) -> pl.DataFrame:
    """Return every goal beside what came out: aim, average, worst setting, and whether it held."""
    return columns.headings(
        pl.DataFrame(
            [
                {
                    "goal": words.text(f"known.goals.{goal.id}"),
                    "aim": f"{'≥' if goal.at_least else '≤'} {_plain(_hundred(goal.aim))}",
                    "average": f"{_hundred(goal.average):.1f}",
                    "worst": f"{_hundred(goal.worst):.1f}",
                    "settings": goal.settings,
                    "missed": goal.missed,
                    "reached": words.text(f"known.reached.{'yes' if goal.is_reached else 'no'}"),
                }
                for goal in study.goals()
            ]
        ),
        "known.columns",
        words,
    )


def months_table(words: Words) -> pl.DataFrame:
    """Return coverage and the chance per city by kind of months, nothing changed; all in %."""
    table = study.by_months()
    shares = [name for name in table.columns if name not in ("scenario", "correlation")]
    table = table.with_columns((pl.col(*shares) * 100).round(1))
    return columns.headings(
        table.with_columns(scenario=_scenarios(table, words)), "known.columns", words
    )


def range_lines(words: Words) -> str:
    """Return, per kind of range, its coverage and the settings in which it misses the aim."""
    lines = []
    for row in study.summary().to_dicts():
        outside = []
        if row["narrow"]:
            values = {
                "events": _plain(row["lowest_events"]),
                "scenario": words.text(f"known.scenarios.{_key(row['lowest_scenario'])}"),
                "months": _months(row, words),
            }
            outside.append(words.text("known.narrow", n=row["narrow"], **values))
        if row["wide"]:
            outside.append(words.text("known.wide", n=row["wide"]))
        lines.append(
            "- "
            + words.text(
                "known.range_line",
                name=words.text(f"known.ranges.{row['range']}"),
                average=f"{_hundred(row['average']):.1f}",
                lowest=f"{_hundred(row['lowest']):.1f}",
                highest=f"{_hundred(row['highest']):.1f}",
                n=row["settings"],
                outside=" ".join(outside) or words.text("known.inside"),
            )
        )
    return "\n".join(lines)


def alarm_lines(words: Words) -> str:
    """Return the false alarm rate of each design without verdicts."""
    return "\n".join(
        "- "
        + words.text(
            "known.alarm_plain",
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
    simulation, ranges, goals = study.study(), study.summary(), study.goals()
    compared = simulation.cells.filter(pl.col("what").is_in(study.COMPARED))
    by_area = compared.filter(pl.col("areas") > 1)
    return {
        "first": by_area["events_per_month"].min(),
        "last": _plain(by_area["events_per_month"].max()),
        "city": _plain(compared["events_per_month"].max()),
        "correlation": compared["correlation"].max(),
        "months": simulation.months_each_side,
        "record": compared["record_months"].min(),
        "low": _plain(_hundred(study.AIM[0])),
        "high": _plain(_hundred(study.AIM[1])),
        "strong": study.STRONG,
        "strong_low": _plain(_hundred(study.STRONG_AIM)),
        "kinds": len(ranges),
        "n": ranges["settings"].sum(),
        "narrow": ranges["narrow"].sum(),
        "wide": ranges["wide"].sum(),
        "within": (ranges["settings"] - ranges["narrow"] - ranges["wide"]).sum(),
        "lowest": f"{_hundred(ranges['lowest'].min()):.1f}",
        "highest": f"{_hundred(ranges['highest'].max()):.1f}",
        "goals": len(goals),
        "reached": sum(goal.is_reached for goal in goals),
        "day": words.day(simulation.made_on),
        "seed": simulation.seed,
    }


def study_table(words: Words) -> pl.DataFrame:
    """Return the whole study for display and download: one row per setting, shares in %."""
    cells = study.study().cells
    cells = cells.with_columns((pl.col(*(set(SHARES) & set(cells.columns))) * 100).round(2))
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
        "areas",
        pl.col("place").cast(pl.String),
        covered=(pl.col("covered") * 100).round(2),
        months_words=columns.of_rows(coverage, lambda row: _months(row, words)),
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
        cells["scenario"], lambda scenario: words.text(f"known.scenarios.{_key(scenario)}")
    )


def _months(row: dict[str, Any], words: Words) -> str:
    """Return how much the months of a setting scatter, and how they hang together."""
    prefix = "" if "alpha" in row else "lowest_"
    if row[f"{prefix}alpha"] is None:
        return words.text("known.months_scatter", scatter=_plain(row[f"{prefix}dispersion"]))
    if not row[f"{prefix}alpha"]:
        return words.text("known.months_chance")
    return words.text(
        "known.months_hang",
        alpha=_plain(row[f"{prefix}alpha"]),
        correlation=_plain(row[f"{prefix}correlation"]),
    )


def _same(fall: float) -> str:
    """Return the ratios between which a change does not matter."""
    return f"{1 - fall:.2f}–{1 / (1 - fall):.2f}"


def _rounded(share: Any) -> str:
    return f"{_hundred(share):.0f}"


def _key(scenario: str) -> str:
    return scenario.replace(" ", "_")


def _plain(value: Any) -> str:
    return f"{float(value):g}"


def _hundred(share: Any) -> float:
    return float(share) * 100
