"""A run of `accord update` in a process of its own, which can be stopped dead at any place."""

import datetime as dt
import importlib
import multiprocessing
import os
import signal
import sys
from collections.abc import Mapping
from functools import wraps
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import typer

from dashboard.commands import updating
from data import build, fetch, manifest, versions
from data.portals import asking, tables
from tests.portals.conftest import NOW

SERVER = multiprocessing.get_context("forkserver")
"""Starts each run from a process that has imported everything and done nothing."""
SERVER.set_forkserver_preload([__name__])

Stop = tuple[str, str, int]
"""A module, the name of one of its functions, and the call of it before which the run is killed."""


class Standing:
    """A clock that stands still, so that two runs can leave the same files."""

    @staticmethod
    def now(zone: dt.tzinfo) -> dt.datetime:
        """Return the moment at which it stands."""
        return NOW.astimezone(zone)


def start(environment: Mapping[str, str], log: Path, stop: Stop | None = None) -> Any:
    """Start a run of Testville that writes its lines into a file; return its process."""
    process = SERVER.Process(target=_run, args=(dict(environment), log, stop))
    process.start()
    return process


def ended(process: Any) -> int:
    """Return how a run ended, when it has: a signal counts as negative."""
    process.join()
    return int(process.exitcode)


def _run(environment: dict[str, str], log: Path, stop: Stop | None) -> None:
    os.environ.update(environment)
    fetch._now = lambda: NOW
    for module in (build, manifest, versions):
        module.dt = SimpleNamespace(**{**vars(dt), "datetime": Standing})  # type: ignore[attr-defined]
    tables.PAGE_ROWS = 50
    asking.FIRST_WAIT_S = 0
    if stop is not None:
        _kill_before(*stop)
    sys.stdout = sys.stderr = log.open("a", encoding="utf-8", buffering=1)
    try:
        updating.update("testville")
    except typer.Exit as end:
        sys.exit(end.exit_code)


def _kill_before(module: str, name: str, call: int) -> None:
    """Let this process be killed by the system, which nothing can catch, before a call."""
    place = importlib.import_module(module)
    function = getattr(place, name)
    calls = 0

    @wraps(function)
    def counted(*arguments: Any, **options: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == call:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*arguments, **options)

    setattr(place, name, counted)
