"""force.csv: one row per officer, person and incident."""

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from data.sample.draw import (
    ISO_TIME,
    Flags,
    Ints,
    Times,
    blank,
    members,
    numbered,
    one_of,
    pick,
    records,
    scatter,
    written,
    yes,
)
from data.sample.mess import account, coordinates, faults, placed, with_spoilt
from data.sample.rates import Sample

LEVELS = (0.42, 0.33, 0.19, 0.06)
PERSON_INJURED = np.array([0.08, 0.22, 0.5, 0.75])
OFFICER_INJURED = np.array([0.03, 0.07, 0.11, 0.15])
PERSONS = (0.88, 0.1, 0.02)
OFFICERS = (0.45, 0.4, 0.15)
TYPES = np.array(
    [
        ("Control hold", "Escort hold", "Handcuffs with force"),
        ("Takedown", "Push", "Wrist lock"),
        ("Taser", "Pepper spray", "Fist or foot"),
        ("Baton to the head", "Firearm discharged", "Police dog bite"),
    ]
)
SHOW_OF_FORCE = "Show of force: firearm pointed"
REASONS = {"Resisted arrest": 5, "Assault on officer": 2, "Flight": 2, "Other": 1}
OUTCOMES = {"Within policy": 94, "Out of policy": 3, "Under review": 3}
SEXES = {"M": 78, "F": 20, "X": 1, "U": 1}
RESISTANCE = {"Passive": 3, "Active": 5, "Assaultive": 2}
RACES = {
    "Black or African American": 33,
    "White": 37,
    "Hispanic or Latino": 16,
    "Asian": 6,
    "American Indian or Alaska Native": 1,
    "Other Race": 2,
    "Not Known": 5,
}
RACE_LETTERS = np.array(["B", "W", "H", "A", "I", "O", "U"])
FILMED_SHARE = 0.8


def write_force(folder: Path, sample: Sample) -> dict[str, Any]:
    """Write force.csv and return its true values: row accounting, placing, counts."""
    rng = np.random.default_rng([sample.seed, 1])
    plan, rates, total = sample.plan, sample.rates, sample.plan["incidents"]
    weights = np.hstack([rates.force, rates.show_of_force])
    hours = plan["time"]["hour"]
    at, column = records(rng, rates.days, scatter(rng, total, weights), hours)
    is_shown, area = column >= rates.force.shape[1], column % rates.force.shape[1]
    level = np.where(is_shown, 0, pick(rng, LEVELS, total))
    policy = plan["deescalation"]
    attempted = rng.random(total) < np.where(
        at < np.datetime64(policy["effective_on"]),
        policy["attempted_before"],
        policy["attempted_after"],
    )
    pointed = is_shown | (rng.random(total) < 0.1)
    point_faults = faults(rng, plan["unplaceable"]["force"], total)
    longitude, latitude = coordinates(sample.blocks, sample.blocks.draw(rng, area), point_faults)
    change = plan["formats_change_on"]
    incidents = pl.DataFrame(
        {
            "Case Number": numbered("RV", at, 5),
            "Occurred": written(at, "%m/%d/%Y %H:%M", ISO_TIME, change),
            "Block Longitude": longitude,
            "Block Latitude": latitude,
            "District": sample.column("district")[area],
            "Reason": one_of(rng, REASONS, total),
            "Firearm Pointed": yes(pointed),
            "De-escalation Attempted": yes(attempted),
            "Crisis Involved": yes(rng.random(total) < 0.15),
            "Review Outcome": one_of(rng, OUTCOMES, total),
        }
    ).with_columns(_cameras(sample, total))
    persons_n, officers_n = 1 + pick(rng, PERSONS, total), 1 + pick(rng, OFFICERS, total)
    persons = _persons(rng, sample, at, np.where(is_shown, -1, level), persons_n)
    officers = _officers(rng, np.where(is_shown, -1, level), officers_n)

    incident, step = members(persons_n * officers_n)
    person = (np.cumsum(persons_n) - persons_n)[incident] + step // officers_n[incident]
    officer = (np.cumsum(officers_n) - officers_n)[incident] + step % officers_n[incident]
    # the first row has the incident's level; other rows have it or the level below
    row_level = np.maximum(level[incident] - (step > 0) * rng.integers(2, size=step.size), 0)
    types = TYPES[row_level, rng.integers(3, size=step.size)]
    uses = pl.DataFrame(
        {
            "Force Type": np.where(is_shown[incident], SHOW_OF_FORCE, types),
            "Force Level": row_level + 1,
        }
    )
    good = pl.concat(
        [incidents[incident], uses, officers[officer], persons[person]], how="horizontal"
    ).with_columns(DATA_NOTE=pl.lit(plan["note"]))
    rows = with_spoilt(rng, good, plan["mess"]["force"], " 00:00:00")
    rows.write_csv(folder / "force.csv")

    raceless = _is_raceless(sample, at)
    return {
        **account(rows.height, total, plan["mess"]["force"], plan["unplaceable"]["force"]),
        "placed": {
            layer: placed(total, int((point_faults == "").sum()))
            for layer in ("neighborhood", "district")
        },
        "persons": persons.height,
        "show_of_force": int(is_shown.sum()),
        "firearm_pointed": int(pointed.sum()),
        "deescalation_attempted": int(attempted.sum()),
        "high_level": int((level >= 2).sum()),
        "camera_noted": incidents["Camera Footage"].count(),
        "race_missing": {
            "month": plan["race_missing"],
            "incidents": int(raceless.sum()),
            "persons": int(persons_n[raceless].sum()),
        },
    }


def _cameras(sample: Sample, total: int) -> pl.Series:
    """Return whether a camera filmed each incident: Yes, No, or null if not noted."""
    rng = np.random.default_rng(
        [sample.seed, 4]
    )  # a separate generator, so that other draws stay the same
    noted = rng.random(total) < sample.plan["camera_noted"]
    filmed = yes(rng.random(total) < FILMED_SHARE)
    return pl.Series("Camera Footage", filmed).set(pl.Series(~noted), None)


def _persons(
    rng: np.random.Generator, sample: Sample, at: Times, level: Ints, counts: Ints
) -> pl.DataFrame:
    """Return one row per person; `level` is −1 where force was only shown."""
    incident, place = members(counts)
    size = incident.size
    race = pick(rng, list(RACES.values()), size)
    is_early = at[incident] < np.datetime64(sample.plan["formats_change_on"])
    shown_race = np.where(is_early, RACE_LETTERS[race], np.array(list(RACES))[race])
    is_shown = level[incident] < 0
    injured = (rng.random(size) < PERSON_INJURED[level[incident]]) & ~is_shown
    return pl.DataFrame(
        {
            "Subject No": place + 1,
            "Subject Race": np.where(_is_raceless(sample, at)[incident], "", shown_race),
            "Subject Sex": one_of(rng, SEXES, size),
            "Subject Age": np.clip(13 + rng.gamma(8, 2.4, size), 12, 90).astype(np.int64),
            "Subject Injured": yes(injured),
            "Subject Hospitalized": yes(injured & (rng.random(size) < 0.3)),
            "Subject Arrested": yes(rng.random(size) < np.where(is_shown, 0.35, 0.75)),
            "Subject Armed": yes(rng.random(size) < 0.12),
            "Resistance": one_of(rng, RESISTANCE, size),
        }
    ).with_columns(blank("Subject Race"))


def _officers(rng: np.random.Generator, level: Ints, counts: Ints) -> pl.DataFrame:
    """Return one row per officer; `level` is −1 where force was only shown."""
    incident, place = members(counts)
    # steps of 97 through 400 numbers: officers of one incident have different numbers
    number = 1000 + (rng.integers(400, size=counts.size)[incident] + 97 * place) % 400
    injured = rng.random(incident.size) < OFFICER_INJURED[level[incident]]
    return pl.DataFrame(
        {"Officer ID": number, "Officer Injured": yes(injured & (level[incident] >= 0))}
    )


def _is_raceless(sample: Sample, at: Times) -> Flags:
    """Return which times are in the month for which the race of persons is missing."""
    month: Flags = at.astype("M8[M]") == np.datetime64(sample.plan["race_missing"], "M")
    return month
