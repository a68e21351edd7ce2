"""Checks of data/fields.toml: each mistake is one message with its key."""

import re
from collections.abc import Collection, Mapping
from typing import Any

from queries.declared.reading import need, need_keys, need_one_of, need_texts, read_toml
from queries.paths import ROOT

FIELDS = ROOT / "data" / "fields.toml"
DICTIONARY = ROOT / "data" / "dictionary.toml"

DATASET_KEYS = ("rows", "table", "id", "day", "order", "noun", "of", "label")
FIELD_KEYS = ("kind", "of", "label")
OPTIONAL_FIELD_KEYS = (
    "same_as",
    "vocabulary",
    "open_vocabulary",
    "from",
    "merge",
    "or_else",
    "derived",
    "column",
    "public",
    "protected",
    "coverage",
    "zero_is_empty",
    "breakdown",
    "may_be_none",
    "revisions",
    "sensitive",
    "ripens",
    "card",
    "note",
)
SENSITIVE = ("key", "month", "few", "withheld")
"""What may leave of a field of a sensitive record."""

SECTIONS = ("after", "calm", "hurt", "kind", "why")
"""The questions of Use of force under which a field can stand."""

NAME = re.compile(r"[a-z][a-z0-9_]*")


def check_fields(
    declared: Mapping[str, Any], kinds: Collection[str], merges: Collection[str]
) -> None:
    """Raise BadInput for the first mistake in a declaration of datasets and fields."""
    vocabularies = read_toml(DICTIONARY)["vocabularies"]
    for name, entry in declared["datasets"].items():
        need_keys(FIELDS, f"datasets.{name}", entry, DATASET_KEYS, ("parent", "counted"))
        if "parent" in entry:
            need_one_of(FIELDS, f"datasets.{name}.parent", entry["parent"], declared["datasets"])
    for dataset, fields in declared["fields"].items():
        need_one_of(FIELDS, f"fields.{dataset}", dataset, declared["datasets"])
        for name, entry in fields.items():
            key = f"fields.{dataset}.{name}"
            is_column = bool(NAME.fullmatch(name))
            need(is_column, FIELDS, key, "the name is no column", name, "small letters, digits, _")
            whole = _whole(key, entry, declared["fields"])
            need_keys(FIELDS, key, whole, FIELD_KEYS, OPTIONAL_FIELD_KEYS)
            need_one_of(FIELDS, f"{key}.kind", whole["kind"], kinds)
            if "merge" in whole:
                need_one_of(FIELDS, f"{key}.merge", whole["merge"], merges)
            if "sensitive" in whole:
                need_one_of(FIELDS, f"{key}.sensitive", whole["sensitive"], SENSITIVE)
            _check_words(key, whole, vocabularies)


def _whole(key: str, entry: dict[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return a field's entry with what it takes over from another field."""
    if "same_as" not in entry:
        return entry
    dataset, _, name = str(entry["same_as"]).partition(".")
    is_there = name in fields.get(dataset, {})
    expected = "dataset.field of a declared field"
    need(is_there, FIELDS, key, "same_as names no field", entry["same_as"], expected)
    return {**fields[dataset][name], **entry}


def _check_words(key: str, entry: dict[str, Any], vocabularies: Mapping[str, Any]) -> None:
    """Check a field's label, its vocabulary and its place on Use of force."""
    need_texts(FIELDS, f"{key}.label", entry["label"])
    if "vocabulary" in entry:
        need_one_of(FIELDS, f"{key}.vocabulary", entry["vocabulary"], vocabularies)
    if "breakdown" in entry:
        need_keys(FIELDS, f"{key}.breakdown", entry["breakdown"], ("section", "place"), ())
        need_one_of(FIELDS, f"{key}.breakdown.section", entry["breakdown"]["section"], SECTIONS)
