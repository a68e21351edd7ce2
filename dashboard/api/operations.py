"""The questions of the interface: each with its address, its parameters and the type of its answer.

The functions behind them are those of the pages and of the terminal.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec
from anyio.from_thread import run

from dashboard.api import agreements, calls, entries, goals, plans, register, surveys, types
from dashboard.api.parameters import LANGUAGE, Parameter
from dashboard.api.problems import Problem
from dashboard.api.selecting import selection_of
from dashboard.tables import answers, review, trends
from dashboard.web.asked import client_of
from dashboard.words import load
from queries.change.compare import Comparison, compare
from queries.change.designs import designs
from queries.change.trend import trend
from queries.declared.policy import Policy
from queries.errors import NoAnswer
from queries.quality import reports
from queries.records import filters
from queries.records import surveys as survey_records
from queries.records.select_runner import LONGEST_QUERY, select_rows
from queries.review.month import month_of
from queries.vintage.catalog import Vintage, cities
from queries.vintage.opened import opened
from queries.vintage.versions import is_pinned_by, offered, version

T = TypeVar("T")

REQUEST = "request"
"""The request itself among the values of an operation: who asks, and whether they still wait."""

FILTER = "filter"
"""The parameters of a filter, with their values, among the values of an operation."""

Arguments = dict[str, Any]
"""The values of an operation's parameters by name."""

CITY = Parameter(
    "city",
    "A published city's id.",
    is_in_path=True,
    is_required=True,
    known=lambda: list(cities()),
)
VINTAGE = Parameter("vintage", "A vintage's name; the published one without it.")
VERSION = Parameter(
    "version",
    "A version of the data: 2 is the newest kept 2.x.y, 2.1 the newest 2.1.y. Never a newer one.",
    "version",
)
DATASET = Parameter("dataset", "The records.", is_required=True, known=filters.datasets)
LAYER = Parameter("layer", "A layer of areas; the city's first without it.")
GEOMETRY = Parameter(
    "geometry",
    f"{entries.FULL}: with the polygon of each area, as without it; {entries.NONE}: without.",
    known=lambda: [entries.FULL, entries.NONE],
)
MEASURE = Parameter("measure", "A measure's id.", is_required=True)
POLICY = Parameter("policy", "A policy's id, whose day parts the two periods.")
ONLY_POLICY = Parameter("policy", "A policy's id; all policies of the register without it.")
AROUND = Parameter("policy", "A policy's id: what changed around it; no changes without it.")
AREA = Parameter("area", "An area's id in the layer; the whole city without it.")
ON = Parameter("on", "A day of your own that parts the two periods.", "day")


@dataclass(frozen=True)
class Operation:
    """A question: `path` under the interface's address, and the function that answers it.

    With `has_filter` it takes the parameters of a filter of records too.
    """

    id: str
    path: str
    says: str
    parameters: tuple[Parameter, ...]
    answer: Callable[[Arguments], Any]
    returns: Any
    has_filter: bool = False


def vintage_of(arguments: Arguments) -> Vintage:
    """Return the vintage that a question is about: the newest that has its name and its version.

    Raises Problem where none of those that are offered has.
    """
    published = opened(arguments["city"])
    name, pin = arguments.get("vintage"), arguments.get("version")
    if pin is None and name in (None, published.vintage):
        return published
    known = offered(published)
    if name is not None and name not in known:
        raise Problem(
            404,
            f"There is no vintage {name} of {arguments['city']}.",
            "no_such_vintage",
            parameter="vintage",
            found=name,
            allowed=tuple(known),
        )
    versions = {
        vintage: str(released.version)
        for vintage, (_, released) in known.items()
        if name in (None, vintage)
    }
    if pin is None:
        return opened(arguments["city"], name)
    meant = [vintage for vintage, number in versions.items() if is_pinned_by(pin, number)]
    if not meant:
        where = f"vintage {name} of {arguments['city']}" if name else arguments["city"]
        raise Problem(
            404,
            f"There is no version {pin} of {where}; another one is not given in its place.",
            "no_such_version",
            parameter="version",
            found=pin,
            allowed=tuple(versions.values()),
        )
    return opened(arguments["city"], meant[0])


def _compare(arguments: Arguments) -> types.Comparison:
    vintage = vintage_of(arguments)
    comparison = compare(
        vintage, arguments["measure"], arguments["layer"], _policy(arguments), **_when(arguments)
    )
    return _as(types.Comparison, answers.as_json(comparison, load(arguments["lang"])), vintage)


def _trend(arguments: Arguments) -> types.Trend:
    vintage, measure, policy = vintage_of(arguments), arguments["measure"], _policy(arguments)
    _one_of(arguments, "policy", "on")
    answer = trend(vintage, measure, None, policy, on=arguments["on"])
    plain: Comparison | NoAnswer
    try:
        plain = compare(vintage, measure, None, policy, on=arguments["on"])
    except NoAnswer as reason:
        plain = reason
    places = None
    with suppress(NoAnswer):
        places = designs(vintage, measure, policy) if policy else None
    return _as(types.Trend, trends.as_json(answer, plain, places, load(arguments["lang"])), vintage)


def _review(arguments: Arguments) -> types.Review:
    vintage = vintage_of(arguments)
    month = month_of(vintage, arguments["layer"], arguments["month"])
    return _as(types.Review, review.as_json(month, vintage, load(arguments["lang"])), vintage)


def _quality(arguments: Arguments) -> types.Quality:
    vintage = vintage_of(arguments)
    return _as(
        types.Quality,
        {
            "city": vintage.city_id,
            "vintage": vintage.vintage,
            "freshness": reports.freshness(vintage).to_dicts(),
            "fields": reports.fields(vintage).to_dicts(),
            "rows": reports.set_aside(vintage).to_dicts(),
            "call_years": calls.years(vintage, load(arguments["lang"])),
        },
        vintage,
    )


def _changes(arguments: Arguments) -> types.Changes:
    now = vintage_of(arguments)
    names = list(offered(now))
    known = names[names.index(now.vintage) + 1 :]
    since = arguments["since"] or (known[0] if known else None)
    if since is None or since not in known:
        raise Problem(
            404,
            f"There is no vintage {since} before {now.vintage}."
            if since
            else f"{now.vintage} is the first vintage that is kept: there is none to compare with.",
            "no_such_vintage",
            parameter="since",
            found=since,
            allowed=known,
        )
    return entries.changed(opened(arguments["city"], since), now, load(arguments["lang"]))


def _extract(arguments: Arguments) -> types.Extract:
    vintage, words = vintage_of(arguments), load(arguments["lang"])
    selection = selection_of(vintage, arguments["dataset"], arguments[FILTER])
    return entries.extract(vintage, selection, words)


def _sql(arguments: Arguments) -> types.SqlAnswer:
    vintage, request = vintage_of(arguments), arguments[REQUEST]
    layer = vintage.layer(arguments["layer"]).id
    selected = select_rows(
        vintage,
        layer,
        arguments["query"],
        client_of(request),
        lambda: not run(request.is_disconnected),
    )
    return types.SqlAnswer(
        city=vintage.city_id,
        vintage=vintage.vintage,
        layer=layer,
        query=arguments["query"],
        columns=[
            types.SqlColumn(name, kind)
            for name, kind in zip(selected.table.columns, selected.kinds, strict=True)
        ],
        rows=[msgspec.to_builtins(list(row)) for row in selected.table.iter_rows()],
        is_cut=selected.is_cut,
    )


def _agreements(arguments: Arguments) -> agreements.Agreements:
    vintage = vintage_of(arguments)
    found = agreements.agreements(vintage, _policies(vintage, arguments), load(arguments["lang"]))
    return agreements.Agreements(*_named(vintage), found)


def _goals(arguments: Arguments) -> goals.Goals:
    vintage = vintage_of(arguments)
    found = goals.goals(vintage, _policies(vintage, arguments), load(arguments["lang"]))
    return goals.Goals(*_named(vintage), found)


def _plans(arguments: Arguments) -> plans.Plans:
    vintage = vintage_of(arguments)
    found = plans.plans(_policies(vintage, arguments), load(arguments["lang"]))
    return plans.Plans(*_named(vintage), found)


def _surveys(arguments: Arguments) -> surveys.Surveys:
    vintage, words = vintage_of(arguments), load(arguments["lang"])
    policy = vintage.policy(arguments["policy"]) if arguments["policy"] else None
    layer, area = arguments["layer"], arguments["area"]
    if layer and not area:
        raise Problem(
            400,
            "A layer without an area: give both, or neither.",
            "parameter_missing",
            parameter="area",
        )
    answers = survey_records.asked(vintage)
    if area:
        layer = vintage.layer(layer).id
        answers = surveys.asked_in(vintage, layer, area)
    changes = surveys.changes(answers, policy, words) if policy else []
    return surveys.Surveys(
        *_named(vintage),
        layer=layer,
        area=area,
        policy=policy.id if policy else None,
        values=surveys.values(answers, words),
        changes=changes,
        cautions=surveys.cautions(changes, words),
        sources=surveys.sources(vintage, words),
        table=surveys.table(vintage),
    )


def _policies(vintage: Vintage, arguments: Arguments) -> Sequence[Policy]:
    """Return the policy that is asked about, or all of the register."""
    policy = _policy(arguments)
    return [vintage.policy(policy)] if policy else vintage.policies


def _named(vintage: Vintage) -> tuple[str, str, str]:
    """Return city, vintage and version, with which an answer begins."""
    return vintage.city_id, vintage.vintage, str(version(vintage))


def _policy(arguments: Arguments) -> str | None:
    policy: str | None = arguments["policy"]
    return policy


def _when(arguments: Arguments) -> dict[str, Any]:
    """Return the day or the two periods of a comparison around no policy."""
    ends = [arguments[name] for name in PERIODS]
    if any(end is not None for end in ends):
        for name in ("policy", "on"):
            if arguments[name] is not None:
                raise Problem(
                    400,
                    f"Give {name}, or two periods, not both.",
                    "one_of",
                    parameter=name,
                    found=str(arguments[name]),
                )
        missing = next((name for name in PERIODS if arguments[name] is None), None)
        if missing:
            raise Problem(
                400,
                f"Two periods need four days: {', '.join(PERIODS)}.",
                "parameter_missing",
                parameter=missing,
            )
        for first, last in (PERIODS[:2], PERIODS[2:]):
            if arguments[first] > arguments[last]:
                raise Problem(
                    400,
                    f"{last} is before {first}.",
                    "period_backward",
                    parameter=last,
                    found=str(arguments[last]),
                )
        return {"before": (ends[0], ends[1]), "after": (ends[2], ends[3])}
    _one_of(arguments, "policy", "on")
    return {"on": arguments["on"]} if arguments["on"] else {}


def _one_of(arguments: Arguments, *names: str) -> None:
    given = [name for name in names if arguments[name] is not None]
    if len(given) != 1:
        raise Problem(
            400,
            f"Give exactly one of {' and '.join(names)}; found {' and '.join(given) or 'none'}.",
            "one_of",
            parameter=names[0],
            found=", ".join(given),
            allowed=names,
        )


def _as(answer: type[T], content: dict[str, Any], vintage: Vintage) -> T:
    """Return plain data with the version of its vintage as a declared type.

    So no answer is other than it is described.
    """
    return msgspec.convert({**content, "version": str(version(vintage))}, answer)


PERIODS = ("before_from", "before_to", "after_from", "after_to")

OF_CITY = (CITY, VINTAGE, VERSION, LANGUAGE)

OPERATIONS = (
    Operation(
        "cities",
        "/cities",
        "The cities that are published.",
        (LANGUAGE,),
        lambda arguments: entries.cities_published(load(arguments["lang"])),
        list[types.CityEntry],
    ),
    Operation(
        "register",
        "/register",
        "The published cities with what each has, and the cities that may join with what their "
        "public data could answer. Nothing in it ranks or compares cities.",
        (LANGUAGE,),
        lambda arguments: register.register(load(arguments["lang"])),
        types.Register,
    ),
    Operation(
        "call_categories",
        "/call-categories",
        "Every city's calls by the shared vocabulary, year by year, and which can be compared.",
        (LANGUAGE,),
        lambda arguments: calls.call_categories(load(arguments["lang"])),
        types.CallCategories,
    ),
    Operation(
        "city",
        "/cities/{city}",
        "What a vintage of a city holds: datasets, layers of areas, sources.",
        OF_CITY,
        lambda arguments: entries.city(vintage_of(arguments), load(arguments["lang"])),
        types.CityAnswer,
    ),
    Operation(
        "fields",
        "/cities/{city}/fields",
        "The public fields of the records.",
        OF_CITY,
        lambda arguments: entries.fields(vintage_of(arguments), load(arguments["lang"])),
        list[types.FieldEntry],
    ),
    Operation(
        "measures",
        "/cities/{city}/measures",
        "The measures that the city's records support.",
        (*OF_CITY, LAYER),
        lambda arguments: entries.measures(
            vintage_of(arguments), arguments["layer"], load(arguments["lang"])
        ),
        list[types.MeasureEntry],
    ),
    Operation(
        "policies",
        "/cities/{city}/policies",
        "The policies of the city's register, oldest first.",
        OF_CITY,
        lambda arguments: entries.policies(vintage_of(arguments), load(arguments["lang"])),
        list[types.PolicyEntry],
    ),
    Operation(
        "agreements",
        "/cities/{city}/agreements",
        "The agreements behind policies: clauses with their texts, requests, answers and dissent.",
        (*OF_CITY, ONLY_POLICY),
        _agreements,
        agreements.Agreements,
    ),
    Operation(
        "goals",
        "/cities/{city}/goals",
        "The goals that were agreed, where each stands, and the numbers behind that.",
        (*OF_CITY, ONLY_POLICY),
        _goals,
        goals.Goals,
    ),
    Operation(
        "plans",
        "/cities/{city}/plans",
        "What was fixed before a policy's result was known, and which measures were not planned.",
        (*OF_CITY, ONLY_POLICY),
        _plans,
        plans.Plans,
    ),
    Operation(
        "surveys",
        "/cities/{city}/surveys",
        "What residents said when they were asked, with ranges, and what changed around a policy.",
        (*OF_CITY, AROUND, LAYER, AREA),
        _surveys,
        surveys.Surveys,
    ),
    Operation(
        "areas",
        "/cities/{city}/areas",
        "The areas of a layer, with their polygons or without.",
        (*OF_CITY, LAYER, GEOMETRY),
        lambda arguments: entries.areas(
            vintage_of(arguments),
            arguments["layer"],
            arguments["geometry"] or entries.FULL,
            load(arguments["lang"]),
        ),
        list[types.AreaEntry],
    ),
    Operation(
        "call_types",
        "/cities/{city}/call-types",
        "How the city's types of calls are read in the shared vocabulary, and how many are not.",
        OF_CITY,
        lambda arguments: calls.call_types(vintage_of(arguments), load(arguments["lang"])),
        types.CallTypes,
    ),
    Operation(
        "vintages",
        "/cities/{city}/vintages",
        "The published build of the city and the earlier ones that are kept, newest first.",
        (CITY, LANGUAGE),
        lambda arguments: entries.vintages(vintage_of(arguments), load(arguments["lang"])),
        list[types.VintageEntry],
    ),
    Operation(
        "changes",
        "/cities/{city}/changes",
        "What a vintage has otherwise than an earlier one: months, fields, verdicts.",
        (*OF_CITY, Parameter("since", "An earlier vintage; the one before it without it.")),
        _changes,
        types.Changes,
    ),
    Operation(
        "compare",
        "/cities/{city}/compare",
        "A measure before and after a policy, a day, or in two periods: city and areas.",
        (
            *OF_CITY,
            MEASURE,
            POLICY,
            ON,
            LAYER,
            *(
                Parameter(name, f"A day of two periods of your own: {name}.", "day")
                for name in PERIODS
            ),
        ),
        _compare,
        types.Comparison,
    ),
    Operation(
        "trend",
        "/cities/{city}/trend",
        "The city's months around a policy or day, and what the months before lead to expect.",
        (*OF_CITY, MEASURE, POLICY, ON),
        _trend,
        types.Trend,
    ),
    Operation(
        "review",
        "/cities/{city}/review",
        "What stood out in a month, beyond the usual variation between months.",
        (*OF_CITY, LAYER, Parameter("month", "A settled month; the latest without it.", "month")),
        _review,
        types.Review,
    ),
    Operation(
        "quality",
        "/cities/{city}/quality",
        "How complete, how recent and how much revised the city's data are.",
        OF_CITY,
        _quality,
        types.Quality,
    ),
    Operation(
        "extracts",
        "/cities/{city}/extracts",
        "How many records a filter selects, the first of them, and the addresses of their files.",
        (*OF_CITY, DATASET),
        _extract,
        types.Extract,
        has_filter=True,
    ),
    Operation(
        "sql",
        "/cities/{city}/sql",
        "What one SELECT selects from the public tables: the records of the files, areas, policies "
        "and measures.",
        (
            *OF_CITY,
            LAYER,
            Parameter(
                "query", "One SELECT in DuckDB's SQL.", is_required=True, longest=LONGEST_QUERY
            ),
        ),
        _sql,
        types.SqlAnswer,
    ),
)
