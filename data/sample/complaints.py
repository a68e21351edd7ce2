"""complaints.csv: one row per allegation, with the complaint's own columns on each."""

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from data.sample.draw import (
    Flags,
    Texts,
    blank,
    members,
    numbered,
    one_of,
    pick,
    records,
    scatter,
    written,
)
from data.sample.force import RACES
from data.sample.mess import account, coordinates, faults, placed, with_spoilt
from data.sample.rates import Sample

ALLEGATIONS_N = (0.6, 0.27, 0.13)
FORCE = "Excessive force"
ALLEGATIONS = {
    "Discourtesy": 5,
    "Neglect of duty": 4,
    "Improper stop": 3,
    "Improper search": 2,
    "Biased policing": 1,
    "Property handling": 1,
}
FINDINGS = {
    "Sustained": 13,
    "Not Sustained": 20,
    "NOT SUSTAINED": 7,
    "Unfounded": 22,
    "Exonerated": 23,
    "Withdrawn": 10,
    "Mediated": 5,
}
OPEN = "Under review"
DISCIPLINE = {"Counseling": 4, "Written reprimand": 3, "Suspension": 2, "Dismissal": 1}
NO_DISCIPLINE = "None"
FILED_BY = {"Public": 82, "Department": 18}
DATES = ("%m/%d/%Y", "%Y-%m-%d")
"""The portal's date formats before and since formats_change_on."""


def write_complaints(folder: Path, sample: Sample) -> dict[str, Any]:
    """Write complaints.csv and return its true values: row accounting, placing, counts."""
    rng = np.random.default_rng([sample.seed, 2])
    plan, rates, total = sample.plan, sample.rates, sample.plan["complaints"]
    spec, change = plan["complaint"], plan["formats_change_on"]
    counts = scatter(rng, total, rates.complaints)
    at, area = records(rng, rates.days, counts, plan["time"]["hour"])
    received, retrieved = at.astype("M8[D]"), np.datetime64(plan["retrieved_on"])
    days_open = rng.lognormal(np.log(spec["median_days"]), 0.7, total).astype("m8[D]")
    closed = (received + days_open).astype("M8[ms]")
    is_open = closed >= retrieved
    old = np.flatnonzero(received < np.datetime64(spec["old_before"]))
    is_open[rng.choice(old, spec["old_open"], replace=False)] = True
    closed[is_open] = np.datetime64("NaT")

    point_faults = faults(rng, plan["unplaceable"]["complaints"], total)
    longitude, latitude = coordinates(sample.blocks, sample.blocks.draw(rng, area), point_faults)
    district, by_field = _districts(rng, sample, sample.column("district")[area], point_faults)

    force_alleged = rng.random(total) < spec["force_alleged"]
    complaint, step = members(1 + pick(rng, ALLEGATIONS_N, total))
    first = step == 0
    allegation = np.where(
        first & force_alleged[complaint], FORCE, one_of(rng, ALLEGATIONS, step.size)
    )
    finding = np.where(is_open[complaint], OPEN, one_of(rng, FINDINGS, step.size))
    race, discipline = _race_and_discipline(sample, total, finding)
    sustained = np.bincount(complaint, weights=finding == "Sustained") > 0
    complaints = pl.DataFrame(
        {
            "Complaint No": numbered("C", at, 4),
            "Received": written(at, *DATES, change),
            "Closed": written(closed, *DATES, change),
            "Incident Date": written(
                at - rng.exponential(18, total).astype("m8[D]"), *DATES, change
            ),
            "Filed By": one_of(rng, FILED_BY, total),
            "Complainant Race": race,
            "Outcome": np.where(sustained, "Sustained", finding[first]),
            "Incident District": district,
            "Longitude": longitude.cast(pl.String),
            "Latitude": latitude.cast(pl.String),
        }
    ).with_columns(blank("Incident District"), blank("Complainant Race"))
    allegations = pl.DataFrame(
        {
            "Allegation No": pl.Series(step + 1).cast(pl.String),
            "Allegation": allegation,
            "Finding": finding,
            "Discipline": discipline,
        }
    ).with_columns(blank("Discipline"))
    good = pl.concat([complaints[complaint], allegations], how="horizontal").with_columns(
        DATA_NOTE=pl.lit(plan["note"])
    )
    rows = with_spoilt(rng, good, plan["mess"]["complaints"])
    rows.write_csv(folder / "complaints.csv")

    by_point = int((point_faults == "").sum())
    return {
        **account(
            rows.height, total, plan["mess"]["complaints"], plan["unplaceable"]["complaints"]
        ),
        "placed": {
            "neighborhood": placed(total, by_point),
            "district": placed(total, by_point, by_field),
        },
        "allegations": good.height,
        "open": int(is_open.sum()),
        "open_old": int(is_open[old].sum()),
        "force_alleged": int(force_alleged.sum()),
        "sustained": int(sustained.sum()),
        "race_known": int((~np.isin(race, ["", "Not Known"])).sum()),
        "disciplined": int(np.isin(discipline, list(DISCIPLINE)).sum()),
    }


def _race_and_discipline(sample: Sample, total: int, finding: Texts) -> tuple[Texts, Texts]:
    """Return each complainant's race, if noted, and the discipline after each closed finding."""
    rng = np.random.default_rng(
        [sample.seed, 5]
    )  # a separate generator, so that other draws stay the same
    noted = rng.random(total) < sample.plan["complaint"]["race_noted"]
    race = np.where(noted, one_of(rng, RACES, total), "")
    measure = one_of(rng, DISCIPLINE, finding.size)
    kinds: list[Flags] = [finding == OPEN, finding == "Sustained"]
    return race, np.select(kinds, ["", measure], NO_DISCIPLINE)


def _districts(
    rng: np.random.Generator, sample: Sample, district: Texts, point_faults: Texts
) -> tuple[Texts, int]:
    """Return the district that each complaint names, and the number of names that match an area.

    Only complaints without a point name a district. Some of them name none, misspell it, or name a
    place outside the city.
    """
    spec = sample.plan["complaint"]
    pointless = rng.permutation(np.flatnonzero(point_faults == "blank"))
    ends = np.cumsum([spec["unnamed"], spec["out_of_city"], spec["misspelt"]])
    _, outside, misspelt, right = np.split(pointless, ends)
    names = np.full(district.size, "", dtype="U32")
    names[right] = district[right]
    names[misspelt] = np.vectorize(sample.plan["misspelt"].get)(district[misspelt])
    names[outside] = "Out of city"
    return names, right.size + misspelt.size
