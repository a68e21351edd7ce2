"""Tests in forked processes: one that fails, hangs or dies there harms nothing here."""

import os
import resource
from collections.abc import Callable
from typing import Any

import pytest

KILLED, SURVIVED, INVALID = 1, 0, 3


def forked(outcome: Callable[[], int], seconds: int) -> int:
    """Return what a function returns in a forked process; one that hangs or dies is KILLED.

    It hangs when it takes more seconds of processor time; a busy machine changes nothing.
    """
    pid = os.fork()
    if pid == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        sink = os.open(os.devnull, os.O_WRONLY)
        os.dup2(sink, 1)
        os.dup2(sink, 2)
        code = KILLED
        try:
            code = outcome()
        finally:
            os._exit(code)
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status) if os.WIFEXITED(status) else KILLED


def error_of(item: pytest.Item) -> BaseException | None:
    """Run one test with its fixtures; return what it raised."""
    errors = []

    class Watch:
        @pytest.hookimpl(wrapper=True)
        def pytest_runtest_makereport(self, call: pytest.CallInfo[None]) -> Any:
            if call.excinfo is not None:
                errors.append(call.excinfo.value)
            return (yield)

    watch = Watch()
    item.config.pluginmanager.register(watch)
    item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
    item.config.pluginmanager.unregister(watch)
    return errors[0] if errors else None
