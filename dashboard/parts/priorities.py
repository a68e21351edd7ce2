"""Residents' priorities: what people named as concerns, beside the measure that answers each."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from dashboard.parts import ask, plain
from dashboard.parts.around import Around
from dashboard.parts.figure import show_table
from dashboard.parts.glance import label, tone
from dashboard.parts.templates import show_template
from dashboard.parts.verdict import recordings
from dashboard.tables.comparison import worded
from dashboard.tables.priorities import priorities_table
from dashboard.words import Words, capital
from dashboard.words.markup import web_address
from dashboard.words.priorities import named_by, source_line
from dashboard.words.sentences import (
    details,
    headline,
    in_force,
    lack_words,
    latest_sentence,
    per_phrase,
    readable,
)
from queries.change.questions import latest_years, meant_policy
from queries.declared.measures import Measure, measures
from queries.declared.policy import Policy
from queries.errors import NoAnswer
from queries.manifest import Priority
from queries.vintage.catalog import Vintage

Shown = dict[str, Any]
"""What the template priorities.html shows of a concern."""


def show_priorities(
    vintage: Vintage,
    words: Words,
    *,
    area: tuple[str, str, str] | None = None,
    around: Around | None = None,
) -> None:
    """Show what residents of an area (layer, id and name) named, or of the whole city.

    An area without a list has that of the city, and is told so. Each measure is compared around
    the page's policy or days, or, where a page has none, around the policy that meant to move it.
    """
    every = vintage.city.priorities
    if not every:
        return
    layer, area_id, name = area or (vintage.layer().id, None, "")
    own = [entry for entry in every if (entry.layer, entry.area) == (layer, area_id)]
    shown = own if area_id and own else [entry for entry in every if entry.area is None]
    if not shown:
        return
    plain.subheader(words.text("priorities.title"))
    plain.text(words.text("priorities.says"))
    if area_id:
        plain.caption(words.text("priorities.area" if own else "priorities.only_city", area=name))
    else:
        plain.caption(words.text("priorities.city"))
    place = (layer, area_id if own else None)
    rows = [_row(entry, place, around, vintage, words) for entry in ranked(shown)]
    show_template(
        "priorities",
        rows=rows,
        caption=words.text("priorities.table"),
        heads=words.group("priorities.columns"),
        more=words.text("policies.link"),
    )
    if any(entry.share is not None for entry in shown):
        plain.caption(words.text("priorities.share_note"))
    place_name = name if area_id and own else words.text("priorities.whole_city")
    answers = [" ".join(row["texts"]) for row in rows]
    table = priorities_table(ranked(shown), answers, place_name, words)
    show_table("priorities", table, words)


def show_held(vintage: Vintage, words: Words) -> None:
    """Say how many priorities of residents a city has, or that it has none."""
    every = vintage.city.priorities
    if not every:
        plain.caption(words.text("priorities.none"))
        return
    days = sorted(entry.on for entry in every)
    first, last = words.day(days[0]), words.day(days[-1])
    n = words.number(len(every))
    plain.caption(words.text("priorities.held", n=n, first=first, last=last))


def ranked(entries: Sequence[Priority]) -> list[Priority]:
    """Return priorities, the newest list first and each by its ranks."""
    last = len(entries) + 1
    return sorted(
        entries, key=lambda entry: (-entry.on.toordinal(), entry.source, entry.rank or last)
    )


def _row(
    entry: Priority,
    place: tuple[str, str | None],
    around: Around | None,
    vintage: Vintage,
    words: Words,
) -> Shown:
    shown = {
        "concern": words.say(entry.concern),
        "named": capital(named_by(entry, words)),
        "source": source_line(entry, words),
        "link": web_address(entry.link or ""),
        "measure": "",
        "verdict": "",
        "tone": tone(None),
        "texts": [],
    }
    if entry.measure is None:
        why = words.say(entry.no_record or {})
        return {**shown, "texts": [f"{words.text('priorities.no_record')} {why}"]}
    return {**shown, **_answer(measures()[entry.measure], place, around, vintage, words)}


def _answer(
    measure: Measure,
    place: tuple[str, str | None],
    around: Around | None,
    vintage: Vintage,
    words: Words,
) -> Shown:
    """Return what the records show of a measure, in the words that other pages have for it."""
    name, (layer, area) = words.say(measure.name), place
    lack = vintage.lack(measure, layer)
    if lack is not None:
        reason = capital(lack_words(lack, words))
        return {"texts": [words.text("priorities.no_measure", measure=name, reason=reason)]}
    chosen = around or meant_policy(vintage, measure)
    if chosen is None:
        return {"measure": name, "texts": _latest_year(measure, vintage, words)}
    found = ask.comparison(vintage, measure.id, layer, chosen)
    if isinstance(found, NoAnswer):
        reason = words.no_answer(found)
        return {"texts": [words.text("priorities.no_measure", measure=name, reason=reason)]}
    table = worded(found, words)
    own = table.filter(pl.col("area_id") == area) if area else table.clear()
    row = (table if own.is_empty() else own).row(0, named=True)
    sentences = [
        headline(row, found, words),
        details(row, found, words),
        latest_sentence(row, found, words),
        *recordings([found], words, is_citywide=own.is_empty()),
    ]
    if isinstance(chosen, Policy):
        day = in_force(chosen, words)
        policy = words.say(chosen.title)
        sentences.append(words.text("priorities.around", policy=policy, day=day))
    return {
        "measure": name,
        "verdict": label(row["verdict"], words),
        "tone": tone(row["verdict"]),
        "texts": [sentence for sentence in sentences if sentence],
    }


def _latest_year(measure: Measure, vintage: Vintage, words: Words) -> list[str]:
    """Return the rate of the last whole year, where there is no policy to compare around."""
    years = latest_years(vintage, measure).head(1).to_dicts()
    if not years:
        return [words.text("overview.no_years", measure=words.say(measure.name))]
    factor = 1 if measure.denominator == "none" else readable(years[0]["rate"])
    return [
        words.text(
            "overview.level",
            first=words.day(year["first_on"]),
            last=words.day(year["last_on"]),
            rate=words.rate(year["rate"] * factor),
            per=per_phrase(measure, words, factor),
        )
        for year in years
    ]
