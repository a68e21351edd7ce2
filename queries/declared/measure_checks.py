"""Checks of data/measures.toml: each mistake is one message with its key."""

from collections.abc import Mapping
from typing import Any

from queries.declared.fields import Dataset, Field
from queries.declared.reading import need, need_keys, need_one_of, need_texts, read_toml
from queries.paths import ROOT

MEASURES = ROOT / "data" / "measures.toml"
CAVEATS = ROOT / "data" / "caveats.toml"
SHORT = "short"
"""The table of CAVEATS that holds short forms, by the code of the whole one."""

EVENT_KEYS = ("where", "least", "most", "holds", "ripe_days", "field", "day")
MEASURE_KEYS = ("id", "kind", "scale", "direction", "name", "sentence", "caveats", "matters")
OPTIONAL_MEASURE_KEYS = ("flag", "numerator", "denominator", "matures_days", "needs", "monthly")
MEASURE_KINDS = ("rate", "share", "count")
DIRECTIONS = ("down", "up", "neutral")
NO_EVENT = ("residents", "none")
"""Denominators that are not counted in records."""


def check_measures(declared: Mapping[str, Any], datasets: Mapping[str, Dataset]) -> None:
    """Raise BadInput for the first mistake in a declaration of events and measures."""
    for name, entry in declared["events"].items():
        _check_event(f"events.{name}", entry, datasets)
    for name, entry in declared["smallest_changes"].items():
        _check_smallest_change(f"smallest_changes.{name}", entry)
    caveats = read_toml(CAVEATS)
    for code, texts in caveats.pop(SHORT, {}).items():
        need_one_of(CAVEATS, SHORT, code, caveats)
        need_texts(CAVEATS, f"{SHORT}.{code}", texts)
    ids = [measure.get("id") for measure in declared["measures"]]
    for position, measure in enumerate(declared["measures"], start=1):
        key = f"measures.{measure.get('id', f'number {position}')}"
        need_keys(MEASURES, key, measure, MEASURE_KEYS, OPTIONAL_MEASURE_KEYS)
        is_single = ids.count(measure["id"]) == 1
        need(is_single, MEASURES, key, "the id stands twice", measure["id"], "an id of its own")
        need_one_of(MEASURES, f"{key}.kind", measure["kind"], MEASURE_KINDS)
        need_one_of(MEASURES, f"{key}.direction", measure["direction"], DIRECTIONS)
        for text in ("name", "sentence"):
            need_texts(MEASURES, f"{key}.{text}", measure[text])
        if "monthly" in measure:
            need_texts(MEASURES, f"{key}.monthly", measure["monthly"])
        need_one_of(MEASURES, f"{key}.matters", measure["matters"], declared["smallest_changes"])
        for code in measure["caveats"]:
            need_one_of(MEASURES, f"{key}.caveats", code, caveats)
        _check_sides(key, measure, declared["events"], datasets)


def _check_smallest_change(key: str, entry: dict[str, Any]) -> None:
    need_keys(MEASURES, key, entry, ("citywide", "area", "reason"), ())
    for place in ("citywide", "area"):
        is_share = isinstance(entry[place], float) and 0 < entry[place] < 1
        need(is_share, MEASURES, f"{key}.{place}", "no share", entry[place], "between 0 and 1")
    need_texts(MEASURES, f"{key}.reason", entry["reason"])


def _check_sides(
    key: str,
    measure: Mapping[str, Any],
    events: Mapping[str, Any],
    datasets: Mapping[str, Dataset],
) -> None:
    """Check that a measure has a flag, or a numerator and a denominator."""
    sides = [name for name in ("flag", "numerator", "denominator") if name in measure]
    is_either = sides in (["flag"], ["numerator", "denominator"])
    expected = "flag, or numerator and denominator"
    need(is_either, MEASURES, key, "the measure is not complete", ", ".join(sides), expected)
    if "flag" in measure:
        dataset, _, name = str(measure["flag"]).partition(".")
        need_one_of(MEASURES, f"{key}.flag", dataset, datasets)
        field = _field(f"{key}.flag", name, datasets[dataset])
        need(field.kind == "flag", MEASURES, f"{key}.flag", "no flag", field.kind, "kind flag")
        return
    need_one_of(MEASURES, f"{key}.numerator", measure["numerator"], events)
    need_one_of(MEASURES, f"{key}.denominator", measure["denominator"], [*events, *NO_EVENT])


def _check_event(key: str, entry: dict[str, Any], datasets: Mapping[str, Dataset]) -> None:
    need_keys(MEASURES, key, entry, ("dataset",), EVENT_KEYS)
    need_one_of(MEASURES, f"{key}.dataset", entry["dataset"], datasets)
    dataset = datasets[entry["dataset"]]
    for condition in ("where", "least", "most"):
        for name in entry.get(condition, {}):
            field = _field(f"{key}.{condition}", name, dataset)
            if condition == "where" and field.kind == "flag":
                values = entry["where"][name]
                expected = '["true"] or ["false"]'
                is_flag = values in (["true"], ["false"])
                need(is_flag, MEASURES, f"{key}.where.{name}", "no flag", values, expected)
    single = [entry[part] for part in ("field", "day") if part in entry]
    for name in (*entry.get("holds", ()), *single):
        _field(key, name, dataset)


def _field(key: str, name: str, dataset: Dataset) -> Field:
    fields = {field.name: field for field in dataset.fields}
    need_one_of(MEASURES, key, name, fields)
    return fields[name]
