"""What there is to ask about: cities, fields, measures, policies, areas, vintages."""

import json

import msgspec

from dashboard.api import calls, types
from dashboard.tables.answers import as_table
from dashboard.words import Words
from queries import warehouse
from queries.change.vintages import ChangedVerdict, changes
from queries.declared import dictionary
from queries.declared.fields import datasets
from queries.vintage import catalog
from queries.vintage.catalog import Vintage
from queries.vintage.maps import is_latest
from queries.vintage.opened import builds


def cities_published() -> list[types.CityEntry]:
    """Return the cities that have a published vintage which can be read, by id."""
    return [
        types.CityEntry(
            id=city,
            name=found.name_by_language,
            is_real=found.is_real,
            status=found.status,
            vintage=warehouse.current(city) or "",
        )
        for city, found in catalog.published().items()
    ]


def city(vintage: Vintage, words: Words) -> types.CityAnswer:
    """Return what a vintage holds and where it is from."""
    about = vintage.city
    return types.CityAnswer(
        id=about.id,
        name=words.say(vintage.city_name),
        is_real=about.is_real,
        status=about.status,
        vintage=vintage.vintage,
        datasets=[
            types.Span(
                id=name,
                name=words.say(dictionary.dataset(name)),
                records=span.rows,
                first_on=span.first_on,
                last_on=span.last_on,
                settled_to=span.settled_to,
                has_rates=span.rates,
            )
            for name, span in vintage.manifest.datasets.items()
        ],
        layers=[
            types.LayerEntry(
                id=layer.id,
                name=words.say(layer.names),
                areas=vintage.areas(layer.id).filter(is_latest()).height,
            )
            for layer in about.layers
        ],
        sources=[
            types.SourceEntry(
                id=source.id,
                origin=source.origin,
                retrieved_on=source.retrieved_on,
                datasets=list(source.datasets),
            )
            for source in about.sources
        ],
    )


def fields(vintage: Vintage, words: Words) -> list[types.FieldEntry]:
    """Return the public fields of every dataset; `is_published` says whether any record has one."""
    return [
        types.FieldEntry(
            dataset=dataset.name,
            name=field.name,
            label=words.say(field.names),
            kind=field.kind,
            vocabulary=field.vocabulary,
            is_published=vintage.publishes(dataset.name, field.name),
        )
        for dataset in datasets().values()
        for field in dataset.fields
        if field.is_public
    ]


def measures(vintage: Vintage, layer: str | None, words: Words) -> list[types.MeasureEntry]:
    """Return the measures that a vintage supports in a layer (default: the first)."""
    layer_id = vintage.layer(layer).id
    return [
        types.MeasureEntry(
            id=measure.id,
            name=words.say(measure.name),
            sentence=words.say(measure.sentence).replace(
                "{units}", words.nouns(vintage.unit(measure))
            ),
            numerator=measure.numerator,
            denominator=measure.denominator,
            scale=measure.scale,
            better=measure.direction,
            by_area=vintage.is_placed(measure, layer_id),
            across_cities=calls.across_cities(vintage, measure, words),
        )
        for measure in vintage.measures(layer_id)
    ]


def policies(vintage: Vintage, words: Words) -> list[types.PolicyEntry]:
    """Return the register of a vintage, oldest first."""
    return [
        types.PolicyEntry(
            id=policy.id,
            title=words.say(policy.title),
            effective_on=policy.effective_on,
            announced_on=policy.announced_on,
            source=policy.source,
            link=policy.link,
            measures=policy.measures,
        )
        for policy in vintage.policies
    ]


def areas(vintage: Vintage, layer: str | None, words: Words) -> list[types.AreaEntry]:
    """Return the areas of a layer's latest map (default: the first layer), by name."""
    found = vintage.layer(layer)
    return [
        types.AreaEntry(
            id=row["area_id"],
            name=words.area(row["name"], found.name),
            population=row["population"],
            geometry=json.loads(row["geometry"]) if row["geometry"] else None,
        )
        for row in vintage.areas(found.id).filter(is_latest()).to_dicts()
    ]


def vintages(published: Vintage) -> list[types.VintageEntry]:
    """Return the published vintage and the earlier ones that can be read, newest first."""
    return [
        types.VintageEntry(
            vintage=name,
            number=manifest.number,
            is_published=name == published.vintage,
            settled_to=max(span.settled_to for span in manifest.datasets.values()),
        )
        for name, manifest in builds(published).items()
    ]


def changed(earlier: Vintage, later: Vintage, words: Words) -> types.Changes:
    """Return what a later vintage has otherwise than an earlier one."""
    found = changes(earlier, later)
    return types.Changes(
        city=later.city_id,
        before=earlier.vintage,
        now=later.vintage,
        kind=found.kind,
        months=msgspec.convert(found.months.to_dicts(), list[types.MonthChange]),
        fields_added=list(map(".".join, found.fields_added)),
        fields_removed=list(map(".".join, found.fields_removed)),
        measures_added=found.measures_added,
        measures_removed=found.measures_removed,
        layers_added=found.layers_added,
        layers_removed=found.layers_removed,
        units_changed=found.units_changed,
        is_read_otherwise=found.is_read_otherwise,
        verdicts=[_verdict(change, words) for change in found.verdicts],
    )


def _verdict(change: ChangedVerdict, words: Words) -> types.VerdictChange:
    verdicts, sentences = [], []
    for comparison in (change.before, change.now):
        row = as_table(comparison, words).row(0, named=True) if comparison else {}
        verdicts.append(row.get("verdict"))
        sentences.append(row.get("sentence"))
    return types.VerdictChange(change.policy, change.measure, *verdicts, *sentences)
