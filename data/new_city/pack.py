"""Writes the text of city.toml and policies.toml for a drafted pack."""

import json
import textwrap
from dataclasses import dataclass, field

from data.config import COMPLAINT_DAYS, SURVEYS, City, Layer, Portal, Source
from data.new_city.places import LayerDraft
from data.new_city.unit import Unit
from data.new_city.words import listed
from queries.texts import Texts

WIDTH = 96

SHOWN = 10
"""Number of unmatched names shown in a question; the list below it holds all."""

NEVER_PROVISIONAL = ("allegations", SURVEYS)
"""What has no provisional months of its own: parts of complaints, and what holds no records."""

_SPACE = "\0"  # replaces a space inside a name, where a line must not break


@dataclass(frozen=True)
class SourceDraft:
    """A source of the new pack: evidence of its guesses, its portal, if any, unit, questions.

    `is_settled`: its records ended with a month, long before their retrieval, so that none changes
    any more and no month is in part.
    """

    source: Source
    notes: dict[str, str]
    portal: Portal | None = None
    unit: Unit = field(default_factory=Unit)
    decide: tuple[str, ...] = ()
    complaint_days: tuple[str, ...] = ()
    is_settled: bool = False


def city_toml(
    head: dict[str, str],
    begins_on: str,
    layers: list[LayerDraft],
    sources: list[SourceDraft],
    names: dict[str, tuple[dict[str, str], dict[str, int]]],
) -> str:
    """Return city.toml. `head` holds id, name, state and time_zone; `names` gives per layer its
    aliases and the names that match no area, with their records.
    """
    datasets = dict.fromkeys(dataset for draft in sources for dataset in draft.source.staging)
    lines = [
        f"# Where the data of {head['name']} come from, what they count and how they are placed.",
        "#",
        *_comment(
            "Drafted by `accord new-city`. What is marked `guess` was read off the files: look at "
            "it, put it right and delete the mark. The build stops at every line with `decide`."
        ),
        *(f"{key} = {_text(head[key])}" for key in ("id", "name", "state", "time_zone")),
        "is_real = true",
        'status = "drafted"                    # "reviewed" when every guess has been put right',
        "public_decimals = 3                   # coordinates keep this many decimals (about 100 m)",
        f"begins_on = {begins_on}                # guess: the first year with a fair share of "
        "records",
        *_complaint_days(sources),
        *_units(sources),
        "",
        "[provisional_months]                  # guess: the latest months, still being revised",
        *(
            _provisional(dataset, sources)
            for dataset in datasets
            if dataset not in NEVER_PROVISIONAL
        ),
    ]
    for layer_draft in layers:
        lines += _layer(layer_draft, *names.get(layer_draft.layer.id, ({}, {})))
    for draft in sources:
        lines += _source(draft)
    return "\n".join(lines) + "\n"


def policies_toml(name: str) -> str:
    """Return an empty register of policies."""
    return "\n".join(
        [
            *_comment(
                f"{name}'s policies, each with its source and with what it changed in recording. "
                "Enter only what a source says; docs/adding_a_city.md tells how. Without one the "
                "site lets visitors choose a date, and says that it is theirs."
            ),
            "",
        ]
    )


def _provisional(dataset: str, sources: list[SourceDraft]) -> str:
    """Return how many of the latest months of a dataset are still revised; none of old records."""
    delivering = [draft for draft in sources if dataset in draft.source.staging]
    if all(draft.is_settled for draft in delivering):
        return f"{f'{dataset} = 0':<38}# the records end long before their retrieval"
    return f"{dataset} = 1"


def _complaint_days(sources: list[SourceDraft]) -> list[str]:
    """Return complaint_days where not all complaints count by the day they were received."""
    used = {day for draft in sources for day in draft.complaint_days}
    if used <= set(City.complaint_days):
        return []
    days = [day for day in COMPLAINT_DAYS if day in used]
    return [
        *_guess("a complaint counts by the first of these days that it has"),
        f"complaint_days = [{', '.join(_text(day) for day in days)}]",
    ]


def _units(sources: list[SourceDraft]) -> list[str]:
    """Return [units] for datasets whose records are less than what a dataset usually counts."""
    units = {
        draft.source.accounted_as: draft.unit for draft in reversed(sources) if draft.unit.noun
    }
    lines = ["", "[units]"] if units else []
    for dataset, unit in units.items():
        lines += [*_guess(unit.evidence), f"{dataset} = {_text(str(unit.noun))}"]
    return lines


def _layer(draft: LayerDraft, aliases: dict[str, str], unmatched: dict[str, int]) -> list[str]:
    layer = draft.layer
    lines = ["", "[[layers]]"]
    for question in draft.decide:
        lines += _comment(f"decide: {question}")
    texts = [f"name = {_table(layer.name)}", f"names = {_table(layer.names)}"]
    lines.append(f"id = {_text(layer.id)}")
    if layer.file is None:
        return [*lines, *texts]
    lines += [*_guess("by the file's name, or its columns'"), *texts]
    lines.append(f"file = {_text(layer.file)}")
    for key in ("id_column", "name_column", "crs"):
        value = getattr(layer, key)
        if value:
            lines += _guess(draft.notes.get(key))
            lines.append(f"{key} = {_text(value)}")
    if layer.is_repaired:
        lines += _guess(draft.notes["is_repaired"])
        lines.append("is_repaired = true")
    if aliases:
        lines += _guess("names that match once punctuation and words such as District are folded")
        inside = ", ".join(f"{_text(name)} = {_text(area)}" for name, area in aliases.items())
        lines.append(f"aliases = {{ {inside} }}")
    return lines + _no_areas(layer, unmatched)


def _no_areas(layer: Layer, unmatched: dict[str, int]) -> list[str]:
    """Return not_areas with all unmatched names, and a question about the uncertain ones."""
    plain = listed()["no_area"]["names"]
    rows = sorted(unmatched.items(), key=lambda item: (-item[1], item[0]))
    unclear = [(name, n) for name, n in rows if name.lower() not in plain]
    kind = layer.name.get("en", layer.id)
    lines: list[str] = []
    if unclear:
        commonest = ", ".join(f"{name} ({n:,} records)" for name, n in unclear[:SHOWN])
        lines += _comment(
            f"decide: which of these names are a {kind} of the file, written otherwise? "
            f"{len(unclear)} match none: {commonest}{', …' * (len(unclear) > SHOWN)}. One "
            'that is becomes an alias, as in aliases = { "name" = "id of the area" }; the others '
            "stay in not_areas"
        )
    if rows:
        lines.append("not_areas = [")
        lines += textwrap.wrap(
            ", ".join(_text(name).replace(" ", _SPACE) for name, _ in rows) + ",",
            WIDTH,
            initial_indent="    ",
            subsequent_indent="    ",
            break_long_words=False,
            break_on_hyphens=False,
        )
        lines.append("]")
    return [line.replace(_SPACE, " ") for line in lines]


def _source(draft: SourceDraft) -> list[str]:
    source = draft.source
    staging = ", ".join(f"{dataset} = {_text(name)}" for dataset, name in source.staging.items())
    lines = [
        "",
        "[[sources]]",
        *(line for question in draft.decide for line in _comment(f"decide: {question}")),
        f"id = {_text(source.id)}",
        f"file = {_text(source.file)}",
        f"origin = {_text(source.origin)}",
        *_guess(draft.notes.get("retrieved_on")),
        f"retrieved_on = {source.retrieved_on}",
        *_guess(draft.notes.get("date_formats")),
        f"date_formats = [{', '.join(_text(form) for form in source.date_formats)}]",
        f"staging = {{ {staging} }}",
    ]
    for layer in source.place_layers:
        lines.append(f"place_layer = {_text(layer)}")
    for key in (
        *("crs", "encoding", "delimiter", "title_rows", "has_groups", "sheets", "other_sheets"),
        "resolution",
    ):
        value = getattr(source, key)
        if value != getattr(Source, key, None):
            lines += _guess(draft.notes.get(key))
            lines.append(f"{key} = {_text(value)}")
    if draft.portal:
        lines += [
            "",
            "[sources.portal]                      # what `accord fetch` asks for",
            f"source = {_text(draft.portal.source)}",
            f"table = {_text(draft.portal.table)}",
        ]
    lines += [
        "",
        "[sources.columns]                     # must be there, in every file",
        *(f"{_text(column)} = {_text(kind)}" for column, kind in source.columns.items()),
    ]
    return lines


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _table(texts: Texts) -> str:
    return f"{{ {', '.join(f'{language} = {_text(text)}' for language, text in texts.items())} }}"


def _guess(evidence: str | None) -> list[str]:
    return _comment(f"guess: {evidence}") if evidence else []


def _comment(text: str) -> list[str]:
    further = "#   " if text.startswith(("guess:", "decide:")) else "# "
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent="# ",
        subsequent_indent=further,
        break_long_words=False,
        break_on_hyphens=False,
    )
