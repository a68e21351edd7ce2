"""The cautions that are shown beside a comparison: changes in recording first, then the rest."""

from collections.abc import Sequence

from queries.declared import dictionary
from queries.declared.measures import Measure, caveats, datasets_of, events_of
from queries.grid.placing import Placing
from queries.grid.windows import Windows
from queries.quality import reports
from queries.stats.constants import FILLED_DIFFERS, PLACED_DIFFERS
from queries.texts import Filled, Text, Texts
from queries.vintage.catalog import Vintage
from queries.vintage.cautions import standing_codes
from queries.vintage.complaint_days import measure_day_cautions, needed_fields
from queries.vintage.recording import recording_changes


def cautions_of(
    vintage: Vintage, measure: Measure, windows: Windows, placing: Placing | None, codes: list[str]
) -> list[tuple[str, Text]]:
    """Return (code, text by language) of all cautions of a comparison.

    Changes in recording come first, then the caveats of the city, of this comparison (`codes`) and
    of the measure. `placing` is None for a comparison of the whole city only.
    """
    changes = [
        (f"recording_{policy.recording}", policy.recording_change)
        for policy in recording_changes(
            vintage, datasets_of(measure), windows.before_from, windows.after_to
        )
        if policy.recording_change
    ]
    return [
        *changes,
        *_filled_otherwise(vintage, measure, windows),
        *_placed_otherwise(placing),
        *standing_cautions(vintage, measure, codes),
    ]


def standing_cautions(
    vintage: Vintage, measure: Measure, codes: Sequence[str] = ()
) -> list[tuple[str, Text]]:
    """Return (code, text by language) of the cautions that a measure always has in a city."""
    texts = caveats()
    standing = standing_codes(vintage.city, events_of(measure)[0].dataset, codes)
    return [
        *((code, texts[code]) for code in standing),
        *measure_day_cautions(vintage, measure),
        *((code, texts[code]) for code in measure.caveats),
    ]


def _filled_otherwise(
    vintage: Vintage, measure: Measure, windows: Windows
) -> list[tuple[str, Text]]:
    """Return a caution for each needed field that is filled more often in one window."""
    fields = reports.fields(vintage)
    needed = needed_fields(vintage, measure)
    cautions: list[tuple[str, Text]] = []
    for dataset, field in sorted(needed):
        before, after = (
            reports.filled_between(fields, dataset, field, period) for period in windows.periods
        )
        if before is None or after is None or abs(after - before) < FILLED_DIFFERS:
            continue
        shares = {"before": f"{before * 100:.0f}", "after": f"{after * 100:.0f}"}
        name = dictionary.field(field)
        text = Filled(caveats()["recording_filled"], {"field": name, **shares})
        cautions.append(("recording_filled", text))
    return cautions


def _placed_otherwise(placing: Placing | None) -> list[tuple[str, Text]]:
    """Return a caution if the share of records with an area differs between the windows."""
    if placing is None or not placing.is_enough or abs(placing.bias - 1) < PLACED_DIFFERS:
        return []
    before, after = placing.shares[0]
    shares: dict[str, str | Texts] = {
        "before": f"{before * 100:.0f}",
        "after": f"{after * 100:.0f}",
    }
    code = "recording_placed"
    return [(code, Filled(caveats()[code], shares))]
