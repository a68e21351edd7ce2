"""The lines of a brief: zero at the bottom, gaps left open, the band where something is usual."""

import datetime as dt
import re
from xml.etree import ElementTree as Tree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.charts.paper import HEIGHT, MOST_STEPS, SMALL, WIDTH, Months, month_line, row_line

NUMBER = st.none() | st.just(0.0) | st.floats(1e-4, 1e7)
"""What a month can come to: unknown, nothing, a rate down to one record in a million, a count."""

SVG = "{http://www.w3.org/2000/svg}"


def months(
    values: list[float | None], low: float | None = None, high: float | None = None
) -> Months:
    """Return consecutive months of values with one usual range."""
    return Months(
        [
            {
                "month": dt.date(2020 + place // 12, place % 12 + 1, 1),
                "value": value,
                "usual_low": low,
                "usual_high": high,
            }
            for place, value in enumerate(values)
        ]
    )


def points(path: str) -> list[tuple[float, float]]:
    """Return the points of a line."""
    return [(float(x), float(y)) for x, y in re.findall(r"[ML]([\d.]+) ([\d.]+)", path)]


@given(st.lists(NUMBER, max_size=50), NUMBER)
def test_everything_lies_inside(values: list[float | None], high: float | None) -> None:
    """Whatever the months hold, line, band and dot are inside the picture, which is well formed."""
    for svg, size in (
        (row_line(months(values, None if high is None else 0.0, high)), SMALL),
        (month_line(months(values, None if high is None else 0.0, high), "x"), (WIDTH, HEIGHT)),
    ):
        root = Tree.fromstring(svg)  # noqa: S314 - our own
        for path in root.iter(f"{SVG}path"):
            for x, y in points(path.get("d", "")):
                assert -0.1 <= x <= size[0] + 0.1
                assert -0.1 <= y <= size[1] + 0.1
        assert len(list(root.iter(f"{SVG}circle"))) == int(bool(values) and values[-1] is not None)


def test_a_gap_stays_open() -> None:
    """A month that is not known cuts the line in two."""
    (line,) = re.findall(r'd="(M[^"]*)"', row_line(months([1, 2, None, 3, 4])))
    assert line.count("M") == 2
    assert line.count("L") == 2


def test_twice_as_much_is_twice_as_high() -> None:
    """The scale begins at zero: heights above the bottom are in proportion."""
    (line,) = re.findall(r'd="(M[^"]*)" fill="none" stroke="#1f5f8b"', row_line(months([10, 5, 0])))
    (_, full), (_, half), (_, none) = points(line)
    assert none - full == pytest.approx(2 * (none - half), abs=0.1)


@pytest.mark.parametrize(
    ("top", "scale"),
    [
        (1, ["0", "0.5", "1"]),
        (45, ["0", "20", "40", "60"]),
        (3_372, ["0", "1,000", "2,000", "3,000", "4,000"]),
    ],
)
def test_the_scale_has_round_numbers(top: float, scale: list[str]) -> None:
    """Its numbers are few, round, and reach the largest value."""
    texts = re.findall(r'text-anchor="end"[^>]*>([^<]*)<', month_line(months([top]), "x"))
    assert texts == scale
    assert len(texts) - 1 <= MOST_STEPS


def test_texts_are_text() -> None:
    """What stands at the last point is no markup."""
    assert "&lt;b&gt;" in month_line(months([1.0]), "<b>")
