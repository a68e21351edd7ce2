"""A city with a signal that a correction takes back, settings, and a trusted certificate."""

import shutil
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import trustme
from typer.testing import CliRunner

from dashboard.api import limits
from dashboard.cli import app
from dashboard.standing.files import standing_folder
from dashboard.standing.settings import NAME
from data.publish import publish
from queries import warehouse
from queries.rate_limits import RateLimit
from tests.conftest import at_home
from tests.following import CITY, NAMES, follow

Write = Callable[[str], None]
MONTH = "2023-10"
AREA = "1"
MANY = (
    "select * replace (case when event = 'force' and area_id = '1' and layer = 'district' "
    "and {day} between '2023-10-01' and '2023-10-31' then 9 * n else n end as n) from rows"
)
"""Nine times the force of its latest settled month, in one police district."""


@dataclass(frozen=True)
class Reported:
    """The published vintage, the folder of its report, and how `accord report` ended."""

    vintage: str
    folder: Path
    exit_code: int

    @property
    def home(self) -> Path:
        """The ACCORD_HOME that it is in."""
        return self.folder.parent / "home"


@pytest.fixture(scope="package")
def reports(
    tmp_path_factory: pytest.TempPathFactory, small_home: Path
) -> Iterator[tuple[Reported, Reported]]:
    """Two vintages, each published and reported: one with far more force, and its correction."""
    folder = tmp_path_factory.mktemp("reporting")
    shutil.copytree(small_home, folder / "home")
    with at_home(folder / "home"):
        original = warehouse.city_folder(CITY) / str(warehouse.current(CITY))
        days = {"daily_counts": "day", "monthly_counts": "month"}
        many = {mart: MANY.format(day=day) for mart, day in days.items()}
        mended = {mart: f"from '{original / mart}.parquet'" for mart in days}
        yield (
            _reported(folder / "first", follow(NAMES[0], many)),
            _reported(folder / "second", follow(NAMES[1], mended)),
        )


def _reported(folder: Path, vintage: str) -> Reported:
    publish(CITY)
    run = CliRunner().invoke(app, ["report", CITY, "-o", str(folder), "--exit-code"])
    return Reported(vintage, folder, run.exit_code)


@pytest.fixture(autouse=True)
def _uncounted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "requests", RateLimit(limits.MOST_A_MINUTE, limits.MINUTE_S))


@pytest.fixture
def write_settings(home: Path) -> Write:
    """What writes the settings of the sample city."""

    def write(text: str) -> None:
        path = standing_folder("sample") / NAME
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    return write


@pytest.fixture
def tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """The server's side of encryption, by an authority that the client trusts."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    return context
