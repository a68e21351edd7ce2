"""The register of sites as a table: one row per city, by name."""

from collections.abc import Sequence

import polars as pl

from dashboard.sites.declared import Candidate
from dashboard.sites.register import Site, agreed
from dashboard.words import Words, by_letter
from queries.change.goals import goals_of
from queries.declared import dictionary

DATASETS = ("force", "complaints", "calls")
NONE = "–"


def sites_table(
    sites: Sequence[Site], candidates: Sequence[Candidate], words: Words
) -> pl.DataFrame:
    """Return each city with the last settled days, agreement and number of goals, in words."""
    rows = [_published(site, words) for site in sites]
    rows += [_candidate(candidate, words) for candidate in candidates]
    names = {
        key: words.text(f"sites.columns.{key}")
        for key in ("city", "state", "standing", "agreement", "goals")
    }
    for dataset in DATASETS:
        name = words.say(dictionary.dataset(dataset))
        names[dataset] = words.text("sites.columns.settled", dataset=name)
    order = ("city", "state", "standing", *DATASETS, "agreement", "goals")
    rows.sort(key=lambda row: by_letter(row["city"]))
    schema = {names[key]: pl.String for key in order}
    return pl.DataFrame([{names[key]: row[key] for key in order} for row in rows], schema=schema)


def _published(site: Site, words: Words) -> dict[str, str]:
    row = {"city": site.name, "standing": words.text("sites.map.here")}
    vintage = site.vintage
    if vintage is None:
        return row | dict.fromkeys(("state", *DATASETS, "agreement", "goals"), NONE)
    spans = vintage.manifest.datasets
    return {
        **row,
        "state": vintage.city.state if vintage.city.is_real else NONE,
        **{name: words.day(spans[name].settled_to) if name in spans else NONE for name in DATASETS},
        "agreement": words.text(f"sites.columns.{'yes' if agreed(vintage) else 'no'}"),
        "goals": words.number(len(goals_of(vintage))),
    }


def _candidate(candidate: Candidate, words: Words) -> dict[str, str]:
    return {
        "city": candidate.name,
        "state": candidate.state,
        "standing": words.text("sites.map.candidate"),
        **dict.fromkeys((*DATASETS, "agreement", "goals"), NONE),
    }
