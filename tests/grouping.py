"""Which tests stay together on one worker of pytest-xdist, and which begin first.

The groups of `--dist loadgroup` are made here of the tests' paths: pytest-xdist 3.8 writes its
marks into the names of tests, which pytest 9.2 no longer lets it do, and silently groups nothing.
"""

from pathlib import PurePosixPath

import pytest
from xdist.scheduler import LoadScopeScheduling

TOGETHER = {"browser", "bundle", "catalogue"}
"""Folders of tests with a fixture of the whole folder, such as a server or a browser."""
LONG = ({"browser"}, {"slow", "whole_city"})
"""The marks of tests that begin first, so that no worker waits at the end for a long group."""


class Groups(LoadScopeScheduling):  # type: ignore[misc] - pytest-xdist has no types
    """Gives the tests of a group to one worker, and groups in the order of collection."""

    def __init__(self, config: pytest.Config) -> None:
        """Keep the order of `long_first`, which is better than that by the number of tests."""
        super().__init__(config)
        config.option.loadscopereorder = False

    def _split_scope(self, nodeid: str) -> str:
        return group(nodeid)


def group(nodeid: str) -> str:
    """Return the group of a test: its module, or the folder of tests that share what they make.

    Spread over two workers, what they share would be made twice.
    """
    path = PurePosixPath(nodeid.partition("::")[0])
    return str(path.parent if path.parent.name in TOGETHER else path)


def long_first(items: list[pytest.Item]) -> None:
    """Sort tests so that the groups with the longest tests come first; else they stay in order."""
    ranks: dict[str, int] = {}
    for item in items:
        marks = {mark.name for mark in item.iter_markers()}
        rank = next((n for n, names in enumerate(LONG) if names & marks), len(LONG))
        name = group(item.nodeid)
        ranks[name] = min(rank, ranks.get(name, rank))
    items.sort(key=lambda item: ranks[group(item.nodeid)])
