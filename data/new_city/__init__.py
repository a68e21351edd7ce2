"""Drafts a pack for a city from its files: the command `accord new-city`.

The steps are: find the layout of the files, profile their columns, locate the records, match the
columns with the contract, write the texts. Every guess is written down with its evidence. Questions
that the files cannot answer are left for a person to decide.
"""

import datetime as dt
import shutil
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from data.config import SURVEYS, Layer, Source
from data.new_city import source as reading
from data.new_city.pack import SourceDraft, city_toml, policies_toml
from data.new_city.place_checks import nothing_placed
from data.new_city.places import LayerDraft, draft_layer
from data.new_city.plan import Plan, check, common_folder, groups, root
from data.new_city.source import SourceReading
from data.new_city.staging import query
from data.new_city.survey_source import SurveyReading, read_survey

WITHOUT_AREAS = Layer(
    id="city",
    name={"en": "whole city", "es": "toda la ciudad"},
    names={"en": "whole city", "es": "toda la ciudad"},
)
"""The layer of a city without polygons: the city is shown as a whole."""


@dataclass(frozen=True)
class PackPaths:
    """The folders of the pack, of its staging queries and of the raw files."""

    pack: Path
    staging: Path
    raw: Path


def new_city(plan: Plan, *, is_replaced: bool = False) -> PackPaths:
    """Draft the pack of a city from its files and write it; return its folders.

    Writes only data/cities/<city>/ and sql/staging/<city>/, in the folder that ACCORD_PACKS names,
    else in the project. Raises BadInput for a plan or a file that cannot be used, and for a pack
    that exists already unless `is_replaced`.
    """
    target_root = root()
    check(plan, is_replaced=is_replaced)
    raw = common_folder(plan)
    layers: list[LayerDraft] = []
    for path in plan.areas:
        used_ids = {draft.layer.id for draft in layers}
        layers.append(draft_layer(path.resolve(), raw, used_ids))
    readings: list[SourceReading] = []
    surveys: list[SurveyReading] = []
    con = duckdb.connect()
    con.execute("set enable_progress_bar = false")
    try:
        for dataset, file_groups in groups(plan, raw).items():
            if not file_groups:
                readings.append(SourceReading(_unfetched(plan, dataset), ()))
            for position, group in enumerate(file_groups, start=1):
                source_id = f"{dataset}_{position}" if len(file_groups) > 1 else dataset
                if dataset == SURVEYS:
                    surveys.append(read_survey(con, plan, source_id, group, layers))
                    continue
                readings.append(reading.read(con, plan, source_id, dataset, group, layers))
    finally:
        con.close()
    layers = [_asked(layer, readings) for layer in layers]
    with tempfile.TemporaryDirectory() as temporary:
        pack, staging = Path(temporary) / "pack", Path(temporary) / "staging"
        pack.mkdir()
        staging.mkdir()
        for source in readings:
            for name in source.draft.source.staging.values():
                drafts = {draft.name: draft for draft in source.drafts}
                text = query(drafts[name], pack / "codes") if drafts else _waiting(plan)
                (staging / f"{name}.sql").write_text(text, encoding="utf-8")
        for survey in surveys:
            text = survey.query(pack / "codes")
            (staging / f"{survey.survey.name}.sql").write_text(text, encoding="utf-8")
        text = city_toml(
            {"id": plan.id, "name": plan.name, "state": plan.state, "time_zone": plan.time_zone},
            min([_begins_on(readings), *filter(None, (survey.begins_on for survey in surveys))]),
            layers or [LayerDraft(WITHOUT_AREAS, None)],
            [
                *(reading.draft for reading in readings),
                *(survey.draft for survey in surveys),
            ],
            _names(readings),
        )
        (pack / "city.toml").write_text(text, encoding="utf-8")
        (pack / "policies.toml").write_text(policies_toml(plan.name), encoding="utf-8")
        paths = PackPaths(
            target_root / "data" / "cities" / plan.id,
            target_root / "sql" / "staging" / plan.id,
            raw,
        )
        for target, folder in ((paths.pack, pack), (paths.staging, staging)):
            shutil.rmtree(target, ignore_errors=True)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(folder, target)
    return paths


def _asked(layer: LayerDraft, readings: list[SourceReading]) -> LayerDraft:
    """Return a layer with a question if none of the sources places a record in it."""
    places = [reading for reading in readings if reading.drafts]
    if layer.frame is None or not places or any(layer.layer.id in r.placed_layers for r in places):
        return layer
    reasons = sorted({why for r in places for why in r.reasons.get(layer.layer.id, [])})
    return replace(layer, decide=(*layer.decide, nothing_placed(layer, reasons)))


def _unfetched(plan: Plan, dataset: str) -> SourceDraft:
    """Return the source of a portal without a snapshot."""
    source = Source(
        id=dataset,
        file=f"{dataset}/*/*.parquet",
        origin=plan.origin,
        retrieved_on=dt.datetime.now(dt.UTC).date(),
        date_formats=("%Y-%m-%d",),
        staging={dataset: dataset},
        columns={},
    )
    return SourceDraft(source, {}, plan.portals[dataset])


def _waiting(plan: Plan) -> str:
    return (
        "-- One row per record, once there are any.\n"
        f"-- decide: nothing was fetched yet; run `accord fetch {plan.id}`, then the same "
        "`accord new-city` with --replace\n"
        "select\n    source_file,\n    source_row,\n    cast(null as varchar) as set_aside,\n"
        "from raw\n"
    )


def _begins_on(readings: list[SourceReading]) -> str:
    days = [draft.begins_on for source in readings for draft in source.drafts if draft.begins_on]
    return min(days, default="1990-01-01")


def _names(readings: list[SourceReading]) -> dict[str, tuple[dict[str, str], dict[str, int]]]:
    """Return the aliases of each layer, and the names that match none of its areas."""
    by_layer: dict[str, tuple[dict[str, str], dict[str, int]]] = {}
    for names in (draft.names for source in readings for draft in source.drafts if draft.names):
        aliases, unmatched = by_layer.setdefault(names.layer, ({}, {}))
        aliases |= names.aliases
        for name, n in names.unmatched.items():
            unmatched[name] = unmatched.get(name, 0) + n
    return by_layer
