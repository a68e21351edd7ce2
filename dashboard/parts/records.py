"""Head and foot of pages about one dataset: the selected part, its cautions, the link to files."""

import datetime as dt
from collections.abc import Sequence
from typing import TypeVar

from dashboard.parts import plain
from dashboard.parts.bar import show_bar
from dashboard.parts.choices import area_names, layer_offer
from dashboard.parts.cities import city_offer, selected_vintage
from dashboard.parts.header import show_about, show_label, show_title
from dashboard.parts.links import show_link
from dashboard.parts.state import Offer, selected
from dashboard.parts.verdict import cautions
from dashboard.words import Words
from dashboard.words.records import part_texts, said_parts
from queries.change.compare import Comparison
from queries.declared import dictionary
from queries.declared.measures import caveats
from queries.records.filters import Filter
from queries.records.periods import (
    Part,
    Period,
    periods_of,
    standing_for,
    usable_layers,
)
from queries.vintage import catalog
from queries.vintage.catalog import UNKNOWN, Vintage
from queries.vintage.cautions import standing_texts
from queries.vintage.complaint_days import day_cautions
from queries.vintage.recording import recording_changes

ALL = "all"
KEPT = 512

Answer = TypeVar("Answer")


def begin(page: str, dataset: str, words: Words, period: str = ALL) -> Part | None:
    """Show the head of a page and return the selected part; None if the city has no such records.

    `period` is the default period. Without records the page is complete: it says why, and which
    cities have some.
    """
    show_title(page, words)
    vintage = selected_vintage(words)
    if dataset not in vintage.manifest.datasets:
        show_bar([city_offer(words)])
        show_label(vintage, words)
        _say_absent(vintage, dataset, words)
        show_about(page, vintage, None, words)
        return None
    periods = {period.id: period for period in periods_of(vintage, dataset)}
    spans = _period_offer(vintage, dataset, periods, period, words)
    layer, places = _place_offers(vintage, dataset, words)
    show_bar([city_offer(words), spans, *places])
    if not places:
        plain.caption(words.say(caveats()["not_by_area"]))
    area = selected(places[-1]) if places else ALL
    selected_period = periods[selected(spans)]
    part = Part(vintage, dataset, layer, None if area == ALL else area, selected_period)
    show_label(vintage, words)
    _say_first(part, words)
    return part


def end(
    page: str,
    part: Part,
    codes: tuple[str, ...],
    words: Words,
    answers: Sequence[Comparison] = (),
    said: Sequence[str] = (),
) -> None:
    """Show the cautions, the link to the records, and the questions of the page.

    Cautions are the caveats of `codes`, the city's own, and those of the `answers`, without those
    that are `said` on the page already, where they matter.
    """
    standing = [text for _, text in standing_texts(part.vintage, part.dataset)]
    texts = [words.say(text) for text in (*standing, *(caveats()[code] for code in codes))]
    texts += cautions(answers, words)
    above = {*said, *part_texts(part.vintage, part.dataset, words)}
    left = [text for text in dict.fromkeys(texts) if text not in above]
    plain.cautions(left, words.text("answer.cautions"))
    show_link("get_the_data", words.text("records.take"), _taken(part).to_query())
    show_about(page, part.vintage, part.vintage.unit(standing_for(part.dataset)), words)


def _taken(part: Part) -> Filter:
    """Return the filter that selects the records of a part."""
    return Filter(
        part.vintage.city_id,
        part.dataset,
        part.layer,
        first=part.period.first,
        last=part.period.last,
        areas=() if part.area_id is None else (part.area_id,),
    )


def area_words(part: Part, words: Words) -> str:
    """Return the name of the part's area, or the city's name without one."""
    if part.area_id is None:
        return words.say(part.vintage.city_name)
    return _names(part.vintage, part.layer, words)[part.area_id]


def _period_offer(
    vintage: Vintage, dataset: str, periods: dict[str, Period], default: str, words: Words
) -> Offer:
    return Offer(
        "period",
        words.text("records.period"),
        {option: period_name(period, words) for option, period in periods.items()},
        default if default in periods else ALL,
        f"{vintage.city_id}_{dataset}_{words.language}",
    )


def period_name(period: Period, words: Words) -> str:
    """Return the name of a period: the last 12 settled months, before a policy, 2019."""
    policy = words.say(period.policy.title) if period.policy else ""
    return words.text(f"records.periods.{period.kind}", policy=policy, year=period.first.year)


def _place_offers(vintage: Vintage, dataset: str, words: Words) -> tuple[str, list[Offer]]:
    """Return the layer and the lists of layers and areas; no lists if no layer places enough."""
    layers = {layer.id: layer for layer in usable_layers(vintage, dataset)}
    if not layers:
        return vintage.layer().id, []
    kinds = layer_offer(layers, f"{vintage.city_id}_{dataset}_{words.language}", words)
    layer = selected(kinds)
    areas = Offer(
        "area",
        words.text("records.area"),
        {ALL: words.text("records.all_areas"), **_names(vintage, layer, words)},
        ALL,
        f"{vintage.city_id}_{dataset}_{layer}_{words.language}",
    )
    return layer, [kinds, areas]


def _names(vintage: Vintage, layer: str, words: Words) -> dict[str, str]:
    return {**area_names(vintage, layer, words), UNKNOWN: words.text("area_unknown")}


def _say_absent(vintage: Vintage, dataset: str, words: Words) -> None:
    reason = "not_at_hand" if dataset in vintage.city.access else "not_published"
    having = [words.say(name) for name in catalog.cities_with(dataset)]
    plain.warning(
        words.text(
            f"records.absent.{reason}",
            city=words.say(vintage.city_name),
            dataset=words.say(dictionary.dataset(dataset)),
        )
    )
    if having:
        plain.text(words.text("records.having", cities=", ".join(having)))


def _say_first(part: Part, words: Words) -> None:
    """Warn, before any number, of unfair samples, changes in recording, and gaps."""
    partly = said_parts(part.vintage, part.dataset, words)
    if partly:
        plain.warning(partly if part.is_fair else f"{partly} {words.text('records.no_shares')}")
    for _, text in day_cautions(part.vintage, part.dataset):
        plain.warning(words.say(text))
    period = (part.period.first, part.period.last)
    for line in recording_lines(part.vintage, part.dataset, *period, words):
        plain.warning(line)
    for gap in part.vintage.gaps(standing_for(part.dataset)):
        if gap[0] <= part.drawn_to and period[0] <= gap[1]:
            first, last = (words.day(day) for day in gap)
            plain.warning(words.text("records.gap", first=first, last=last))
    period_text = words.period(period)
    plain.caption(words.text("records.shown", area=area_words(part, words), period=period_text))


def recording_lines(
    vintage: Vintage, dataset: str, first: dt.date, last: dt.date, words: Words
) -> list[str]:
    """Return the policy register's changes in the recording of a dataset inside a period."""
    return [
        words.text(
            "records.recording",
            day=words.day(policy.recorded_from),
            change=words.say(policy.recording_change),
        )
        for policy in recording_changes(vintage, [dataset], first, last)
        if policy.recording_change
    ]
