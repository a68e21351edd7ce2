"""The door of a site of several processes: accepts connections, and hands each to a process.

The process then speaks with the visitor itself, so that nothing is copied and the visitor's address
stays what it is. Only the head of the first request is looked at, and left to be read.
"""

import asyncio
import logging
import socket
from contextlib import suppress
from dataclasses import dataclass, field

from dashboard.processes.choice import Turns, process_of
from dashboard.processes.handed import give

HEAD_WITHIN_S = 60
"""Longest wait for a whole head: browsers open connections before they need them."""

LARGEST_HEAD = 65_536
HEAD_ENDS = b"\r\n\r\n"
PROCESS_WITHIN_S = 30
"""Longest wait for a process, while none is ready."""

NONE_READY = (
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nConnection: close\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\nContent-Length: 12\r\n\r\nnot ready: 0"
)
FULL_PAUSE_S = 0.5
"""Pause after a connection that this process has no more room for."""

log = logging.getLogger("accord")


@dataclass
class Processes:
    """The channels of the processes that are ready, by their number."""

    ready: dict[int, socket.socket] = field(default_factory=dict)
    any_ready: asyncio.Event = field(default_factory=asyncio.Event)
    turns: Turns = field(default_factory=Turns)

    def add(self, number: int, channel: socket.socket) -> None:
        """Let a process take connections."""
        self.ready[number] = channel
        self.any_ready.set()

    def remove(self, number: int) -> None:
        """Let a process take no more connections."""
        self.ready.pop(number, None)
        if not self.ready:
            self.any_ready.clear()


async def accept(listener: socket.socket, processes: Processes) -> None:
    """Hand over every connection that comes, until this is cancelled."""
    loop = asyncio.get_running_loop()
    tasks: set[asyncio.Task[None]] = set()
    while True:
        try:
            connection, peer = await loop.sock_accept(listener)
        except OSError as error:
            log.error("a connection could not be accepted: %s", error)
            await asyncio.sleep(FULL_PAUSE_S)
            continue
        task = asyncio.create_task(_hand_over(connection, str(peer[0]), processes))
        tasks.add(task)
        task.add_done_callback(tasks.discard)


async def _hand_over(connection: socket.socket, peer: str, processes: Processes) -> None:
    with connection:
        try:
            head = await asyncio.wait_for(_head(connection), HEAD_WITHIN_S)
        except (OSError, TimeoutError):
            return  # the visitor has left, or says nothing
        if not await _give(connection, head, peer, processes):
            log.error("no process takes a connection")
            with suppress(OSError):
                await asyncio.get_running_loop().sock_sendall(connection, NONE_READY)


async def _give(connection: socket.socket, head: bytes, peer: str, processes: Processes) -> bool:
    """Hand a connection to the process that it belongs to, or else to another one, if any."""
    try:
        await asyncio.wait_for(processes.any_ready.wait(), PROCESS_WITHIN_S)
    except TimeoutError:
        return False
    ready = dict(processes.ready)
    while ready:
        number = process_of(head, peer, sorted(ready), processes.turns)
        try:
            give(ready.pop(number), connection)
        except OSError:  # it has just ended, or is too busy to take what it was given before
            continue
        return True
    return False


async def _head(connection: socket.socket) -> bytes:
    """Return the head of the request that a connection begins with, without taking it."""
    await _readable(connection)
    pause_s = 0.01
    while True:
        head = connection.recv(LARGEST_HEAD, socket.MSG_PEEK)
        if not head:
            raise ConnectionAbortedError
        if HEAD_ENDS in head or len(head) == LARGEST_HEAD:
            return head.partition(HEAD_ENDS)[0]
        await asyncio.sleep(pause_s)  # a part is there to be read already: nothing tells of more
        pause_s = min(2 * pause_s, 1)


async def _readable(connection: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    is_readable = asyncio.Event()
    loop.add_reader(connection, is_readable.set)
    try:
        await is_readable.wait()
    finally:
        loop.remove_reader(connection)
