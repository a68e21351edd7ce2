"""Accord as an application: what the wheel and the Containerfile hold."""

import re
import tomllib
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from queries.paths import ROOT

AT_RUN_TIME = {".sql", ".toml", ".css", ".csv", ".py", ".html", ".js", ".typ"}
PACKAGES = ("dashboard", "queries", "data", "sql")
INSTRUCTION = re.compile(r"^([A-Z]+) (.+)$", re.MULTILINE)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names of all files of a wheel built from this checkout."""
    builder = WheelBuilder(str(ROOT))
    (path,) = builder.build(directory=str(tmp_path_factory.mktemp("wheel")), versions=["standard"])
    with zipfile.ZipFile(path) as archive:
        return set(archive.namelist())


def instructions(name: str) -> list[str]:
    """Return what follows an instruction of the Containerfile, one entry for each use."""
    text = (ROOT / "Containerfile").read_text(encoding="utf-8")
    return [rest for word, rest in INSTRUCTION.findall(text) if word == name]


def test_the_wheel_holds_all_that_is_read_at_run_time(wheel: set[str]) -> None:
    """Code, SQL, packs, words and style of the four packages are in it, each in its place."""
    needed = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.suffix in AT_RUN_TIME and "__pycache__" not in path.parts
    }
    assert needed - wheel == set()
    assert {name.split("/")[0] for name in wheel if ".dist-info/" not in name} == {
        *PACKAGES,
        "docs",
    }


def test_the_wheel_holds_settings_and_decisions(wheel: set[str]) -> None:
    """The server's settings and the pages of decisions come along from outside the packages."""
    decisions = {f"docs/decisions/{path.name}" for path in (ROOT / "docs/decisions").glob("*.md")}
    assert {name for name in wheel if name.startswith("docs/")} == decisions
    assert "dashboard/.streamlit/config.toml" in wheel


def test_the_containerfile_names_what_is_there() -> None:
    """Every file and folder that is copied from the checkout exists, and no part is left out."""
    copied = {
        source
        for line in instructions("COPY")
        if not line.startswith("--from")
        for source in line.split()[:-1]
    }
    assert [source for source in copied if not (ROOT / source).exists()] == []
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = settings["tool"]["hatch"]["build"]["targets"]["wheel"]
    packed = [*wheel["packages"], *wheel["force-include"], settings["project"]["readme"]]
    packed += settings["project"]["license-files"]
    covered = {path for path in packed for source in copied if Path(path).is_relative_to(source)}
    assert covered == set(packed)


def test_the_container_serves_as_a_user_of_its_own() -> None:
    """The sample is built and served by a user who is not root."""
    lines = (ROOT / "Containerfile").read_text(encoding="utf-8").splitlines()
    user = lines.index("USER accord")
    assert user < lines.index("RUN accord sample && accord build sample && accord publish sample")
    assert instructions("CMD") == ['["accord", "serve", "--host", "0.0.0.0"]']
