"""The documented timer and cron line run commands that exist, with the variables that are read."""

import re
import shutil
import subprocess

import pytest

from dashboard.cli import COMMANDS
from dashboard.standing import mail, notify, subscribers
from queries.paths import ROOT

FORMS = ROOT / "docs" / "production"
DOCUMENTED = (ROOT / "docs" / "standing_report.md").read_text(encoding="utf-8")
UNITS = ("accord-update@.service", "accord-update@.timer", "accord-mail@.service")
SECRETS = {notify.SECRET, mail.PASSWORD, subscribers.KEY}


def test_units_and_cron_run_commands_that_exist() -> None:
    """Every command line of the units and of the page names one of Accord's commands."""
    texts = [(FORMS / unit).read_text(encoding="utf-8") for unit in UNITS]
    run = re.findall(r"/opt/accord/bin/accord (\S+)", "\n".join([*texts, DOCUMENTED]))
    assert len(run) >= 3
    assert set(run) <= set(COMMANDS)


def test_the_page_names_every_unit_and_secret() -> None:
    """Nothing that has to be set is left to be found."""
    assert [name for name in (*UNITS, *SECRETS) if name not in DOCUMENTED] == []
    update = (FORMS / UNITS[0]).read_text(encoding="utf-8")
    assert [name for name in SECRETS if name not in update] == []


@pytest.mark.parametrize("unit", UNITS)
def test_systemd_takes_the_units(unit: str) -> None:
    """Its own check finds no fault but the program, which is not installed here."""
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd is not on this machine")
    result = subprocess.run(
        [program, "verify", str(FORMS / unit)], capture_output=True, text=True, check=False
    )
    ours = [line for line in result.stderr.splitlines() if "accord-" in line]
    assert [line for line in ours if "accord is not executable" not in line] == []
