"""A build that dies, two at once, publishing and going back: the served vintage is never harmed."""

import json
import multiprocessing
import os
import shutil
import signal
from pathlib import Path

import polars as pl
import pytest
from filelock import FileLock

from data import build, check, publish
from data.errors import BuildRefused
from data.seal import seal, unlock
from queries import warehouse
from queries.stored.seals import SEAL, Seal, read_seal

pytestmark = pytest.mark.slow


def build_until(home: Path, raw: Path, last: str) -> None:
    """Build the sample city, and be killed as the step `last` begins."""

    def die(step: str) -> None:
        if step == last:
            os.kill(os.getpid(), signal.SIGKILL)

    os.environ["ACCORD_HOME"] = str(home)
    build.build("sample", raw, die)


@pytest.fixture
def published(home: Path, small_home: Path) -> str:
    """A published vintage of the small sample city, in a home of the test's own."""
    shutil.copytree(small_home, home)
    return str(warehouse.current("sample"))


def test_a_build_killed_at_any_step_harms_nothing(
    published: str, home: Path, small_raw: Path
) -> None:
    """Killed as each step begins, a build leaves the published vintage; the next one succeeds."""
    server = multiprocessing.get_context("forkserver")  # imports the build once for all steps
    server.set_forkserver_preload([__name__])
    for step in build.STEPS:
        process = server.Process(target=build_until, args=(home, small_raw, step))
        process.start()
        process.join()
        assert process.exitcode == -signal.SIGKILL, step
        assert warehouse.current("sample") == published
        assert warehouse.vintages("sample") == [published]
    following = build.build("sample", small_raw)
    assert warehouse.vintages("sample") == [published, following]
    numbers = [warehouse.manifest("sample", name).number for name in (published, following)]
    assert numbers == [1, 2]  # the builds that were killed left none
    assert list(warehouse.city_folder("sample").glob(".building-*")) == []


def test_a_second_build_of_a_city_stops(home: Path, small_raw: Path) -> None:
    """While one build of a city runs, another says so and stops."""
    folder = warehouse.city_folder("sample")
    folder.mkdir(parents=True)
    with FileLock(folder / "build.lock"), pytest.raises(BuildRefused, match="Another build"):
        build.build("sample", small_raw)


def test_a_build_is_sealed(published: str) -> None:
    """Each of its files has its sum, and neither they nor the folder can be written."""
    folder = warehouse.city_folder("sample") / published
    made = read_seal(folder)
    assert isinstance(made, Seal)
    assert {*made.files, SEAL} == {path.name for path in folder.iterdir()}
    assert warehouse.manifest("sample", published).is_sealed
    assert warehouse.verify("sample", published) == []
    assert [path for path in (folder, *folder.iterdir()) if path.stat().st_mode & 0o222] == []


def test_publish_and_rollback(published: str, small_raw: Path) -> None:
    """Publishing moves to the newest vintage, rollback to the one before, and no further back."""
    second = build.build("sample", small_raw)
    assert warehouse.current("sample") == published
    assert publish.publish("sample") == second
    assert publish.rollback("sample") == published
    with pytest.raises(BuildRefused, match="no earlier vintage"):
        publish.rollback("sample")


def test_a_vintage_that_fails_a_check_is_not_published(published: str, small_raw: Path) -> None:
    """One error among the checks keeps the draft a draft, and names the rule it broke."""
    draft = build.build("sample", small_raw)
    path = warehouse.city_folder("sample") / draft / "checks.json"
    results = json.loads(path.read_text(encoding="utf-8"))
    broken = next(result for result in results if result["severity"] == "error")
    broken["rows"] = 3
    unlock(path.parent)
    path.write_text(json.dumps(results), encoding="utf-8")
    seal(path.parent, 2)
    with pytest.raises(BuildRefused, match="3 rows"):
        publish.publish("sample")
    assert warehouse.current("sample") == published


def test_the_checks_of_a_finished_vintage_can_be_run_again(published: str) -> None:
    """Read back from disk, a vintage passes the same checks as when it was built."""
    path = warehouse.city_folder("sample") / published / "checks.json"
    built = json.loads(path.read_text(encoding="utf-8"))
    results = check.check_vintage("sample", published)
    assert [(result["name"], result["rows"]) for result in results] == [
        (result["name"], result["rows"]) for result in built
    ]


def test_a_vintage_is_held_against_the_published_one(published: str) -> None:
    """A month that the published vintage has and a newer one has not is an error of the newer."""
    folder = warehouse.city_folder("sample")
    shutil.copytree(folder / published, folder / "99991231-000000")
    path = folder / "99991231-000000" / "coverage.parquet"
    unlock(path.parent)
    coverage = pl.read_parquet(path)
    coverage.filter(pl.col("month") != coverage["month"].max()).write_parquet(path)
    seal(path.parent, 2)
    for name, is_lost in ((published, False), ("99991231-000000", True)):
        failed = [result["name"] for result in check.failures(check.check_vintage("sample", name))]
        assert failed == (["months_not_lost"] if is_lost else [])


def test_rows_add_up_in_every_file(published: str) -> None:
    """Rows read are rows kept, set aside and merged; rows set aside are kept with their reason."""
    manifest = warehouse.manifest("sample", published)
    for file in manifest.files:
        parts = file.kept + sum(file.set_aside.values()) + sum(file.merged.values())
        assert file.rows_read == parts, file.file
    set_aside = sum(sum(file.set_aside.values()) for file in manifest.files)
    assert manifest.tables["set_aside"] == set_aside > 0


def test_the_serving_connection_reads_its_vintage_and_nothing_else(
    published: str, tmp_path: Path
) -> None:
    """Other files, settings and extensions are refused on a connection that serves visitors."""
    outside = tmp_path / "other.csv"
    outside.write_text("a\n1\n", encoding="utf-8")
    con = warehouse.open_vintage("sample", published).con
    for statement in (
        f"select * from read_csv('{outside}')",
        f"select * from read_text('{outside}')",
        f"attach '{tmp_path / 'x.duckdb'}'",
        "install httpfs",
        "set enable_external_access = true",
        f"copy (select 1) to '{tmp_path / 'out.csv'}'",
    ):
        with pytest.raises(Exception, match=r"(?i)disabled|locked|not allowed|permission|cannot"):
            con.execute(statement)


def test_a_vintage_of_another_release_is_not_served(published: str, home: Path) -> None:
    """A build that lacks what the site needs is as good as none: it must be built again."""
    path = warehouse.city_folder("sample") / published / "manifest.json"
    older = warehouse.city_folder("sample") / "20010101-000000"
    older.mkdir()
    manifest = json.loads(path.read_text(encoding="utf-8"))
    text = json.dumps({**manifest, "format": warehouse.FORMAT - 1})
    (older / "manifest.json").write_text(text, encoding="utf-8")
    (path.parents[1] / "current").write_text(older.name + "\n", encoding="utf-8")
    assert warehouse.vintages("sample") == [published]
    assert warehouse.current("sample") is None
    assert warehouse.published_cities() == []
