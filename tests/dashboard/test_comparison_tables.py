"""The table of a comparison in words: what stands beside a number that is small."""

from dashboard.tables.comparison import worded
from dashboard.words import load
from queries.change.compare import compare
from tests.handmade import change, monthly, vintage


def test_few_events_on_either_side_are_a_caution() -> None:
    """A count is marked where one period has few events, whichever it is."""
    counts = [
        *monthly("rose", "force", "2018-01", 24, 5),
        *monthly("fell", "force", "2016-01", 24, 5),
        *monthly("many", "force", "2016-01", 48, 5),
    ]
    areas = [(name, None, None) for name in ("fell", "many", "rose")]
    city = vintage(counts, areas=areas, policies=[change("p", "2018-01-01")])
    table = worded(compare(city, "force", policy_id="p"), load("en"))
    assert dict(table.select("area_id", "is_caution").iter_rows()) == {
        "": False,
        "fell": True,
        "many": False,
        "rose": True,
        "unknown": True,
    }
