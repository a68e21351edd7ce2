"""A filter in words: its sentence, the README of its file, the names of values and areas."""

from collections.abc import Callable, Iterable

from dashboard.words import Words
from dashboard.words.markup import unmarked
from dashboard.words.sources import source_lines
from queries.declared import dictionary
from queries.declared.fields import Field, has_sensitive
from queries.declared.measures import caveats
from queries.declared.sensitive import sensitive_kinds
from queries.records import extracts
from queries.records.filters import NOT_STATED, Filter, Limits
from queries.vintage.catalog import UNKNOWN, Vintage
from queries.vintage.cautions import standing_texts


def sentence(vintage: Vintage, selection: Filter, words: Words) -> str:
    """Return the records that a filter selects, in one sentence."""
    parts = [_period(selection, words)] if selection.first or selection.last else []
    if selection.areas:
        layer = vintage.layer(selection.layer)
        names = [area_name(vintage, selection.layer, area_id, words) for area_id in selection.areas]
        areas = _alternatives(names, words)
        layer_name = words.say(layer.name)
        parts.append(words.text("extract.sentence.areas", layer=layer_name, areas=areas))
    for name, values in selection.categories:
        column = selection.declared.column(name)
        text = _alternatives([value_name(column, value, words) for value in values], words)
        field = words.say(dictionary.field(name))
        parts.append(words.text("extract.sentence.values", field=field, values=text))
    parts += [_limit(name, ends, words) for name, ends in selection.limits]
    if selection.columns:
        published = extracts.published(vintage, selection.dataset, selection.layer)
        count = len(extracts.columns(vintage, selection))
        parts.append(words.text("extract.sentence.columns", n=count, all=len(published)))
    return words.text(
        "extract.sentence.whole",
        dataset=words.say(dictionary.dataset(selection.dataset)),
        city=words.say(vintage.city_name),
        parts="; ".join(parts) or words.text("extract.sentence.all"),
    )


def unit(vintage: Vintage, selection: Filter, count: int, words: Words) -> str:
    """Return the noun of a record of the dataset, singular or plural by `count`."""
    noun = selection.declared.noun
    if noun in ("person", "allegation"):
        return words.text(f"extract.one.{noun}" if count == 1 else f"extract.other.{noun}")
    return words.nouns(vintage.city.unit(noun), count)


def value_name(column: Field, value: str, words: Words) -> str:
    """Return the short name of a value; the source's own word if no vocabulary has the value."""
    if value == NOT_STATED:
        return words.text("extract.values.not_stated")
    if column.kind == "flag":
        return words.text(f"extract.values.{value}")
    if column.vocabulary:
        # the text after the colon explains the word; only the README shows it
        return words.term(dictionary.word(column.vocabulary, value))[0]
    return value


def area_name(vintage: Vintage, layer: str, area_id: str, words: Words) -> str:
    """Return an area's name; its id if the layer has no such area."""
    if area_id == UNKNOWN:
        return words.text("area_unknown")
    areas = vintage.areas(layer)
    names = dict(zip(areas["area_id"], areas["name"], strict=True))
    return words.area(str(names.get(area_id, area_id)), vintage.layer(layer).name)


def readme(vintage: Vintage, selection: Filter, words: Words) -> str:
    """Return the README of a file in Markdown: the explanation and the SQL query.

    Raises NoAnswer as queries.records.extracts.statement does.
    """
    query = extracts.written(vintage, selection)
    title = words.text("extract.readme.query")
    return f"{explained(vintage, selection, words)}\n\n## {title}\n\n```sql\n{query}\n```\n"


def explained(
    vintage: Vintage, selection: Filter, words: Words, escape: Callable[[str], str] = unmarked
) -> str:
    """Return the contents of a file in Markdown: records, sources, period, and every column.

    Every line is text, which `escape` keeps from being read as Markdown.
    """

    def say(key: str, **values: object) -> str:
        return words.text(f"extract.readme.{key}", **values)

    n = extracts.matched(vintage, selection)
    name = words.say(dictionary.dataset(selection.dataset))
    span = vintage.manifest.datasets[selection.declared.of]
    first, last, settled_to = (
        words.day(day) for day in (span.first_on, span.last_on, span.settled_to)
    )
    sources = [
        source for source in vintage.city.sources if selection.declared.of in source.datasets
    ]
    built = words.day(vintage.manifest.built_at.date())
    form = "geojson_points" if extracts.has_points(vintage, selection) else "geojson_areas"
    facts = [
        say(
            "records",
            sentence=sentence(vintage, selection, words),
            n=words.number(n),
            unit=unit(vintage, selection, n, words),
        ),
        say("build", vintage=vintage.vintage, built=built),
        say("reach", first=first, last=last, settled=settled_to),
        say("empty"),
        say("raw"),
        say("places", decimals=vintage.city.public_decimals),
        say("geojson", what=say(form)),
    ]
    # letter by letter, to be copied: an escaped address leads elsewhere
    again = f"{escape(say('again'))} `{selection.address()}`"
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
            f"# {escape(say('title', dataset=name, city=words.say(vintage.city_name)))}",
            "\n\n".join([*(escape(fact) for fact in facts), again]),
            f"## {say('keep')}",
            _list(escape(text) for text in cautions(vintage, selection, words)),
            f"## {say('sources')}",
            _list(escape(line) for line in source_lines(sources, words)),
            escape(cite),
            f"## {say('columns')}",
            _columns(vintage, selection, words, escape),
        ]
    )


def cautions(vintage: Vintage, selection: Filter, words: Words) -> list[str]:
    """Return the cautions about records of the dataset, the most serious first."""
    texts = caveats()
    of = selection.declared.of
    span = vintage.manifest.datasets[of]
    codes = [*(["month_only"] if span.is_monthly else []), "recorded_only"]
    standing = [text for _, text in standing_texts(vintage, of)]
    gaps = [
        words.text("extract.readme.gap", first=words.day(first), last=words.day(last))
        for first, last in span.unrecorded
    ]
    bias = [words.say(span.rates_reason)] if span.rates_reason else []
    hidden = [] if of == "calls" else [words.text("extract.readme.hidden")]
    hidden += [sensitive(words)] if has_sensitive(selection.dataset) else []
    return [
        *bias,
        *(words.say(text) for text in (*standing, *(texts[code] for code in codes))),
        *gaps,
        *hidden,
    ]


def sensitive(words: Words) -> str:
    """Return what leaves of sensitive records, and which these are."""
    kinds = sensitive_kinds()
    return words.text(
        "extract.readme.sensitive",
        kinds=_alternatives([words.say(kind.names) for kind in kinds], words),
        least=words.number(max(kind.least for kind in kinds)),
    )


def _columns(
    vintage: Vintage, selection: Filter, words: Words, escape: Callable[[str], str]
) -> str:
    published = extracts.published(vintage, selection.dataset, selection.layer)
    lines = []
    for column in extracts.columns(vintage, selection):
        lines.append(f"`{column}`: {escape(words.say(dictionary.field(column)))}")
        vocabulary = selection.declared.column(column).vocabulary
        if vocabulary:
            lines[-1] += "".join(
                f"\n    - `{key}`: {escape(words.say(dictionary.word(vocabulary, key)))}"
                for key in dictionary.vocabulary(vocabulary)
            )
    absent: dict[str, list[str]] = {"unpublished": [], "not_in_vintage": []}
    for name in selection.selected_columns:
        if name not in published:
            reason = "not_in_vintage" if vintage.lacks(selection.dataset, name) else "unpublished"
            absent[reason].append(name)
    lines += [
        escape(words.text(f"extract.readme.{reason}", columns=", ".join(names)))
        for reason, names in absent.items()
        if names
    ]
    return _list(lines)


def _period(selection: Filter, words: Words) -> str:
    days = {
        name: words.day(day)
        for name, day in (("first", selection.first), ("last", selection.last))
        if day is not None
    }
    key = "period" if len(days) == 2 else "since" if selection.first else "until"
    period = words.text(f"extract.sentence.{key}", **days)
    if not selection.day:
        return period
    day = words.text(f"get_the_data.days.{selection.day}")
    return words.text("extract.sentence.day", day=day, period=period)


def _limit(name: str, ends: Limits, words: Words) -> str:
    limits = {"least": ends[0], "most": ends[1]}
    values = {end: words.number(value) for end, value in limits.items() if value is not None}
    key = "limits" if len(values) == 2 else next(iter(values))
    field = words.say(dictionary.field(name))
    return words.text(f"extract.sentence.{key}", field=field, **values)


def _alternatives(names: list[str], words: Words) -> str:
    *first, last = names
    return words.text("extract.sentence.or").join([", ".join(first), last] if first else [last])


def _list(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)
