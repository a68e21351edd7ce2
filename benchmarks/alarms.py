"""`python -m benchmarks.alarms`: does the month keep its promise of few false alarms?

First it draws whole cities in which nothing changes (and others in which one measure rises), with a
season, months that follow each other and scatter, and counts the signals that a reader would have
read. Then it replays every month of every published city with the data up to then.
"""

import argparse
import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import NamedTuple

import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table
from scipy import special

from queries.dates import add_months
from queries.declared.measures import Measure, measures
from queries.review.judgement import Judgement, judged, judgement
from queries.review.monitoring import coarsest_layer
from queries.review.month_measures import month_choices
from queries.stats import Array
from queries.stats.constants import FALSE_ALARMS_A_YEAR, MONTHLY_CHART_EVENTS, SCATTER_LEAST
from queries.stats.cusum import EXCESS, chance_at, cusum
from queries.stats.usual import MonthlyRows, usual
from queries.vintage.catalog import UNKNOWN, Vintage, cities, open_city

SEED = 20_261_130

YEAR = 12

CITIES = 24
"""Cities drawn for each setting."""

COUNTS, SHARES, AREAS = 6, 6, 12
"""Measures of a drawn city, and its areas."""

EVERYWHERE = slice(None)

CORRELATION, SEASON = 0.3, 0.15
"""How much of what exceeds chance outlives the month, and how far the season lifts months."""


class Setting(NamedTuple):
    """What a drawn city is like: events a month in an area, dispersion, months of record."""

    mean: float
    dispersion: float
    months: int


SETTINGS = tuple(
    Setting(*drawn, months)
    for drawn in (*product((2.0, 10.0, 100.0), (1.0, 1.5, 3.0)), (100.0, 10.0), (1000.0, 30.0))
    for months in (24, 60, 120)
)
"""The last two scatter as calls do: by far more than chance."""


def drawn_city(
    rng: np.random.Generator,
    setting: Setting,
    rise: float = 1.0,
    since: int = 0,
    areas: slice = EVERYWHERE,
) -> Judgement:
    """Return the judgement of a city drawn with a setting.

    From month `since` on its first measure, a count, is `rise` times as frequent in some areas.
    Areas differ in size; half of the measures are shares of records that are drawn likewise.
    """
    first = int(rng.integers(YEAR))
    sizes = rng.dirichlet(np.full(AREAS, 5.0)) * AREAS
    names = ["", *(str(number) for number in range(AREAS)), UNKNOWN]
    kinds = [replace(measure, kind="count") for measure in list(measures().values())[:COUNTS]]
    kinds += [measure for measure in measures().values() if measure.kind == "share"][:SHARES]
    events, exposure = [], []
    for number, measure in enumerate(kinds):
        level = np.outer(sizes, np.full(setting.months, setting.mean, float))
        if number == 0:
            level[areas, since:] *= rise
        if measure.kind == "share":
            n = rng.poisson(4 * level).astype(float)
            x = rng.binomial(n.astype(int), _surplus(rng, setting, n.mean() / 4, first, 0.25))
        else:
            n = np.ones((AREAS, setting.months))
            x = rng.poisson(level * _surplus(rng, setting, setting.mean, first, 1))
        for values, city in ((events, x.sum(axis=0)), (exposure, _of_city(measure, n))):
            values.append(
                np.vstack([city, x if values is events else n, np.full(setting.months, np.nan)])
            )
    whole, at_risk = np.concatenate(events), np.concatenate(exposure)
    start = dt.date(2000, first + 1, 1)
    return judged(
        MonthlyRows(
            events=whole,
            exposure=at_risk,
            first=first,
            city=np.repeat(np.arange(len(kinds)) * len(names), len(names)),
            starts=np.zeros(whole.shape, np.int64),
            is_share=np.repeat([measure.kind == "share" for measure in kinds], len(names)),
        ),
        [measure for measure in kinds for _ in names],
        names * len(kinds),
        [add_months(start, number) for number in range(setting.months)],
        np.full(whole.shape, "", dtype=object),
    )


def _of_city(measure: Measure, n: Array) -> Array:
    return n.sum(axis=0) if measure.kind == "share" else n[0]


def _surplus(
    rng: np.random.Generator, setting: Setting, mean: float, first: int, share: float
) -> Array:
    """Return what multiplies each month's mean in each area (of a share: its chance in `share`).

    It has the season, and a gamma distribution that gives the setting's dispersion and whose months
    follow each other.
    """
    steps = _following(rng.standard_normal((AREAS, setting.months)))
    season = 1 + SEASON * np.cos(2 * np.pi * (first + np.arange(setting.months) - 6) / YEAR)
    if setting.dispersion == 1:
        return np.broadcast_to(season * (share if share < 1 else 1), steps.shape)
    size = mean / (setting.dispersion - 1)
    factor = special.gammaincinv(size, special.ndtr(steps)) / size
    return np.asarray(np.minimum(share * season * factor, 1.0 if share < 1 else np.inf))


def _following(steps: Array) -> Array:
    """Return standard normal steps, rows × months, of which each month's follows the last."""
    for month in range(1, steps.shape[1]):
        steps[:, month] = (
            CORRELATION * steps[:, month - 1] + np.sqrt(1 - CORRELATION**2) * steps[:, month]
        )
    return steps


def read_a_year(judgement: Judgement) -> tuple[int, float]:
    """Return how many signals a reader of every month would have read, and in how many years."""
    months = np.flatnonzero(judgement.false_alarms)
    return sum(len(judgement.raised(int(month))) for month in months), len(months) / YEAR


def promise() -> Table:
    """Return the signals a year of cities in which nothing changed, beside what was promised."""
    table = Table(title=f"Signals a year where nothing changed; promised {FALSE_ALARMS_A_YEAR:g}")
    for heading in ("events a month", "dispersion", *(f"{n} months" for n in (24, 60, 120))):
        table.add_column(heading, justify="right")
    rates: dict[tuple[float, float], list[str]] = {}
    for number, setting in enumerate(track(SETTINGS, "cities", transient=True)):
        rng = np.random.default_rng([SEED, number])
        counts = [read_a_year(drawn_city(rng, setting)) for _ in range(CITIES)]
        signals, years = (sum(values) for values in zip(*counts, strict=True))
        rates.setdefault(setting[:2], []).append(f"{signals / years:.1f}")
    for (mean, dispersion), row in rates.items():
        table.add_row(f"{mean:g}", f"{dispersion:g}", *row)
    return table


WITHIN = (1, 3, 6, 12)


def power(since: int = 48) -> Table:
    """Return the share of rises seen within some months, by the events that a row has a month.

    A rise of one area is looked for in its own row, a rise everywhere in that of the city.
    """
    table = Table(title="Rises seen, of 100, within so many months")
    for heading in ("where", "events a month", "dispersion", "rise", *map(str, WITHIN)):
        table.add_column(heading, justify="right")
    rises = product(
        (("area", slice(0, 1), 1), ("city", EVERYWHERE, 0)),
        (2.0, 10.0, 100.0),
        (1.0, 2.0),
        (1.25, 1.5, 2.0),
    )
    for number, ((where, areas, row), mean, dispersion, rise) in enumerate(
        track(list(rises), "rises", transient=True)
    ):
        rng = np.random.default_rng([SEED, number])
        setting = Setting(mean / (1 if where == "area" else AREAS), dispersion, since + WITHIN[-1])
        sides = np.array(
            [
                drawn_city(rng, setting, rise, since, areas).signals.side[row, since:] > 0
                for _ in range(CITIES)
            ]
        )
        shares = [100 * sides[:, :months].any(axis=1).mean() for months in WITHIN]
        table.add_row(
            where,
            f"{mean:g}",
            f"{dispersion:g}",
            f"{100 * rise - 100:.0f} %",
            *(f"{share:.0f}" for share in shares),
        )
    return table


ROWS, ROUNDS, RECORD = 3_000, 8, 120
"""Rows drawn at a time to find what estimated months add, how many times, and their months."""

NEAR = (2.5, 3.0, 3.5)
"""Limits at which their signals are counted: those that cities of this size come to."""

WIDEST = 0.3
"""The largest standard deviation, as a part of the level, that their months have beyond chance."""


def excess() -> Table:
    """Return, by the dispersion that rows are taken to have, how many times as many signals they
    raise as independent scores would (queries.stats.cusum.EXCESS).
    """
    at = np.array([*EXCESS])
    edges = np.concatenate([[1.0], np.sqrt(at[1:] * at[:-1]), [np.inf]])
    raised, looked = np.zeros((len(NEAR), len(at))), np.zeros(len(at))
    for number in track(range(ROUNDS), "rows", transient=True):
        rows = _drawn_rows(np.random.default_rng([SEED, number]))
        expected = usual(rows)
        is_judged = np.isfinite(expected.scores) & (expected.before >= SCATTER_LEAST)
        scores = np.where(
            is_judged & (expected.typical >= MONTHLY_CHART_EVENTS), expected.scores, np.nan
        )
        groups = np.digitize(expected.dispersion, edges) - 1
        looked += np.bincount(groups[np.isfinite(scores)], minlength=len(at))
        for row, limit in enumerate(NEAR):
            is_new = cusum(scores, np.array(limit), rows.starts).is_new
            raised[row] += np.bincount(groups[is_new], minlength=len(at))
    table = Table(title="Signals of drawn rows over those of independent scores")
    for heading in ("dispersion", *(f"at {limit}" for limit in NEAR), "together"):
        table.add_column(heading, justify="right")
    chances = chance_at(np.array(NEAR))
    for group, dispersion in enumerate(at):
        ratios = raised[:, group] / looked[group] / chances
        together = raised[:, group].sum() / looked[group] / chances.sum()
        table.add_row(f"{dispersion:g}", *(f"{ratio:.2f}" for ratio in (*ratios, together)))
    return table


def _drawn_rows(rng: np.random.Generator) -> MonthlyRows:
    """Return rows of counts of all sizes, each a city of its own, that scatter more or less."""
    mean = 10 ** rng.uniform(0.1, 3.5, ROWS)
    surplus = WIDEST * rng.uniform(0, 1, ROWS)
    steps = _following(rng.standard_normal((ROWS, RECORD)))
    size = (1 / surplus**2)[:, None]
    factor = special.gammaincinv(size, special.ndtr(steps)) / size
    peak = rng.uniform(0, YEAR, ROWS)[:, None]
    season = 1 + SEASON * np.cos(2 * np.pi * (np.arange(RECORD) - peak) / YEAR)
    events = rng.poisson(mean[:, None] * season * factor).astype(float)
    return MonthlyRows(
        events=events,
        exposure=np.ones(events.shape),
        first=0,
        city=np.arange(ROWS),
        starts=np.zeros(events.shape, np.int64),
        is_share=np.zeros(ROWS, bool),
    )


class Raised(NamedTuple):
    """A signal of a replay: the measure and area that lead it; was it one a month later too?"""

    measure: str
    area: str
    month: dt.date
    is_confirmed: bool | None


def replayed(vintage: Vintage, layer: str) -> tuple[list[Raised], float]:
    """Return every signal that a city's months would have raised, and the years replayed."""
    signals: list[Raised] = []
    months = month_choices(vintage, layer)[::-1]
    judged_months = 0
    for month in months:
        of_map = judgement(vintage, layer, month)
        at = of_map.months.index(month)
        judged_months += of_map.false_alarms[at] > 0
        for rows in of_map.raised(at):
            lead = next((row for row in rows if not of_map.area[row]), rows[0])
            following = of_map.why[lead, at + 1] == "" if at + 1 < len(of_map.months) else False
            signals.append(
                Raised(
                    of_map.measure[lead].id,
                    of_map.area[lead],
                    month,
                    bool(of_map.signals.side[lead, at + 1]) if following else None,
                )
            )
    return signals, judged_months / YEAR


def replay(chosen: list[str]) -> Iterator[Table]:
    """Yield what the months of each city would have raised, by city and by measure."""
    by_city = Table(title="Every month of every city, with the data up to then")
    headings = ("city", "areas", "years", "signals a year", "of the city", "still one a month on")
    for heading in headings:
        by_city.add_column(heading, justify="right")
    by_measure: dict[str, list[tuple[Raised, float]]] = {}
    for city in chosen:
        vintage = open_city(city)
        layer = coarsest_layer(vintage)
        signals, years = replayed(vintage, layer)
        if not years:  # no records, or too short ones
            continue
        confirmed = [signal.is_confirmed for signal in signals if signal.is_confirmed is not None]
        by_city.add_row(
            city,
            layer,
            f"{years:.1f}",
            f"{len(signals) / years:.1f}",
            f"{sum(not signal.area for signal in signals) / years:.1f}",
            f"{100 * sum(confirmed) / max(len(confirmed), 1):.0f} %",
        )
        for signal in signals:
            by_measure.setdefault(signal.measure, []).append((signal, years))
    yield by_city
    table = Table(title="By the measure that leads the signal")
    for heading in ("measure", "signals", "still one a month on"):
        table.add_column(heading, justify="right")
    for measure, rows in sorted(by_measure.items(), key=lambda item: -len(item[1])):
        confirmed = [signal.is_confirmed for signal, _ in rows if signal.is_confirmed is not None]
        table.add_row(
            measure, f"{len(rows)}", f"{100 * sum(confirmed) / max(len(confirmed), 1):.0f} %"
        )
    yield table


def main() -> None:
    """Print what was drawn and what was replayed; `excess` only where it is named."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.alarms")
    parser.add_argument(
        "parts",
        nargs="*",
        default=["promise", "power", "replay"],
        help="promise, power, replay (all three by default), excess",
    )
    parser.add_argument("--city", action="append", help="replay only this city; may be repeated")
    options = parser.parse_args()
    console = Console()
    if not console.is_terminal:
        console = Console(width=120)
    if "promise" in options.parts:
        console.print(promise())
    if "excess" in options.parts:
        console.print(excess())
    if "power" in options.parts:
        console.print(power())
    if "replay" in options.parts:
        console.print(*replay(options.city or list(cities())), sep="\n")


if __name__ == "__main__":
    main()
