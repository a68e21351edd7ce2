"""A filter and its file in words: the sentence, the README that goes with it, names of values."""

from dashboard.words import Words
from queries.declared import dictionary
from queries.declared.fields import Field
from queries.declared.measures import caveats
from queries.records import extracts
from queries.records.filters import NOT_STATED, Filter, Limits
from queries.vintage.catalog import UNKNOWN, Vintage


def sentence(vintage: Vintage, wanted: Filter, words: Words) -> str:
    """Return which records a filter wants, in one sentence."""
    parts = [_period(wanted, words)] if wanted.first or wanted.last else []
    if wanted.areas:
        layer = vintage.layer(wanted.layer)
        names = [area_name(vintage, wanted.layer, one, words) for one in wanted.areas]
        said = _listed(names, words)
        layer_name = words.say(layer.name)
        parts.append(words.text("extract.sentence.areas", layer=layer_name, areas=said))
    for name, chosen in wanted.categories:
        column = wanted.held.column(name)
        said = _listed([value_name(column, one, words) for one in chosen], words)
        field = words.say(dictionary.field(name))
        parts.append(words.text("extract.sentence.values", field=field, values=said))
    parts += [_limit(name, ends, words) for name, ends in wanted.limits]
    if wanted.columns:
        held = extracts.published(vintage, wanted.dataset, wanted.layer)
        shown = len(extracts.columns(vintage, wanted))
        parts.append(words.text("extract.sentence.columns", n=shown, all=len(held)))
    return words.text(
        "extract.sentence.whole",
        dataset=words.say(dictionary.dataset(wanted.dataset)),
        city=words.say(vintage.city_name),
        parts="; ".join(parts) or words.text("extract.sentence.all"),
    )


def unit(vintage: Vintage, wanted: Filter, count: int, words: Words) -> str:
    """Return what one record of the dataset is, for one or for several."""
    noun = wanted.held.noun
    if noun in ("person", "allegation"):
        return words.text(f"extract.one.{noun}" if count == 1 else f"extract.other.{noun}")
    return words.nouns(vintage.city.unit(noun), count)


def value_name(column: Field, value: str, words: Words) -> str:
    """Return what a value is called, in short; the source's own word where no vocabulary has it."""
    if value == NOT_STATED:
        return words.text("extract.values.not_stated")
    if column.kind == "flag":
        return words.text(f"extract.values.{value}")
    if column.vocabulary:
        # what stands after a colon explains the word: the README has it in full
        return words.term(dictionary.word(column.vocabulary, value))[0]
    return value


def area_name(vintage: Vintage, layer: str, area_id: str, words: Words) -> str:
    """Return an area's name; its id where the layer has no such area."""
    if area_id == UNKNOWN:
        return words.text("area_unknown")
    areas = vintage.areas(layer)
    names = dict(zip(areas["area_id"], areas["name"], strict=True))
    return words.area(str(names.get(area_id, area_id)), vintage.layer(layer).name)


def readme(vintage: Vintage, wanted: Filter, words: Words) -> str:
    """Return the text that goes with a file, in Markdown: what it holds, and the query.

    Raises NoAnswer as queries.records.extracts.statement does.
    """
    query = extracts.written(vintage, wanted)
    title = words.text("extract.readme.query")
    return f"{explained(vintage, wanted, words)}\n\n## {title}\n\n```sql\n{query}\n```\n"


def explained(vintage: Vintage, wanted: Filter, words: Words) -> str:
    """Return what a file holds, in Markdown: which records, whence, how far, and every column."""

    def say(key: str, **values: object) -> str:
        return words.text(f"extract.readme.{key}", **values)

    n = extracts.matched(vintage, wanted)
    name = words.say(dictionary.dataset(wanted.dataset))
    span = vintage.manifest.datasets[wanted.held.of]
    first, last, settled = (
        words.day(day) for day in (span.first_on, span.last_on, span.settled_to)
    )
    sources = [source for source in vintage.city.sources if wanted.held.of in source.datasets]
    built = words.day(vintage.manifest.built_at.date())
    form = "geojson_points" if extracts.has_points(vintage, wanted) else "geojson_areas"
    facts = [
        say(
            "records",
            sentence=sentence(vintage, wanted, words),
            n=words.number(n),
            unit=unit(vintage, wanted, n, words),
        ),
        say("build", vintage=vintage.vintage, built=built),
        say("reach", first=first, last=last, settled=settled),
        say("empty"),
        say("places", decimals=vintage.city.public_decimals),
        say("geojson", what=say(form)),
        say("again", address=wanted.address()),
    ]
    from_where = [
        say(
            "source",
            origin=source.origin,
            retrieved=words.day(source.retrieved_on),
        )
        + (f" {words.say(source.notes)}" if source.notes else "")
        for source in sources
    ]
    origins = "; ".join(dict.fromkeys(source.origin for source in sources))
    cite = say(
        "cite",
        dataset=name,
        city=words.say(vintage.city_name),
        vintage=vintage.vintage,
        n=words.number(n),
        origins=origins,
    )
    return "\n\n".join(
        [
            f"# {say('title', dataset=name, city=words.say(vintage.city_name))}",
            "\n\n".join(facts),
            f"## {say('keep')}",
            _list(cautions(vintage, wanted, words)),
            f"## {say('sources')}",
            _list(from_where),
            cite,
            f"## {say('columns')}",
            _columns(vintage, wanted, words),
        ]
    )


def cautions(vintage: Vintage, wanted: Filter, words: Words) -> list[str]:
    """Return what must be kept in mind with records of the dataset, the gravest first."""
    known = caveats()
    city, of = vintage.city, wanted.held.of
    span = vintage.manifest.datasets[of]
    codes = [
        *([] if city.is_real else ["sample_city"]),
        *(["from_catalogue"] if city.status == "catalogue" else []),
        *([city.cautions[of]] if of in city.cautions else []),
        *(["month_only"] if span.is_monthly else []),
        "recorded_only",
    ]
    gaps = [
        words.text("extract.readme.gap", first=words.day(first), last=words.day(last))
        for first, last in span.unrecorded
    ]
    bias = [words.say(span.rates_reason)] if span.rates_reason else []
    hidden = [] if of == "calls" else [words.text("extract.readme.hidden")]
    return [*bias, *(words.say(known[code]) for code in codes), *gaps, *hidden]


def _columns(vintage: Vintage, wanted: Filter, words: Words) -> str:
    held = extracts.published(vintage, wanted.dataset, wanted.layer)
    shown = []
    for one in extracts.columns(vintage, wanted):
        shown.append(f"`{one}`: {words.say(dictionary.field(one))}")
        vocabulary = wanted.held.column(one).vocabulary
        if vocabulary:
            shown[-1] += "".join(
                f"\n    - `{key}`: {words.say(dictionary.word(vocabulary, key))}"
                for key in dictionary.vocabulary(vocabulary)
            )
    absent = [one for one in wanted.chosen if one not in held]
    if absent:
        shown.append(words.text("extract.readme.unpublished", columns=", ".join(absent)))
    return _list(shown)


def _period(wanted: Filter, words: Words) -> str:
    days = {
        name: words.day(day)
        for name, day in (("first", wanted.first), ("last", wanted.last))
        if day is not None
    }
    key = "period" if len(days) == 2 else "since" if wanted.first else "until"
    period = words.text(f"extract.sentence.{key}", **days)
    if not wanted.day:
        return period
    day = words.text(f"get_the_data.days.{wanted.day}")
    return words.text("extract.sentence.day", day=day, period=period)


def _limit(name: str, ends: Limits, words: Words) -> str:
    said = {"least": ends[0], "most": ends[1]}
    known = {end: words.number(value) for end, value in said.items() if value is not None}
    key = "limits" if len(known) == 2 else next(iter(known))
    field = words.say(dictionary.field(name))
    return words.text(f"extract.sentence.{key}", field=field, **known)


def _listed(names: list[str], words: Words) -> str:
    *first, last = names
    return words.text("extract.sentence.or").join([", ".join(first), last] if first else [last])


def _list(lines: list[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)
