"""Drafts and builds a city as if it joined, in folders that are removed afterwards.

Each question that the draft puts to a person is taken as drafted and counted: a trial says what
files could answer, and a pack is still to be reviewed line by line before anything is published.
"""

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.build import build
from data.check import failures
from data.config import City, read_city
from data.marks import marks, pack_files, without
from data.new_city import new_city
from data.new_city.plan import Plan
from queries.declared.fields import delivered
from queries.paths import SQL
from queries.sql_text import read_sql_file
from queries.warehouse import checks, home


@dataclass(frozen=True)
class Trial:
    """A build that can be read as long as its folders are there.

    `questions` are those of the draft by dataset, "" for those about the whole pack. `faults` are
    the rules of the checks that the build breaks, by dataset likewise: it could not be published.
    """

    vintage: str
    questions: dict[str, tuple[str, ...]]
    faults: dict[str, tuple[str, ...]]


@contextmanager
def trial(plan: Plan) -> Iterator[Trial]:
    """Draft and build a city for the time of the block, in which ACCORD_HOME holds only it.

    Raises what `new_city` and `build` raise. The city may have a pack already; it is not touched.
    """
    root = home()
    root.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=root, prefix=".trial-") as folder:
        packs = Path(folder) / "packs"
        packs.mkdir()
        with _environment(ACCORD_HOME=str(Path(folder) / "home"), ACCORD_PACKS=str(packs)):
            raw = new_city(plan, is_replaced=True).raw
            city = read_city(plan.id)
            questions = _take_as_drafted(city)
            vintage = build(plan.id, raw)
            yield Trial(vintage, questions, _faults(city, vintage))


def _take_as_drafted(city: City) -> dict[str, tuple[str, ...]]:
    """Delete the questions of a pack and return them."""
    of_file = {name: dataset for source in city.sources for dataset, name in source.staging.items()}
    questions: dict[str, tuple[str, ...]] = {}
    for path in pack_files(city):
        asked = [mark for mark in marks(path) if mark.kind == "decide"]
        lines = path.read_text(encoding="utf-8").splitlines()
        for mark in reversed(asked):
            lines = without(lines, mark)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        dataset = of_file.get(path.stem, "") if path.suffix == ".sql" else ""
        if asked:
            questions[dataset] = (*questions.get(dataset, ()), *(mark.text for mark in asked))
    return questions


def _faults(city: City, vintage: str) -> dict[str, tuple[str, ...]]:
    """Return the rules of failed checks by the datasets that their rows are about."""
    of_source = {source.id: source.accounted_as for source in city.sources}
    faults: dict[str, tuple[str, ...]] = {}
    for check in failures(checks(city.id, vintage)):
        for dataset in sorted(_broken_by(check, of_source)):
            faults[dataset] = (*faults.get(dataset, ()), check["rule"])
    return faults


def _broken_by(check: dict[str, Any], of_source: dict[str, str]) -> set[str]:
    """Return the datasets of the rows that break a check.

    A check of the records of one dataset is about it. Of the others each row may name its dataset
    or its source; "" stands for the whole build where it names neither, or where not all rows are
    kept.
    """
    query = read_sql_file(SQL / "checks" / f"{check['name']}.sql")
    tables = set(re.findall(r"core\.(\w+)", query))
    records = {dataset.of for dataset in delivered().values() if dataset.table in tables}
    if len(records) == 1:
        return records
    rows = check["examples"]
    if len(rows) < check["rows"]:
        return {""}
    return {str(row.get("dataset") or of_source.get(str(row.get("source")), "")) for row in rows}


@contextmanager
def _environment(**values: str) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
