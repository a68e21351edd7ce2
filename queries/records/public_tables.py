"""The tables that a visitor may ask in SQL: the files that may leave, each as a table.

A process that answers queries reads nothing but these files, which are those of Get the data,
whole. So a query can tell what the files tell, in any form, and nothing more.
"""

import fcntl
import os
import re
import shutil
import tempfile
import threading
import time
import weakref
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from queries.declared import dictionary
from queries.declared.reading import read_toml
from queries.errors import NoAnswer
from queries.paths import ROOT
from queries.records import extracts, files, filters, surveys
from queries.records.filters import Filter
from queries.texts import ANY, Texts
from queries.vintage.answers import once_per_vintage
from queries.vintage.catalog import Vintage
from queries.vintage.maps import is_latest

NEW_S = 60
"""Age of a folder, in seconds, from which nobody is about to hold it."""

DECLARED = ROOT / "data" / "public_tables.toml"


PREFIX = "accord-sql-"
"""What the names of folders of tables begin with, among the files of other programs."""


class Folder:
    """The folder of the tables that are at hand, removed with the vintage they are of.

    A server that is stopped removes nothing, so the next folder that is made removes what it left.
    """

    def __init__(self) -> None:
        """Make an empty folder, and remove those of processes that have ended."""
        _remove_left()
        self._place = tempfile.TemporaryDirectory(prefix=PREFIX)
        self.path = Path(self._place.name)
        self.lock = threading.Lock()
        held = os.open(self.path, os.O_RDONLY)
        weakref.finalize(self, os.close, held)
        fcntl.flock(held, fcntl.LOCK_EX)  # ends with this process, however that ends


def _remove_left() -> None:
    """Remove the folders of tables that no process holds any more."""
    for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        try:
            held = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
        except OSError:  # another user's, or just removed
            continue
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.fstat(held).st_mtime < time.time() - NEW_S:
                shutil.rmtree(path, ignore_errors=True)
        except BlockingIOError:
            continue
        finally:
            os.close(held)


def at_hand(vintage: Vintage, layer: str, query: str) -> tuple[Path, list[str]]:
    """Return a folder, and the tables a query may mean, each a Parquet file in it from now on.

    A table whose name does not stand in the query is not made: calls are many. Raises NoAnswer
    where this process may write to no folder for temporary files.
    """
    words = set(re.findall(r"\w+", query.lower()))
    meant = [name for name in names(vintage, layer) if name in words]
    try:
        folder = _folder(vintage, layer)
    except OSError:  # no place where anything could be written
        raise NoAnswer("sql_no_place") from None
    with folder.lock:
        for name in meant:
            file = folder.path / f"{name}.parquet"
            if not file.is_file():
                part = file.with_suffix(".part")
                _write(vintage, layer, name, part)
                part.rename(file)
    return folder.path, meant


@once_per_vintage
def names(vintage: Vintage, layer: str) -> tuple[str, ...]:
    """Return the names of the tables: the datasets that the city publishes, and the others.

    A city without a survey has no table of surveys.
    """
    held = [name for name in filters.datasets() if extracts.published(vintage, name, layer)]
    others = [name for name in OTHERS if name != "surveys" or surveys.has_surveys(vintage)]
    return (*held, *others)


def label(name: str) -> Texts:
    """Return what a table is called, by language."""
    texts: Texts = _declared()[name]["label"] if name in OTHERS else dictionary.dataset(name)
    return texts


def columns(vintage: Vintage, layer: str, name: str) -> dict[str, Texts]:
    """Return the columns of a table in order, with their meaning by language."""
    if name in OTHERS:
        meanings: dict[str, Texts] = _declared()[name]["columns"]
        return meanings
    published = extracts.published(vintage, name, layer)
    return {column: dictionary.field(column) for column in published}


@once_per_vintage
def _folder(_vintage: Vintage, _layer: str) -> Folder:
    return Folder()


def _write(vintage: Vintage, layer: str, name: str, file: Path) -> None:
    if name in OTHERS:
        OTHERS[name](vintage).select(list(_declared()[name]["columns"])).write_parquet(file)
        return
    with file.open("wb") as target:
        target.writelines(files.parquet(vintage, Filter(vintage.city_id, name, layer)))


def _areas(vintage: Vintage) -> pl.DataFrame:
    return pl.concat(
        vintage.areas(layer.id).with_columns(
            layer=pl.lit(layer.id), area=pl.col("name"), is_latest=is_latest()
        )
        for layer in vintage.city.layers
    )


def _policies(vintage: Vintage) -> pl.DataFrame:
    schema = {
        "policy_id": pl.String,
        "title": pl.String,
        "announced_on": pl.Date,
        "effective_on": pl.Date,
        "source": pl.String,
        "link": pl.String,
    }
    rows = [
        (
            policy.id,
            _text(policy.title),
            policy.announced_on,
            policy.effective_on,
            policy.source,
            policy.link,
        )
        for policy in vintage.policies
    ]
    return pl.DataFrame(rows, schema=schema, orient="row")


def _measures(vintage: Vintage) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "measure_id": measure.id,
            "measure": _text(measure.name),
            "numerator": measure.numerator,
            "denominator": measure.denominator,
            "scale": measure.scale,
            "better": measure.direction,
        }
        for measure in vintage.measures(vintage.layer().id)
    )


OTHERS: dict[str, Callable[[Vintage], pl.DataFrame]] = {
    "areas": _areas,
    "policies": _policies,
    "measures": _measures,
    "surveys": surveys.values,
}
"""The tables that are no records, each with what makes it."""


def _text(texts: Texts) -> str:
    """Return a text as tables have it: in English, else in the language there is."""
    return texts.get("en") or texts.get(ANY) or next(iter(texts.values()))


@cache
def _declared() -> dict[str, Any]:
    return read_toml(DECLARED)
