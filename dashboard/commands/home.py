"""ACCORD_HOME may be an address: commands that only read take what is published there."""

import os
from collections.abc import Callable
from functools import wraps
from typing import Any

from queries.stored.names import is_address


def with_home(command: Callable[..., Any], name: str) -> Callable[..., Any]:
    """Return a command that can be run with ACCORD_HOME an address, or that refuses it."""

    @wraps(command)
    def run(*arguments: Any, **options: Any) -> Any:
        address = os.environ.get("ACCORD_HOME", "")
        if is_address(address):
            from dashboard.commands.address import bring  # noqa: PLC0415 - takes long to import

            bring(address, name)
        return command(*arguments, **options)

    return run
