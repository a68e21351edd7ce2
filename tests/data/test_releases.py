"""What publishing keeps of the tables by race, sex and age, on the sample city built twice."""

import shutil
from pathlib import Path

import polars as pl
import pytest

from data import build, publish
from data.prune import superfluous
from queries import warehouse
from queries.records import disclosure, released
from queries.vintage.catalog import UNKNOWN, open_city
from tests.conftest import at_home


@pytest.mark.slow
def test_a_vintage_follows_the_one_published_before(
    small_home: Path, small_raw: Path, tmp_path: Path
) -> None:
    """One new person changes no count by race but the unknown, and going back changes none.

    The files of the release are sealed with the vintage, and the vintage published last is kept.
    """
    home, raw = tmp_path / "home", tmp_path / "raw"
    shutil.copytree(small_home, home)
    shutil.copytree(small_raw, raw)
    force = raw / "force.csv"
    rows = force.read_text(encoding="utf-8").splitlines()
    number = rows[1].split(",")[0]
    rows.append(rows[1].replace(number, "RV16-99999"))
    force.write_text("\n".join(rows) + "\n", encoding="utf-8")
    with at_home(home):
        first = str(warehouse.current("sample"))
        second = build.build("sample", raw)
        assert not released.has_release(open_city("sample", second))
        publish.publish("sample")
        assert warehouse.verify("sample", second) == []
        earlier, later = open_city("sample", first), open_city("sample", second)
        assert publish.rollback("sample") == first
        assert second not in superfluous("sample", keep=0)
    assert released.has_release(earlier)
    for by in ("year", "area"):
        tables = [disclosure.counts(city, "persons", "race", by) for city in (earlier, later)]
        before, now = (table.filter(pl.col("value") != UNKNOWN) for table in tables)
        assert before.equals(now)
        sums = [table.filter(value=UNKNOWN)["n"].sum() for table in tables]
        assert sums[1] == sums[0] + disclosure.waiting(later, "persons", "race", by)
        assert disclosure.waiting(later, "persons", "race", by) == 1
        assert disclosure.waiting(earlier, "persons", "race", by) == 0
