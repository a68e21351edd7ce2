"""What there is to ask about: cities, fields, measures, policies, areas, vintages."""

import json

import msgspec

from dashboard.api import calls, types
from dashboard.record_files import FORMS
from dashboard.tables.answers import as_table
from dashboard.words import Words
from dashboard.words import extracts as extract_words
from dashboard.words.records import said_parts
from dashboard.words.sources import licence_line
from queries import warehouse
from queries.change.policies import steps
from queries.change.vintages import ChangedVerdict, changed_verdicts, changes
from queries.declared import dictionary
from queries.declared.fields import datasets, has_sensitive
from queries.declared.licences import licences
from queries.records import extracts
from queries.records.filters import Filter
from queries.stored.replaced import Replaced, read_replaced
from queries.stored.versions import Mapping
from queries.vintage import catalog
from queries.vintage.catalog import Vintage
from queries.vintage.maps import is_latest
from queries.vintage.versions import offered, version, versioned

FULL, NONE = "full", "none"
"""Whether areas come with their polygons."""


def cities_published(words: Words) -> list[types.CityEntry]:
    """Return the cities that have a published vintage which can be read, by id."""
    return [
        types.CityEntry(
            id=city,
            name=words.say(manifest.city.name_by_language),
            is_real=manifest.city.is_real,
            status=manifest.city.status,
            vintage=manifest.vintage,
            version=str(versioned(city, manifest.vintage, manifest.number).version),
        )
        for city, manifest in catalog.manifests().items()
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
        version=str(version(vintage)),
        datasets=spans(vintage, words),
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
                licence=licences()[source.licence.id].name if source.licence else None,
                terms=licence_line(source, words),
            )
            for source in about.sources
        ],
    )


def spans(vintage: Vintage, words: Words) -> list[types.Span]:
    """Return what each dataset of a vintage covers."""
    return [
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
    ]


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
            is_day_known=policy.is_day_known,
            announced_on=policy.announced_on,
            source=policy.source,
            link=policy.link,
            measures=policy.measures,
            says=words.say(policy.says) if policy.says else None,
            groups=[words.say(group) for group in policy.groups],
            groups_note=words.say(policy.groups_note) if policy.groups_note else None,
            steps=[
                types.PolicyStep(
                    on=step.on,
                    until=step.until,
                    kind=step.kind,
                    text=words.say(step.text) if step.text else None,
                    link=step.link,
                )
                for step in steps(policy)
            ],
            recording=policy.recording,
            recording_change=words.say(policy.recording_change)
            if policy.recording_change
            else None,
            has_agreement=policy.agreement is not None,
            has_goals=bool(policy.goals),
            has_plan=bool(policy.plans),
        )
        for policy in vintage.policies
    ]


def areas(
    vintage: Vintage, layer: str | None, geometry: str, words: Words
) -> list[types.AreaEntry]:
    """Return the areas of a layer's latest map (default: the first layer), by name.

    With the geometry `none` they come without their polygons.
    """
    about = vintage.layer(layer)
    return [
        types.AreaEntry(
            id=row["area_id"],
            name=words.area(row["name"], about.name),
            population=row["population"],
            geometry=json.loads(row["geometry"]) if geometry == FULL and row["geometry"] else None,
        )
        for row in vintage.areas(about.id).filter(is_latest()).to_dicts()
    ]


def extract(vintage: Vintage, selection: Filter, words: Words) -> types.Extract:
    """Return what a filter selects: in words, as a number, and where its files are."""
    first = extracts.preview(vintage, selection)
    whole = Filter(vintage.city_id, selection.dataset, selection.layer)
    cautions = [said_parts(vintage, selection.declared.of, words)]
    cautions += [extract_words.sensitive(words)] if has_sensitive(selection.dataset) else []
    return types.Extract(
        city=vintage.city_id,
        vintage=vintage.vintage,
        version=str(version(vintage)),
        dataset=selection.dataset,
        layer=selection.layer,
        sentence=extract_words.sentence(vintage, selection, words),
        records=extracts.matched(vintage, selection),
        of=extracts.matched(vintage, whole),
        columns=first.columns,
        first=[msgspec.to_builtins(list(row)) for row in first.iter_rows()],
        files={form: selection.file_address(vintage.vintage, form) for form in FORMS},
        page=selection.address(),
        sql=extracts.written(vintage, selection),
        cautions=[text for text in cautions if text],
    )


def vintages(published: Vintage, words: Words) -> list[types.VintageEntry]:
    """Return the published vintage and the earlier ones that can be read, newest first."""
    return [
        types.VintageEntry(
            vintage=name,
            version=str(released.version),
            after=released.after,
            kind=released.kind,
            published_at=released.published_at,
            built_at=manifest.built_at,
            mapping=_mapping(released.mapping, words),
            replaces=_replaces(published.city_id, name),
            number=manifest.number,
            is_published=name == published.vintage,
            settled_to=max(span.settled_to for span in manifest.datasets.values()),
        )
        for name, (manifest, released) in offered(published).items()
    ]


def changed(earlier: Vintage, later: Vintage, words: Words) -> types.Changes:
    """Return what a later vintage has otherwise than an earlier one."""
    difference = changes(earlier, later)
    released = versioned(later.city_id, later.vintage, later.manifest.number)
    return types.Changes(
        city=later.city_id,
        before=earlier.vintage,
        now=later.vintage,
        version_before=str(version(earlier)),
        version=str(released.version),
        kind=difference.kind,
        mapping=_mapping(released.mapping, words),
        replaces=_replaces(later.city_id, later.vintage),
        months=msgspec.convert(difference.months.to_dicts(), list[types.MonthChange]),
        fields_added=difference.fields.added,
        fields_removed=difference.fields.removed,
        measures_added=difference.measures.added,
        measures_removed=difference.measures.removed,
        layers_added=difference.layers.added,
        layers_removed=difference.layers.removed,
        areas_added=difference.areas.added,
        areas_removed=difference.areas.removed,
        units_changed=difference.units_changed,
        recording_changed=difference.recording_changed,
        is_read_otherwise=difference.is_read_otherwise,
        verdicts=[_verdict(change, words) for change in changed_verdicts(earlier, later)],
    )


def _mapping(mapping: Mapping | None, words: Words) -> types.Mapping | None:
    if mapping is None:
        return None
    return types.Mapping(*map(words.say, (mapping.was, mapping.now, mapping.across)))


def _replaces(city: str, vintage: str) -> str | None:
    """Return the reason why what was published before a vintage was wrong."""
    mistake = read_replaced(warehouse.city_folder(city) / vintage)
    return mistake.reason if isinstance(mistake, Replaced) else None


def _verdict(change: ChangedVerdict, words: Words) -> types.VerdictChange:
    verdicts, sentences = [], []
    for comparison in (change.before, change.now):
        row = as_table(comparison, words).row(0, named=True) if comparison else {}
        verdicts.append(row.get("verdict"))
        sentences.append(row.get("sentence"))
    return types.VerdictChange(change.policy, change.measure, *verdicts, *sentences)
