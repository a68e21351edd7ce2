"""What a visitor asks of the records of force: city, area, period, and a policy to stand beside."""

from dataclasses import dataclass

import polars as pl
import streamlit as st

from dashboard.parts import ask
from dashboard.parts.choices import choose_city, usable_policies
from dashboard.parts.header import show_about, show_label
from dashboard.parts.state import choose
from dashboard.words import Words
from queries import force
from queries.catalog import UNKNOWN, Policy, Vintage
from queries.measures import measures
from queries.windows import Period

WHOLE = "city"
NO_POLICY = "none"


@dataclass(frozen=True)
class Asked:
    """One question to the records of force; `area` None is the whole city."""

    vintage: Vintage
    layer: str
    area: str | None
    period: Period
    policy: Policy | None

    @property
    def unit(self) -> str:
        """The noun of what this city's records of force count."""
        return self.vintage.unit(measures()["force"])

    def key(self, part: str, words: Words) -> tuple[str, ...]:
        """Return what tells a drawing of one part of the page from every other."""
        days = (one.isoformat() for one in self.period)
        city = (self.vintage.city_id, self.vintage.vintage, self.layer, str(self.area))
        return ("force", part, *city, *days, words.language)


def choose_force(page: str, words: Words) -> Asked | None:
    """Show the bar and return what was chosen; without records of force say so and return None."""
    bar = iter(st.columns(4))  # what a city does not offer leaves no gap
    with next(bar):
        city = choose_city(words)
    vintage = ask.vintage(city)
    show_label(vintage, words)
    if "force" not in vintage.manifest["datasets"]:
        reason = "not_at_hand" if "force" in vintage.city["access"] else "not_published"
        st.warning(
            words.text(
                "force.nothing", city=vintage.city["name"], reason=words.text(f"reasons.{reason}")
            )
        )
        show_about(page, vintage, None, words)
        return None
    scope = f"{city}_{words.language}"
    placed = [
        str(one["id"])
        for one in vintage.city["layers"]
        if vintage.is_placed(measures()["force"], str(one["id"]))
    ]
    layer = placed[0] if placed else str(vintage.layer()["id"])
    area = None
    if placed:
        with next(bar):
            layer, area = _choose_area(vintage, placed, scope, words)
    periods = force.periods(vintage)
    with next(bar):
        period = choose(
            "period",
            words.text("force.period"),
            list(periods),
            lambda one: _period_name(one, words),
            next(iter(periods)),
            scope,
        )
    policies = {one.id: one for one in usable_policies(vintage, layer)}
    policy = NO_POLICY
    if policies:
        with next(bar):
            policy = choose(
                "policy",
                words.text("force.policy"),
                [*policies, NO_POLICY],
                lambda one: (
                    policies[one].title[words.language]
                    if one in policies
                    else words.text("force.no_policy")
                ),
                next((one for one in policies if policies[one].measures), next(iter(policies))),
                scope,
            )
    if not placed:
        st.caption(words.text("force.whole_only"))
    _say_what_changed(vintage, periods[period], words)
    return Asked(vintage, layer, area, periods[period], policies.get(policy))


def _choose_area(
    vintage: Vintage, placed: list[str], scope: str, words: Words
) -> tuple[str, str | None]:
    """Offer the city, the areas of each layer that records are placed in, and the unknown one."""
    layer = placed[0]
    if len(placed) > 1:
        names = {str(one["id"]): one["names"][words.language] for one in vintage.city["layers"]}
        layer = choose(
            "layer", words.text("choices.layer"), placed, lambda one: names[one], placed[0], scope
        )
    areas = ask.areas(vintage, layer).filter(pl.col("valid_until").is_null())
    layer_name = vintage.layer(layer)["name"]
    named = {
        WHOLE: words.text("force.whole_city"),
        **{
            one: words.area(name, layer_name)
            for one, name in zip(areas["area_id"], areas["name"], strict=True)
        },
        UNKNOWN: words.text("area_unknown"),
    }
    chosen = choose(
        "area",
        words.text("force.area"),
        list(named),
        lambda one: named[one],
        WHOLE,
        f"{scope}_{layer}",
    )
    return layer, None if chosen == WHOLE else chosen


def _period_name(period: str, words: Words) -> str:
    if period.isdigit():
        return period
    return words.text(f"force.periods.{period}", months=force.LAST_MONTHS)


def _say_what_changed(vintage: Vintage, period: Period, words: Words) -> None:
    """Say what inside the period makes its months unlike one another."""
    lines = [
        words.text("force.gap", first=words.day(first), last=words.day(last))
        for first, last in force.gaps(vintage)
        if first <= period[1] and period[0] <= last
    ]
    lines += recording_lines(vintage, period, words)
    if lines:
        st.warning("\n\n".join(lines))


def recording_lines(vintage: Vintage, period: Period, words: Words) -> list[str]:
    """Return what the register says of changes in recording inside a period."""
    return [
        words.text(
            "force.recording",
            day=words.day(one.recording_since or one.effective_on),
            change=one.recording_change[words.language],
        )
        for one in force.recording_changes(vintage, period)
        if one.recording_change
    ]
