"""Workload and care in a month, as a section of a page."""

from dashboard.parts import plain
from dashboard.parts.call_hours import show_hours
from dashboard.parts.figure import show_plain_table
from dashboard.tables import workload as tables
from dashboard.words import Words, capital
from queries.records import calls, complaints
from queries.records.periods import Part
from queries.review import workload
from queries.review.month import Month
from queries.review.workload import CALLS, COMPLAINTS, FORCE, month_part
from queries.vintage.catalog import Vintage


def show_workload(vintage: Vintage, month: Month, words: Words) -> None:
    """Show the month's workload in the whole city, and say what its records cannot tell."""
    plain.header(words.text("workload.header"))
    parts = {
        name: part
        for name in (CALLS, FORCE, COMPLAINTS)
        if (part := month_part(vintage, name, month)) is not None
    }
    plain.text(words.text("workload.says", months=tables.months_words(parts.values(), words)))
    shares = workload.shares(vintage, month)
    if len(shares):
        title = words.text("workload.share_title")
        plain.subheader(title)
        table = tables.shares_table(shares, vintage, words)
        show_plain_table("workload_shares", table, title, words)
    if COMPLAINTS in parts:
        _show_complaints(parts[COMPLAINTS], words)
    if CALLS in parts and not calls.hours(parts[CALLS]).is_empty():
        show_hours(parts[CALLS], words)
    elif FORCE in parts:
        _show_force_hours(parts[FORCE], words)
    untold = tables.untold(shares, vintage, parts, month.month, words)
    plain.points(untold, words.text("workload.untold"))


def _show_complaints(part: Part, words: Words) -> None:
    """Show the complaints open at the end of the month by age, and how long they take to close."""
    if reason := complaints.why_not_timed(complaints.of_all_time(part)):
        plain.text(words.text(f"complaints.not_timed.{reason}"))
        return
    ages = workload.ages(part)
    month = words.month(part.period.first)
    plain.subheader(
        words.text(
            "workload.open_title",
            month=month,
            n=words.number(int(ages["n"].sum())),
            old=words.number(ages.filter(age="older")["n"].item()),
        )
    )
    alt = words.text("workload.open_alt", month=month)
    show_plain_table("workload_open", tables.ages_table(ages, words), alt, words)
    title = words.text("workload.close_title")
    plain.subheader(title)
    closing = workload.closing_part(part)
    days = complaints.days_to_close(closing)
    plain.text(words.text("workload.close_says", n=workload.months_of(closing), month=month))
    plain.points(tables.closing_lines(days, words))
    show_plain_table("workload_closing", tables.closing_table(days, words), title, words)


def _show_force_hours(part: Part, words: Words) -> None:
    shifts = workload.shifts(part)
    plain.subheader(words.text("workload.force_hours"))
    title = words.text(
        "workload.force_hours_title",
        nouns=capital(words.nouns(part.vintage.city.unit("force"))),
        month=words.month(part.period.first),
        n=words.number(int(shifts["n"].sum())),
    )
    show_plain_table("workload_force_hours", tables.shifts_table(shifts, words), title, words)
    if shifts["shift"].null_count() == len(shifts):
        plain.caption(words.text("workload.force_no_hours"))
