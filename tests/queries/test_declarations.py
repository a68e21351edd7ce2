"""A mistake in data/fields.toml or data/measures.toml is one message with file, key and remedy."""

import copy
import tomllib
from collections.abc import Callable
from typing import Any

import pytest

from queries.declared.fields import delivered, read_declared
from queries.declared.measures import read_events, read_measures
from queries.declared.sensitive import read_kinds
from queries.errors import BadInput
from queries.paths import ROOT

Tree = dict[str, Any]


def declared(name: str) -> Tree:
    """Return what a file of data/ declares."""
    return tomllib.loads((ROOT / "data" / name).read_text(encoding="utf-8"))


FIELDS, MEASURES = declared("fields.toml"), declared("measures.toml")


def flag(tree: Tree) -> Tree:
    """Return the declaration of one yes/no field."""
    entry: Tree = tree["fields"]["force"]["is_behavioral_crisis"]
    return entry


def crisis(tree: Tree) -> Tree:
    """Return the declaration of the event of that field."""
    entry: Tree = tree["events"]["force_crisis"]
    return entry


def first(tree: Tree) -> Tree:
    """Return the first declared measure."""
    entry: Tree = tree["measures"][0]
    return entry


def message(read: Callable[[Tree], object], tree: Tree, spoil: Callable[[Tree], object]) -> str:
    """Return the message for a declaration that was spoiled."""
    spoiled = copy.deepcopy(tree)
    spoil(spoiled)
    with pytest.raises(BadInput) as caught:
        read(spoiled)
    return str(caught.value)


@pytest.mark.parametrize(
    ("spoil", "key", "actual"),
    [
        (lambda tree: flag(tree).update(kind="flg"), ".kind", "flg"),
        (lambda tree: flag(tree).pop("label"), "", "a key is missing"),
        (lambda tree: flag(tree).pop("of"), "", "a key is missing"),
        (lambda tree: flag(tree).update(label={"en": "crisis"}), ".label", "lacks a language"),
        (lambda tree: flag(tree).update(merg="any"), "", "merg"),
        (lambda tree: flag(tree).update(merge="anny"), ".merge", "anny"),
        (lambda tree: flag(tree).update(vocabulary="nope"), ".vocabulary", "nope"),
        (lambda tree: flag(tree)["breakdown"].update(section="hurtt"), ".section", "hurtt"),
        (lambda tree: flag(tree).update(same_as="forse.reason"), "", "forse.reason"),
    ],
)
def test_a_mistake_in_a_field_is_named(
    spoil: Callable[[Tree], object], key: str, actual: str
) -> None:
    """The message has the file, the field, the key, and what stands there."""
    text = message(read_declared, FIELDS, spoil)
    assert "fields.force.is_behavioral_crisis" in text
    assert "fields.toml" in text
    assert key in text
    assert actual in text
    assert "what to do:" in text


def test_a_field_of_no_dataset_is_named() -> None:
    """Fields under a dataset that is not declared do not vanish in silence."""

    def spoil(tree: Tree) -> None:
        tree["fields"]["forse"] = {"is_it": flag(tree)}

    assert "forse" in message(read_declared, FIELDS, spoil)


def test_a_name_that_is_no_column_is_named() -> None:
    """A field's name has small letters, digits and underscores only."""

    def spoil(tree: Tree) -> None:
        tree["fields"]["force"]["is it"] = flag(tree)

    assert "is it" in message(read_declared, FIELDS, spoil)


@pytest.mark.parametrize(
    ("spoil", "actual"),
    [
        (lambda tree: crisis(tree).update(dataset="forse"), "forse"),
        (lambda tree: crisis(tree).update(wher={}), "wher"),
        (lambda tree: crisis(tree)["where"].update(is_behavioral_crisis=["yes"]), "yes"),
        (lambda tree: crisis(tree)["where"].update(is_nothing=["true"]), "is_nothing"),
        (lambda tree: crisis(tree).update(holds=["is_nothing"]), "is_nothing"),
        (lambda tree: crisis(tree).update(day="some_day"), "some_day"),
        (lambda tree: first(tree).update(numerator="forse"), "forse"),
        (lambda tree: first(tree).update(denominator="people"), "people"),
        (lambda tree: first(tree).update(flag="force.is_behavioral_crisis"), "not complete"),
        (lambda tree: first(tree).pop("denominator"), "not complete"),
        (lambda tree: first(tree).update(kind="ratio"), "ratio"),
        (lambda tree: first(tree).update(direction="sideways"), "sideways"),
        (lambda tree: first(tree).update(caveats=["nobody_knows"]), "nobody_knows"),
        (lambda tree: first(tree).update(nmae="x"), "nmae"),
        (lambda tree: first(tree).update(name={"es": "x"}), "lacks a language"),
        (lambda tree: tree["measures"].append(first(tree)), "stands twice"),
    ],
)
def test_a_mistake_in_a_measure_is_named(spoil: Callable[[Tree], object], actual: str) -> None:
    """Events and measures are held to the declared fields, each other and the known words."""
    text = message(read_events, MEASURES, spoil)
    assert text == message(read_measures, MEASURES, spoil)
    assert "measures.toml" in text
    assert actual in text


@pytest.mark.parametrize("name", ["force.reason", "force.is_nothing", "forse.reason", "reason"])
def test_a_measure_of_a_flag_names_a_flag(name: str) -> None:
    """`flag` is dataset.field of a declared yes/no field."""

    def spoil(tree: Tree) -> None:
        measure = first(tree)
        del measure["numerator"], measure["denominator"]
        measure["flag"] = name

    assert "measures.force.flag" in message(read_measures, MEASURES, spoil)


def test_the_declarations_as_they_stand_are_right() -> None:
    """What the project declares passes its own checks, and loses nothing in reading."""
    assert read_declared(FIELDS) == delivered()
    assert len(read_measures(MEASURES)) == len(MEASURES["measures"])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"words": ["Rape"]}, "small letters and spaces"),
        ({"least": 0}, "1 or more"),
        ({"category": "nothing"}, "nothing"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_mistake_in_a_sensitive_kind_is_named(change: Tree, message: str) -> None:
    """A kind that would match nothing, or everything, is refused with its key."""
    kind = {**declared("sensitive.toml")["suicide"], **change}
    with pytest.raises(BadInput, match=message):
        read_kinds({"suicide": kind})
