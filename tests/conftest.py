"""Fixtures that several test modules share: the real data, the sample city built and published."""

import datetime as dt
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from filelock import FileLock

from dashboard.edition.export import made
from data import build, publish, sample
from queries import warehouse
from tests import hostile
from tests.edition.pages import LIVE, PATHS
from tests.grouping import Groups, long_first

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
HomeOf = Callable[[str], Path]
WHOLE_CITIES = {"sample_home", "shared_data", "home_of"}
"""Fixtures that hold a whole city's records; every other city's fixture needs one of them."""


SNAPSHOTS = (dt.date(2018, 12, 31), dt.date(2021, 1, 31), None)
"""The days as of which New Orleans is published in turn; None is the last delivery."""

MAIN = sys.modules["__main__"]


@pytest.fixture(autouse=True)
def main_module() -> None:
    """Put the run itself back as the main module, which a new process would run once more.

    Streamlit's AppTest leaves the page that it ran in that place.
    """
    sys.modules["__main__"] = MAIN


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark the tests that need a whole city, which `make check` leaves out; long groups begin."""
    for item in items:
        if WHOLE_CITIES.intersection(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.whole_city)
    if hasattr(config, "workerinput"):
        long_first(items)


@pytest.hookimpl(optionalhook=True)  # a run without pytest-xdist knows no such hook
def pytest_xdist_make_scheduler(config: pytest.Config) -> Groups | None:
    """Keep groups of tests on one worker where `--dist loadgroup` asks for it."""
    return Groups(config) if config.getvalue("dist") == "loadgroup" else None


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real open data, which is never part of the project."""
    if not (SHARED / "data").is_dir():
        pytest.skip("the real data (../shared/data) are not on this machine")
    return SHARED / "data"


@pytest.fixture(scope="session")
def oracles() -> Path:
    """The folder of data behind published results, which is never part of the project."""
    if not (SHARED / "oracles").is_dir():
        pytest.skip("the published results' data (../shared/oracles) are not on this machine")
    return SHARED / "oracles"


@pytest.fixture(scope="session")
def shared_tmp(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all workers of a test run, so that what is slow to make is made once."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


@pytest.fixture(scope="session")
def sample_home(shared_tmp: Path) -> Path:
    """An ACCORD_HOME with the sample city at full size, built and published. Do not change it."""
    home = shared_tmp / "sample-home"
    with FileLock(shared_tmp / "sample-home.lock"):
        if not (home / "warehouse" / "sample" / "current").is_file():
            with at_home(home):
                sample.generate(home / "raw" / "sample")
                build.build("sample")
                publish.publish("sample")
    return home


@pytest.fixture(scope="session")
def chicago_home(shared_tmp: Path, shared_data: Path) -> Path:
    """An ACCORD_HOME with Chicago's real data, built and published. Do not change it."""
    return _real_home("chicago", shared_tmp, shared_data)


@pytest.fixture(scope="session")
def new_orleans_home(shared_tmp: Path, shared_data: Path) -> Path:
    """An ACCORD_HOME with New Orleans' real data, built and published. Do not change it."""
    return _real_home("new_orleans", shared_tmp, shared_data)


@pytest.fixture(scope="session")
def cincinnati_home(shared_tmp: Path, shared_data: Path) -> Path:
    """An ACCORD_HOME with Cincinnati's real data, built and published. Do not change it."""
    return _real_home("cincinnati", shared_tmp, shared_data)


@pytest.fixture(scope="session")
def seattle_home(shared_tmp: Path, shared_data: Path) -> Path:
    """An ACCORD_HOME with Seattle's real data, built and published. Do not change it."""
    return _real_home("seattle", shared_tmp, shared_data)


@pytest.fixture(scope="session")
def minneapolis_home(shared_tmp: Path, shared_data: Path) -> Path:
    """An ACCORD_HOME with Minneapolis' real data, built and published. Do not change it."""
    return _real_home("minneapolis", shared_tmp, shared_data)


@pytest.fixture(scope="session")
def portland_home(shared_tmp: Path, shared_data: Path) -> Path:
    """An ACCORD_HOME with Portland's real data, built and published. Do not change it."""
    return _real_home("portland", shared_tmp, shared_data)


@pytest.fixture(scope="session")
def asheville_home(shared_tmp: Path, shared_data: Path) -> Path:
    """An ACCORD_HOME with Asheville's real data, built and published. Do not change it."""
    return _real_home("asheville", shared_tmp, shared_data)


@pytest.fixture(scope="session")
def revised_home(shared_tmp: Path, shared_data: Path) -> Path:
    """An ACCORD_HOME with New Orleans, published as of 2018, 2020 and 2023 in turn. Read only."""
    home = shared_tmp / "revised-home"
    with FileLock(shared_tmp / "revised-home.lock"), at_home(home):
        if len(warehouse.vintages("new_orleans")) < len(SNAPSHOTS):
            for as_of in SNAPSHOTS:
                build.build("new_orleans", shared_data / "new_orleans", as_of=as_of)
                publish.publish("new_orleans")
    return home


@pytest.fixture
def home_of(request: pytest.FixtureRequest) -> HomeOf:
    """What returns the ACCORD_HOME of a city by its id, for tests that run for several cities."""
    return lambda city: request.getfixturevalue(f"{city}_home")


@pytest.fixture(scope="session")
def small_raw(shared_tmp: Path) -> Path:
    """The sample city's raw files with few calls. Copy before changing one."""
    raw = shared_tmp / "small-raw"
    with FileLock(shared_tmp / "small-raw.lock"):
        if not raw.is_dir():
            sample.generate(raw, calls=5_000)
    return raw


@pytest.fixture(scope="session")
def small_home(shared_tmp: Path, small_raw: Path) -> Path:
    """An ACCORD_HOME with the small sample city, built and published once. Copy before changing."""
    home = shared_tmp / "small-home"
    with FileLock(shared_tmp / "small-home.lock"):
        if not (home / "warehouse" / "sample" / "current").is_file():
            with at_home(home):
                build.build("sample", small_raw)
                publish.publish("sample")
    return home


@pytest.fixture(scope="session")
def hostile_home(shared_tmp: Path, small_raw: Path) -> Path:
    """An ACCORD_HOME with a city whose pack and files try to be more than text. Read only."""
    folder = shared_tmp / "hostile"
    home = folder / "home"
    with FileLock(shared_tmp / "hostile.lock"):
        if not (home / "warehouse" / "sample" / "current").is_file():
            hostile.write_pack(folder / "packs")
            hostile.write_raw(small_raw, folder / "raw")
            with at_home(home), pytest.MonkeyPatch.context() as patch:
                patch.setenv("ACCORD_PACKS", str(folder / "packs"))
                build.build("sample", folder / "raw")
                publish.publish("sample")
    return home


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty ACCORD_HOME of the test's own."""
    monkeypatch.setenv("ACCORD_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@contextmanager
def at_home(folder: Path) -> Iterator[None]:
    """Run a block with ACCORD_HOME set to a folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ACCORD_HOME", str(folder))
        yield


def _real_home(city: str, shared_tmp: Path, shared_data: Path) -> Path:
    home = shared_tmp / f"{city}-home"
    with FileLock(shared_tmp / f"{city}-home.lock"):
        if not (home / "warehouse" / city / "current").is_file():
            with at_home(home):
                build.build(city, shared_data / city)
                publish.publish(city)
    return home


@pytest.fixture(scope="session")
def edition(shared_tmp: Path, small_home: Path) -> Path:
    """A folder with pages of each kind in two languages, with links to a live site. Read only."""
    folder = shared_tmp / "edition"
    with FileLock(shared_tmp / "edition.lock"), at_home(small_home):
        if not folder.is_dir():
            vintage = warehouse.current("sample")
            assert vintage
            pages, shared = made("sample", vintage, ("en", "es"), LIVE, PATHS)
            for path, content in (pages | shared).items():
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_bytes(content)
    return folder
