"""What answers consist of: the types from which the document is written and answers are checked."""

import datetime as dt
from typing import Any, Literal

import msgspec


class CityEntry(msgspec.Struct):
    """A city that is published. `is_real` is false for the city that is made up."""

    id: str
    name: str
    is_real: bool
    status: str
    vintage: str
    version: str


class Span(msgspec.Struct):
    """What a dataset covers; days after `settled_to` are provisional."""

    id: str
    name: str
    records: int
    first_on: dt.date
    last_on: dt.date
    settled_to: dt.date
    has_rates: bool


class LayerEntry(msgspec.Struct):
    """A layer of areas, such as neighborhoods or police districts."""

    id: str
    name: str
    areas: int


class SourceEntry(msgspec.Struct):
    """Where records come from, the day on which they were retrieved, and their licence.

    `licence` is its name in data packages, null where none was found; `terms` says it in words.
    """

    id: str
    origin: str
    retrieved_on: dt.date
    datasets: list[str]
    licence: str | None
    terms: str


class CityAnswer(msgspec.Struct):
    """One vintage of a city: what it holds and where that is from."""

    id: str
    name: str
    is_real: bool
    status: str
    vintage: str
    version: str
    datasets: list[Span]
    layers: list[LayerEntry]
    sources: list[SourceEntry]


class GoalEntry(msgspec.Struct):
    """A goal that a policy's parties agreed, the day it is due, and where it stands."""

    policy: str
    measure: str
    by: dt.date
    state: str
    text: str


class FirstAnswer(msgspec.Struct):
    """The verdict that a city's pages open with; it belongs to its cautions."""

    policy: str
    measure: str
    verdict: str | None
    sentence: str
    cautions: list[str]


class RegisteredCity(msgspec.Struct):
    """A published city as the register has it. `agreements` are the ids of policies with one.

    Longitude and latitude are the middle of its areas; null for an invented city, or without a map.
    `first_answer` is null where no policy can be compared.
    """

    id: str
    name: str
    state: str
    is_real: bool
    status: str
    vintage: str
    version: str
    longitude: float | None
    latitude: float | None
    datasets: list[Span]
    agreements: list[str]
    goals: list[GoalEntry]
    first_answer: FirstAnswer | None


class CandidateRecords(msgspec.Struct):
    """Records that a candidate has made public. The numbers are null until its files are read."""

    dataset: str
    origin: str
    link: str | None
    rows_read: int | None
    records: int | None
    first_on: dt.date | None
    last_on: dt.date | None


class MeasureNeed(msgspec.Struct):
    """What a measure lacks: `kind` with the dataset and field that it is about, and in words."""

    kind: str
    dataset: str | None
    field: str | None
    text: str


class CandidateMeasure(msgspec.Struct):
    """A measure and where it stands: could (be answered today), needs (something) or not_read."""

    id: str
    name: str
    state: str
    needs: list[MeasureNeed]


class CandidateEntry(msgspec.Struct):
    """A city that may join; `read_on` is null until its files are read.

    `questions` counts what a person has to decide, `faults` are rules of a build that the files
    break as they stand.
    """

    id: str
    name: str
    state: str
    longitude: float
    latitude: float
    read_on: dt.date | None
    records: list[CandidateRecords]
    measures: list[CandidateMeasure]
    questions: int | None
    faults: list[str]


class Register(msgspec.Struct):
    """The cities of the site and those that may join, by name; the caution belongs to them."""

    caution: str
    cities: list[RegisteredCity]
    candidates: list[CandidateEntry]


class FieldEntry(msgspec.Struct):
    """A public field of a dataset. `share_filled` is that of all its records."""

    dataset: str
    name: str
    label: str
    kind: str
    vocabulary: str | None
    is_published: bool


class Reason(msgspec.Struct):
    """Why something cannot be compared, as a code and in words."""

    code: str
    text: str


class AcrossCities(msgspec.Struct):
    """Whether a measure that rests on a shared vocabulary can stand beside other cities'.

    `years` can be compared; `reasons` say what keeps the other years from it.
    """

    vocabulary: str
    is_comparable: bool
    years: list[int]
    reasons: list[Reason]


class MeasureEntry(msgspec.Struct):
    """A measure: events per what, with its meaning; `by_area` says whether areas can be shown.

    `across_cities` is null for a measure that rests on no shared vocabulary: each city counts it in
    its own way, and its levels cannot be compared.
    """

    id: str
    name: str
    sentence: str
    numerator: str
    denominator: str
    scale: int
    better: str
    by_area: bool
    across_cities: AcrossCities | None


class PolicyStep(msgspec.Struct):
    """A dated step of a policy's story; `until` is the last day of one that took several."""

    on: dt.date
    until: dt.date | None
    kind: str
    text: str | None
    link: str | None


class PolicyEntry(msgspec.Struct):
    """A policy of the register; `measures` names what it was meant to move, and which way.

    `says` is its content in plain words, `groups` are those at the table, `steps` its story, oldest
    first; what the register does not say is null or empty. `recording` says whether the policy
    changed what is recorded: unchanged, caution (perhaps) or breaks (so there is no verdict across
    it). Where `is_day_known` is false, only the month of `effective_on` is.
    """

    id: str
    title: str
    effective_on: dt.date
    is_day_known: bool
    announced_on: dt.date | None
    source: str
    link: str | None
    measures: dict[str, str]
    says: str | None
    groups: list[str]
    groups_note: str | None
    steps: list[PolicyStep]
    recording: str
    recording_change: str | None
    has_agreement: bool
    has_goals: bool
    has_plan: bool


class AreaEntry(msgspec.Struct):
    """An area of a layer on the latest map. `geometry` is GeoJSON; null without a polygon."""

    id: str
    name: str
    population: int | None
    geometry: dict[str, Any] | None


class Mapping(msgspec.Struct):
    """How numbers of two versions are read together: what was, what is now, how to read across."""

    was: str
    now: str
    across: str


class VintageEntry(msgspec.Struct):
    """A build that is kept. `number` counts the builds of the city.

    `kind` is how much had changed since `after`: patch, minor or major; null for a first version,
    and for a build that was published before there were versions, whose version begins with 0. A
    major version has a `mapping`, or `replaces`, the reason why what was published was wrong.
    """

    vintage: str
    version: str
    after: str | None
    kind: str | None
    published_at: dt.datetime | None
    built_at: dt.datetime
    mapping: Mapping | None
    replaces: str | None
    number: int
    is_published: bool
    settled_to: dt.date


class Period(msgspec.Struct, kw_only=True):
    """Two days and all between them."""

    first: dt.date = msgspec.field(name="from")
    last: dt.date = msgspec.field(name="to")
    days: int


class Windows(msgspec.Struct):
    """The two periods that are compared, and what is left out between them."""

    before: Period
    transition: Period | None
    after: Period


class Counted(msgspec.Struct):
    """Events over exposure in a period, as a rate with its range; null where there is none."""

    events: int
    exposure: float | None
    rate: float | None
    low: float | None
    high: float | None


class Ratio(msgspec.Struct):
    """A ratio with the ends of its range; null where it is not defined or has no end."""

    value: float | None
    low: float | None
    high: float | None


class Caution(msgspec.Struct):
    """What a reader must know before believing a number."""

    code: str
    text: str


class OtherDates(msgspec.Struct):
    """The second answer: what the city's other dates brought."""

    answer: str
    as_large: int | None
    low: float | None
    high: float | None


class Latest(msgspec.Struct):
    """The last settled months."""

    events: int
    rate: float | None


class Change(msgspec.Struct):
    """One measure before and after in the city or an area, what may be said, and the sentence."""

    area_id: str
    area: str
    before: Counted
    after: Counted
    ratio: Ratio
    p: float | None
    q: float | None
    detectable_fall: float | None
    method: str | None
    verdict: str | None
    incomparable: str | None
    steadied: Ratio | None
    in_season: Ratio | None
    other_dates: OtherDates | None
    latest: Latest | None
    sentence: str


class DateRatio(msgspec.Struct):
    """The city's change at one date."""

    on: dt.date
    ratio: float


class ManyDates(msgspec.Struct):
    """The city's change at every other date; `windows_apart` is how many lie side by side."""

    count: int
    windows_apart: int
    dates: list[DateRatio]


class Comparison(msgspec.Struct):
    """A comparison of two periods, as docs/compare.md describes it."""

    city: str
    policy: str | None
    measure: str
    unit: str
    layer: str
    vintage: str
    version: str
    windows: Windows
    record: Period
    latest: Period | None
    citywide: Change
    areas: list[Change]
    unknown: Change
    correlation: float
    other_dates: ManyDates
    expected: dict[str, float] | None
    cautions: list[Caution]


class Slope(msgspec.Struct):
    """The change of a trend after a date, per year."""

    ratio_per_year: float
    low: float
    high: float
    p: float


class Model(msgspec.Struct):
    """A model of the months: what was recorded beside what the earlier months lead to expect."""

    ratio: Ratio
    p: float
    recorded: float
    expected: Ratio
    avoided: Ratio
    slope: Slope | None
    dispersion: float
    residual_p: float | None
    is_less_certain: bool
    has_pandemic: bool
    df: float
    method: str


class PlaceboDate(msgspec.Struct):
    """The model's change at an earlier date, at which nothing is known to have changed."""

    month: str
    ratio: float
    low: float
    high: float


class Placebo(msgspec.Struct):
    """The rank of the change among those at earlier dates."""

    rank: int | None
    of: int | None
    dates: list[PlaceboDate]


class Break(msgspec.Struct):
    """A policy that changed how records are made."""

    policy: str
    on: dt.date


class Trend(msgspec.Struct):
    """A measure's months around a date and the model of them, as docs/trend.md describes it."""

    city: str
    policy: str | None
    on: dt.date
    measure: str
    unit: str
    vintage: str
    version: str
    windows: Windows
    model: Model | None
    reason: str | None
    with_pandemic: Model | None
    placebo: Placebo
    sentence: str
    placebo_sentence: str | None
    plain: Change | None
    places: dict[str, Any] | None
    breaks: list[Break]
    months: list[dict[str, Any]]
    cautions: list[Caution]


class NotJudged(msgspec.Struct):
    """How many areas of a measure were not judged, and why."""

    measure: str
    why: str
    areas: int


class Review(msgspec.Struct):
    """What stood out in a month, as docs/review.md describes it."""

    city: str
    vintage: str
    version: str
    layer: str
    month: str
    looks: int
    false_alarms_a_year: float
    remarks: list[str]
    cautions: list[str]
    signals: list[dict[str, Any]]
    not_judged: list[NotJudged]


class Freshness(msgspec.Struct):
    """What a dataset covers and how fresh it is; the last months may still be revised."""

    dataset: str
    rows: int
    first_on: dt.date
    last_on: dt.date
    settled_to: dt.date
    retrieved_on: dt.date
    provisional_months: int
    resolution: str
    rates: bool


class FieldMonth(msgspec.Struct):
    """How many of a month's records have a field filled; a jump marks a change of recording."""

    dataset: str
    field: str
    month: dt.date
    rows: int
    filled: int
    share: float | None
    usual: float | None
    is_jump: bool


class FileRows(msgspec.Struct):
    """What became of the rows of a raw file: kept, merged with others, or set aside, and why."""

    file: str
    source: str
    rows_read: int
    fate: str
    reason: str | None
    rows: int


class CategoryShare(msgspec.Struct):
    """A category's share of calls, as bounds: none or all of the calls without a category in it.

    `calls` counts those that the mapping puts there. The bounds are null where no type of the city
    leads to the category: its calls of that kind stand under other types.
    """

    category: str
    name: str
    calls: int
    low: float | None
    high: float | None


class CallYear(msgspec.Struct):
    """A year of a city's settled calls: how many have no category, and what follows from that.

    `unknown` counts calls of types that the mapping lacks, `other` those of types that fit no
    category, `starter_unknown` those of which nobody knows who began them. `has_many_without`
    warns of a share beyond the limit. `reasons` keep the year from standing beside other cities'.
    `shares` are of the calls not known to be started by an officer, and empty where the records
    are not a fair sample.
    """

    year: int
    calls: int
    unknown: int
    other: int
    without_category: float
    has_many_without: bool
    starter_unknown: int
    is_comparable: bool
    reasons: list[Reason]
    shares: list[CategoryShare]


class CallType(msgspec.Struct):
    """A type of call as records name it, its category, and the city's codes that stand for it.

    A type without a code is not in the mapping, or the vintage is older than the mapping's keeping.
    """

    type: str | None
    category: str
    calls: int
    share: float
    codes: list[str]


class CallTypes(msgspec.Struct):
    """How a city's types of calls are read in the shared vocabulary.

    `most_without` is the largest share of calls without a category with which a year can be
    compared; `mapping` is the address of the mapping as a file.
    """

    city: str
    vintage: str
    mapping: str
    most_without: float
    years: list[CallYear]
    types: list[CallType]


class CityCalls(msgspec.Struct):
    """A city's calls of a year by category, of those not known to be started by an officer.

    Where `is_comparable` is false the year must not stand beside other cities', and has no shares.
    """

    city: str
    vintage: str
    year: int
    is_comparable: bool
    reasons: list[Reason]
    shares: list[CategoryShare]


class CallCategories(msgspec.Struct):
    """The years of every city's calls, with what must be known before any two are compared."""

    caution: str
    years: list[CityCalls]


class Quality(msgspec.Struct):
    """How complete and how fresh a vintage is, and the account of every row of its files."""

    city: str
    vintage: str
    version: str
    freshness: list[Freshness]
    fields: list[FieldMonth]
    rows: list[FileRows]
    call_years: list[CallYear]


class MonthChange(msgspec.Struct):
    """A month whose records differ: now = before + added - removed; altered ones stay."""

    dataset: str
    month: dt.date
    before: int
    now: int
    added: int
    removed: int
    altered: int


class VerdictChange(msgspec.Struct):
    """A policy's measure whose verdict for the whole city differs, with both sentences."""

    policy: str
    measure: str
    verdict_before: str | None
    verdict_now: str | None
    sentence_before: str | None
    sentence_now: str | None


class Changes(msgspec.Struct):
    """What a vintage has otherwise than an earlier one.

    `kind` is patch (new or revised records), minor (something is new) or major (a number can mean
    something else); `mapping` says how to read across a major one. `recording_changed` are
    policies that are newly said to change what is recorded.
    """

    city: str
    before: str
    now: str
    version_before: str
    version: str
    kind: str
    mapping: Mapping | None
    replaces: str | None
    months: list[MonthChange]
    fields_added: list[str]
    fields_removed: list[str]
    measures_added: list[str]
    measures_removed: list[str]
    layers_added: list[str]
    layers_removed: list[str]
    areas_added: list[str]
    areas_removed: list[str]
    units_changed: list[str]
    recording_changed: list[str]
    is_read_otherwise: bool
    verdicts: list[VerdictChange]


Kind = Literal["flag", "number", "decimal", "day", "time", "text"]


class SqlColumn(msgspec.Struct):
    """A column of what a query selects; a day or a time is written as text."""

    name: str
    kind: Kind


class Extract(msgspec.Struct):
    """The records that a filter selects: `records` of `of` match, `first` are the first of them.

    `files` are the addresses of their files by format, which stay while the vintage is kept.
    """

    city: str
    vintage: str
    version: str
    dataset: str
    layer: str
    sentence: str
    records: int
    of: int
    columns: list[str]
    first: list[list[bool | int | float | str | None]]
    files: dict[str, str]
    page: str
    sql: str
    cautions: list[str]


class SqlAnswer(msgspec.Struct):
    """What a query selects; `is_cut` says that there are more rows than an answer holds."""

    city: str
    vintage: str
    layer: str
    query: str
    columns: list[SqlColumn]
    rows: list[list[bool | int | float | str | None]]
    is_cut: bool
