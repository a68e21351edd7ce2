"""survey.csv: what residents say, per wave, topic and district, as shares with their weights."""

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from data.sample.draw import Floats
from data.sample.rates import Sample
from queries.dates import add_months

QUESTIONS = {
    "trust": "How much do you trust the police? (a great deal or somewhat)",
    "safety": "How safe do you feel in your neighborhood at night? (very or somewhat)",
    "respect": "Do the police treat people like you with respect? (always or mostly)",
    "voice": "Do the police listen to the concerns of residents? (always or mostly)",
}


def write_survey(folder: Path, sample: Sample) -> int:
    """Write survey.csv, one row per wave, topic and district or city; return its rows.

    Whoever answers agrees or not with the planned share of the wave and has a weight of their own.
    A row holds the weighted share, the number of people, and what the weights do to it: Kish's
    design effect, 1 + the squared coefficient of variation of the weights.
    """
    rng = np.random.default_rng([sample.seed, 7])
    spec, districts = sample.plan["survey"], sample.plan["districts"]
    rows = []
    for starts_on in _waves(sample.plan):
        weights = rng.lognormal(0, spec["weight_spread"], spec["people"])
        home = rng.integers(len(districts), size=spec["people"])
        for topic, question in QUESTIONS.items():
            agrees = rng.random(spec["people"]) < _share(sample.plan, topic, starts_on)
            for name, is_asked in [
                ("", np.full(home.size, fill_value=True)),
                *((district["name"], home == i) for i, district in enumerate(districts)),
            ]:
                rows.append(
                    {
                        "Wave Start": starts_on,
                        "Wave End": add_months(starts_on, 1) - dt.timedelta(days=1),
                        "District": name,
                        "Topic": topic,
                        "Question": question,
                        **_answered(agrees[is_asked], weights[is_asked]),
                    }
                )
    pl.DataFrame(rows).with_columns(DATA_NOTE=pl.lit(sample.plan["note"])).write_csv(
        folder / "survey.csv"
    )
    return len(rows)


def _waves(plan: dict[str, Any]) -> list[dt.date]:
    """Return the first day of each month in which residents are asked."""
    years = range(plan["first_day"].year, plan["last_day"].year + 1)
    return [dt.date(year, month, 1) for year in years for month in plan["survey"]["months"]]


def _share(plan: dict[str, Any], topic: str, day: dt.date) -> float:
    """Return the planned share of residents who agree on a day."""
    spec = plan["survey"]
    is_after = day >= plan["deescalation"]["effective_on"]
    return float(spec["share"][topic] + is_after * spec["added_after"][topic])


def _answered(agrees: Floats, weights: Floats) -> dict[str, float]:
    share = float(np.average(agrees, weights=weights))
    effect = weights.size * float(np.sum(weights**2)) / float(np.sum(weights)) ** 2
    return {
        "Agree Percent": round(100 * share, 1),
        "Respondents": weights.size,
        "Design Effect": round(effect, 3),
    }
