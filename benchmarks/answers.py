"""The queries behind each page, and the arithmetic of many comparisons."""

import time
from collections.abc import Callable

import numpy as np

from benchmarks.figures import Figures
from queries.change.compare import compare
from queries.grid.series import monthly
from queries.records import calls, complaints
from queries.records.periods import Part, periods_of
from queries.review.month import month_of
from queries.stats.comparison import compare_periods
from queries.vintage.answers import Answers
from queries.vintage.catalog import Vintage, open_city

PAGE_AIM_MS = {"Monthly review": 300.0}
"""Aim of a page's queries, once its vintage was asked before, where it is not USUAL_AIM_MS."""

USUAL_AIM_MS = 100.0
POLICY = "deescalation-2019"
MEASURE = "force_per_calls"


def measure(rows: int) -> Figures:
    """Return the milliseconds of each page's queries, first and again, and of comparisons."""
    figures = Figures("Queries of the pages", f"Sample city, {rows:,} calls")
    for page, ask in _pages().items():
        cold, warm = _cold_and_warm(ask)
        aim = PAGE_AIM_MS.get(page, USUAL_AIM_MS)
        figures.add_row(f"{page}: first", f"{cold:.0f} ms")
        figures.add_row(f"{page}: again", f"{warm:.0f} ms", f"≤ {aim:.0f} ms")
    for kind in ("rate", "share"):
        milliseconds = _comparisons(kind) * 1000
        figures.add_row(f"80 areas × 20 {kind}s compared", f"{milliseconds:.0f} ms", "≤ 200 ms")
    return figures


def _pages() -> dict[str, Callable[[Vintage], None]]:
    def what_changed(vintage: Vintage) -> None:
        compare(vintage, MEASURE, None, POLICY)
        monthly(vintage, MEASURE)
        vintage.areas("neighborhood")

    def your_neighborhood(vintage: Vintage) -> None:
        for measure in vintage.measures("neighborhood"):
            compare(vintage, measure.id, None, POLICY)
        vintage.areas("neighborhood")

    def compare_neighborhoods(vintage: Vintage) -> None:
        compare(vintage, MEASURE, None, POLICY)
        vintage.areas("neighborhood")

    def all_complaints(vintage: Vintage) -> None:
        part = _all(vintage, "complaints")
        for question in (
            complaints.steps,
            complaints.findings,
            complaints.allegations,
            complaints.closing,
            complaints.closing_curve,
            complaints.backlog,
        ):
            question(part)

    def all_calls(vintage: Vintage) -> None:
        part = _all(vintage, "calls")
        months = calls.months(part)
        counts = calls.settled(months, part)
        calls.categories(counts, part)
        calls.category_months(months, part)
        steps = calls.response_steps(part, calls.timed_starter(counts))
        calls.responses(steps, part)
        calls.response_months(steps, part, None)
        calls.outcomes(part)
        calls.crisis_months(months, part)
        calls.hours(part)

    def monthly_review(vintage: Vintage) -> None:
        month_of(vintage, "neighborhood")

    return {
        "Complaints": all_complaints,
        "Calls for service": all_calls,
        "What changed": what_changed,
        "Your neighborhood": your_neighborhood,
        "Compare neighborhoods": compare_neighborhoods,
        "Monthly review": monthly_review,
    }


def _all(vintage: Vintage, dataset: str) -> Part:
    return Part(vintage, dataset, "neighborhood", None, periods_of(vintage, dataset)[0])


def _comparisons(kind: str) -> float:
    """Return the seconds that the arithmetic of 20 measures in 80 areas takes, months scattered."""
    rng = np.random.default_rng(1)
    before, after = rng.poisson(rng.gamma(2, 1.5, (2, 80, 24))).astype(float)
    exposure = np.full(before.shape, 200.0)
    totals = [counts.sum(axis=1) for counts in (before, exposure, after, exposure)]

    def compared() -> None:
        for _ in range(20):
            compare_periods(*totals, (before, exposure), (after, exposure), kind=kind)

    return _seconds(compared)


def _cold_and_warm(ask: Callable[[Vintage], None], times: int = 5) -> tuple[float, float]:
    """Return milliseconds of the first asking of a vintage, and the median of later ones."""
    vintage = open_city("sample")
    cold = _seconds(lambda: ask(vintage))
    warm = []
    for _ in range(times):
        vintage.answers = Answers()  # the queries are timed, not the memory of their answers
        warm.append(_seconds(lambda: ask(vintage)))
    return cold * 1000, sorted(warm)[times // 2] * 1000


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
