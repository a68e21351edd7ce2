"""Three versions of the small sample city, the last with a name that tries to be markup."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard import branding
from dashboard.api import limits
from data.publish import publish
from queries import warehouse
from queries.paths import PACKS
from queries.rate_limits import RateLimit
from tests.conftest import at_home
from tests.following import CITY, NAMES, Manifest, follow

CONTACT = "mailto:data@example.org"
HOSTILE = "R</script><!-- ]]> \x07 & \"'{x}"

FEWER = dict.fromkeys(
    ("daily_counts", "monthly_counts"),
    "from rows where not (event = 'force' and {day} between '2016-01-01' and '2018-12-31' "
    "and hash({day}, area_id) % 10 < 9)",
)
"""Nine tenths of the force before the policy gone: what is said of the policy changes."""

MAPPING = """
["2.0.0"]
was = { en = "Reports & <more>.", es = "Informes." }
now = { en = "Incidents.", es = "Incidentes." }
across = { en = "Count both.", es = "Cuente ambos." }
"""


def hostile(manifest: Manifest) -> None:
    """Give the city a hostile name and another unit."""
    manifest["city"] |= {"name": HOSTILE, "name_in": {}, "units": {"force": "force_report"}}


@pytest.fixture(scope="package")
def versions_home(
    tmp_path_factory: pytest.TempPathFactory, small_home: Path
) -> Iterator[tuple[str, str, str]]:
    """The names of the vintages with version 1.0.0, 1.0.1 and 2.0.0, which is published."""
    folder = tmp_path_factory.mktemp("versions")
    shutil.copytree(small_home, folder / "home")
    pack = folder / "packs" / "data" / "cities" / CITY
    shutil.copytree(PACKS / CITY, pack)
    (pack / "mappings.toml").write_text(MAPPING, encoding="utf-8")
    (folder / "home" / branding.NAME).write_text(f'contact = "{CONTACT}"', encoding="utf-8")
    with at_home(folder / "home"), pytest.MonkeyPatch.context() as patch:
        first = str(warehouse.current(CITY))
        columns = {"daily_counts": "day", "monthly_counts": "month"}
        fewer = {mart: query.format(day=columns[mart]) for mart, query in FEWER.items()}
        second = follow(NAMES[0], fewer)
        publish(CITY)
        patch.setenv("ACCORD_PACKS", str(folder / "packs"))
        third = follow(NAMES[1], describe=hostile)
        publish(CITY)
        yield first, second, third


@pytest.fixture(autouse=True)
def _uncounted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "requests", RateLimit(limits.MOST_A_MINUTE, limits.MINUTE_S))
