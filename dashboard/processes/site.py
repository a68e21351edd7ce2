"""Starts the processes of a site, starts one again that ended, and stops all together."""

import asyncio
import logging
import os
import signal
import socket
import sys
from asyncio.subprocess import Process
from contextlib import suppress

from dashboard.processes.door import Processes, accept
from dashboard.processes.handed import IS_POSSIBLE
from queries.errors import BadInput

WORKER = "dashboard.processes.worker"
MOST_WORKERS = 8
"""Most processes unless told otherwise: each takes about 400 MB."""

STOP_WITHIN_S = 10
"""How long a process may take to stop before it is killed."""

FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 30.0
"""Pause before a process is started again; doubled each time that it ends before it is ready."""

log = logging.getLogger("accord")


class NeverReadyError(BadInput):
    """A process ended before it could serve at all; it has said why."""


def usual_workers() -> int:
    """Return how many processes serve a site by default: one for each core, where that can be."""
    if not IS_POSSIBLE:
        return 1
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return min(cores or 1, MOST_WORKERS)


def serve(listener: socket.socket, workers: int) -> None:
    """Serve a listening socket with so many processes, until SIGTERM or SIGINT.

    Raises NeverReadyError.
    """
    try:
        asyncio.run(_serve(listener, workers))
    except* NeverReadyError as errors:
        raise errors.exceptions[0] from None


async def _serve(listener: socket.socket, workers: int) -> None:
    listener.setblocking(False)
    loop = asyncio.get_running_loop()
    site = asyncio.create_task(_keep_all(listener, workers))
    for request in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(request, site.cancel)
    with listener, suppress(asyncio.CancelledError):
        await site


async def _keep_all(listener: socket.socket, workers: int) -> None:
    processes = Processes()
    async with asyncio.TaskGroup() as tasks:
        for number in range(workers):
            tasks.create_task(_keep(number, processes))
        tasks.create_task(accept(listener, processes))


async def _keep(number: int, processes: Processes) -> None:
    """Keep one process running; raise NeverReadyError if it ends before it was ever ready."""
    pause_s = FIRST_PAUSE_S
    was_ready = False
    while True:
        channel, theirs = socket.socketpair()
        channel.setblocking(False)
        process = await _start(theirs, number)
        with channel:
            try:
                if await asyncio.get_running_loop().sock_recv(channel, 1):
                    was_ready, pause_s = True, FIRST_PAUSE_S
                    processes.add(number, channel)
                code = await process.wait()
            finally:
                processes.remove(number)
                await _stop(process)
        if not was_ready:
            raise NeverReadyError(
                "The site could not be started; what its process said stands above.",
                actual=f"process {number} ended with {code}",
                expected="a process that serves pages",
                remedy="Serve with --workers 1, which shows the same fault alone.",
            )
        log.error("process %d ended with %d; it is started again", number, code)
        await asyncio.sleep(pause_s)
        pause_s = min(2 * pause_s, LONGEST_PAUSE_S)


async def _start(theirs: socket.socket, number: int) -> Process:
    with theirs:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", WORKER, str(theirs.fileno()), str(number)),
            pass_fds=[theirs.fileno()],
            start_new_session=True,  # Ctrl+C is for this process, which then stops the others
        )


async def _stop(process: Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        await asyncio.wait_for(process.wait(), STOP_WITHIN_S)
    except TimeoutError:
        process.kill()
        await process.wait()
