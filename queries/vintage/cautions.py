"""The caveats that always apply to the records of a city."""

from collections.abc import Sequence

from queries.declared.measures import caveats, short_caveats
from queries.manifest import City, Manifest
from queries.texts import Text, Texts
from queries.vintage.catalog import Vintage
from queries.vintage.complaint_days import day_cautions

PARTS = ("civilian_cases_only", "public_complaints_only", "offenses_left_out", "no_deadly_force")
"""The caveats of a city which say that its records of a dataset are only a part of all."""

UNCHECKED = {"catalogue": "from_catalogue", "drafted": "unreviewed"}
"""The caveat on all records of a city, by a status of its pack that promises too little."""


def standing_codes(city: City, dataset: str, codes: Sequence[str] = ()) -> list[str]:
    """Return the codes of the caveats that always apply to a dataset of a city, in order.

    The caveats of the whole pack come first (a sample city, a pack that nobody checked), then
    `codes`, then the city's own caveat on the dataset.
    """
    return [
        *([] if city.is_real else ["sample_city"]),
        *([UNCHECKED[city.status]] if city.status in UNCHECKED else []),
        *codes,
        *([city.cautions[dataset]] if dataset in city.cautions else []),
    ]


def standing_texts(
    vintage: Vintage, dataset: str, codes: Sequence[str] = ()
) -> list[tuple[str, Text]]:
    """Return (code, text) of what always applies to a dataset; last, by which day it counts."""
    standing = standing_codes(vintage.city, dataset, codes)
    return [*((code, caveats()[code]) for code in standing), *day_cautions(vintage, dataset)]


def short_caution(city: City, dataset: str) -> Texts | None:
    """Return the city's own caveat on a dataset, in its short form if it has one; else None."""
    code = city.cautions.get(dataset)
    return short_caveats().get(code, caveats()[code]) if code else None


def parts_of(manifest: Manifest, dataset: str) -> list[Texts]:
    """Return, by language, of what the records of a dataset are only a part; empty if of all."""
    reason = manifest.datasets[dataset].rates_reason
    code = manifest.city.cautions.get(dataset)
    return [*([reason] if reason else []), *([caveats()[code]] if code and code in PARTS else [])]
