"""Addresses that nobody meant: every parameter of every page, with values from a seed."""

import random

from dashboard.pages import GROUPS

PAGES = [name for members in GROUPS.values() for name in members]

OPTIONS = {
    "city": ("sample",),
    "lang": ("en", "es"),
    "layer": ("neighborhood", "district"),
    "by": ("neighborhood", "district"),
    "policy": ("deescalation-2019", "mediators-2021", "own", "periods", "none"),
    "measure": ("force", "force_per_calls", "complaints", "force_deescalation"),
    "area": ("1", "5", "30", "unknown", "all"),
    "period": ("all", "last", "2019", "before", "after"),
    "dataset": ("force", "persons", "complaints", "allegations", "calls"),
    "build": (),
    "month": ("2023-11", "2016-01", "2020-04"),
    "cell": ("force", "complaints"),
    "cell_area": ("1", "unknown", "citywide"),
    "change": ("ratio", "steadied"),
    "category": ("violent", "unknown"),
    "priority": ("1", "4"),
    "who": ("persons", "complaints"),
    "attribute": ("race", "sex"),
    "part": ("year", "area"),
    "day": ("received_on", "closed_on", "occurred_on"),
    "column": ("incident_id", "occurred_on", "x"),
    "where.force_level": ("1", "3"),
    "where.district": ("1",),
    "where.is_behavioral_crisis": ("true", ""),
    "where.reason": ("x",),
    "least.force_level": ("1", "4"),
    "most.force_level": ("3", "0"),
    "least.priority": ("2",),
    "most.priority": ("1",),
    "least.person_count": ("1",),
    "most.person_count": ("2",),
    "where.no_such": ("1",),
    "least.no_such": ("1",),
    "least.": ("1",),
    "where.": ("1",),
}
"""Every parameter with some of the values that it may have."""

DAYS = ("date", "from", "to", "before_from", "before_to", "after_from", "after_to")

DAY_VALUES = (
    *("2019-04-01", "2020-02-29", "2016-01-01", "2017-12-31", "2023-12-31", "2019-13-01"),
    *("0001-01-01", "9999-12-31", "2019-04-01T10:00", "20190401", "2019-W14-1", "99999-01-01"),
)

STRANGE = (
    *("", " ", "0", "-1", "nan", "1e9", str(2**53), str(2**53 + 1), str(-(2**53) - 1), str(2**63)),
    *(str(2**64), "9" * 400, "9" * 5000, "-" + "9" * 5000, "--1", "-", "+1", "1.5", "٣", "²"),
    *("ñ", "日本語", "\u202e", "\u0000", "' or 1=1 --", "../..", "<b>", "%00", "a" * 3000, "None"),
)

LIMITS = ("least.", "most.")


def addresses(seed: int, count: int) -> list[tuple[str, dict[str, list[str]]]]:
    """Return pages with parameters; each page is there as often as any other."""
    dice = random.Random(seed)  # noqa: S311 - a seed, so that a failure comes again
    return [(PAGES[number % len(PAGES)], _parameters(dice)) for number in range(count)]


def _parameters(dice: random.Random) -> dict[str, list[str]]:
    names = [*OPTIONS, *DAYS]
    some = {name: _values(name, dice) for name in dice.sample(names, dice.randint(1, 8))}
    if dice.random() < 0.25:
        some |= {"policy": ["periods"]} | {name: _values(name, dice) for name in DAYS[3:]}
    elif dice.random() < 0.2:
        some |= {"policy": ["own"], "date": _values("date", dice)}
    return some


def _values(name: str, dice: random.Random) -> list[str]:
    own = DAY_VALUES if name in DAYS else OPTIONS[name]
    pool = own if own and dice.random() < 0.6 else STRANGE
    return [dice.choice(pool) for _ in range(dice.choice((1, 1, 1, 2)))]
