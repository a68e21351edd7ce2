"""A verdict at a glance: what stands large, what the small pictures show, and that text is text."""

import base64
import datetime as dt

import polars as pl
import pytest

from dashboard.charts.small import HEIGHT, on_scale, small_line
from dashboard.parts.glance import by_quarter, central, signed
from dashboard.parts.templates import rendered
from dashboard.words import load

WORDS = load("en")


def months(events: list[int | None], provisional: int = 0) -> pl.DataFrame:
    """Return a series from January 2020 with one unit of exposure a month."""
    n = len(events)
    first = pl.date_range(dt.date(2020, 1, 1), dt.date(2040, 1, 1), "1mo", eager=True).head(n)
    return pl.DataFrame(
        {
            "month": first,
            "events": pl.Series(events, dtype=pl.Int64),
            "exposure": [None if event is None else 1.0 for event in events],
            "is_provisional": [at >= n - provisional for at in range(n)],
        }
    )


@pytest.mark.parametrize(
    ("ratio", "shown"), [(0.71, "−29 %"), (1.4, "+40 %"), (2.4, "× 2.4"), (0.996, "−0.4 %")]
)
def test_a_change_has_its_sign(ratio: float, shown: str) -> None:
    """A fall has a minus, a rise a plus, and a doubling or more is a factor."""
    assert signed(ratio, WORDS).replace("\u00a0", " ") == shown


@pytest.mark.parametrize(
    ("verdict", "ratio", "after"),
    [
        ("no_clear_change", 0.8, 9),
        ("too_few_to_tell", 0.5, 2),
        ("not_comparable", 0.7, 9),
        ("about_the_same", 1.0, 9),
        (None, None, 0),
        ("fell", 0.0, 0),
        ("rose", float("inf"), 9),
    ],
)
def test_what_is_open_never_stands_large(verdict: str, ratio: float, after: int) -> None:
    """Without a clear verdict, or with no percent to say, there is no central figure."""
    row = {"verdict": verdict, "ratio": ratio, "after_events": after}
    assert central(row, WORDS) == ""
    assert central({"verdict": "fell", "ratio": 0.71, "after_events": 9}, WORDS) != ""


def test_a_quarter_is_three_settled_months() -> None:
    """Quarters end with the last settled month; one with a gap has no rate."""
    points = by_quarter(months([9, 1, 2, 3, None, 4, 5, 8], provisional=1), scale=10)
    assert points == [(dt.date(2020, 2, 1), 20.0), (dt.date(2020, 5, 1), None)]
    assert by_quarter(months([1, 2]), scale=1) == []


def test_the_scale_is_one_of_ratios() -> None:
    """No change is in the middle, a fall is as far from it as the rise that undoes it, ends cut."""
    assert on_scale(1) == 50
    assert on_scale(0.5) == 25 == pytest.approx(100 - on_scale(2))
    assert (on_scale(0), on_scale(0.01), on_scale(100), on_scale(float("inf"))) == (0, 0, 100, 100)


def test_a_small_line_starts_at_zero_and_shows_gaps() -> None:
    """A value of zero lies at the foot, a missing one breaks the line, the date is dashed."""
    days = [dt.date(2020, month, 1) for month in range(1, 6)]
    points = list(zip(days, [0.0, 4.0, None, 4.0, 2.0], strict=True))
    svg = base64.b64decode(small_line(points, dt.date(2020, 3, 1)).split(",")[1]).decode()
    path = svg.split('<path d="')[2].split('"')[0]
    assert path.startswith(f"M4.0 {HEIGHT - 4:.1f}h0L")
    assert path.count("M") == 2
    assert "stroke-dasharray" in svg
    assert "path" not in base64.b64decode(small_line([], None).split(",")[1]).decode()


def test_what_a_template_is_given_is_text() -> None:
    """A name with markup in it is shown letter by letter, in text and in attributes."""
    name = '<img src=x onerror=1>" onload="1'
    own = {"mark": "data:,", "city": name, "line": name}
    html = rendered("brand", home='/?city="><b>', own=own)
    assert "<img src=x" not in html
    assert "<b>" in html
    assert html.count("<") == len(["a", "img", "span", "b", "/b", "span", "/span", "/span", "/a"])
