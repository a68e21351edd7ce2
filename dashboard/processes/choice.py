"""Which process gets a connection, by the head of its first request."""

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count

COOKIE = "accord_process"
NAMED = re.compile(rf"^cookie:.*\b{COOKIE}=(\d{{1,3}})\b".encode(), re.IGNORECASE | re.MULTILINE)
FORWARDED = re.compile(rb"^x-forwarded-for:\s*([^,\r\n]+)", re.IGNORECASE | re.MULTILINE)
ORIGIN = re.compile(rb"^origin:", re.IGNORECASE | re.MULTILINE)
STREAM = re.compile(rb"GET /_stcore/stream\b")
FILE = re.compile(rb"[A-Z]+ /media/")


@dataclass
class Turns:
    """Whose turn it is. Streams have their own: a visit asks for one page and opens one stream."""

    streams: "count[int]" = field(default_factory=count)
    others: "count[int]" = field(default_factory=count)


def process_of(head: bytes, peer: str, ready: Sequence[int], turns: Turns) -> int:
    """Return the number of the process that a request goes to, one of `ready`.

    The process that the visitor's cookie names has the state of the visit. A browser that keeps no
    cookies is known by its address as long as the visit lasts. All others, the first request of a
    visit among them, take turns.
    """
    named = NAMED.search(head)
    if named and int(named[1]) in ready:
        return int(named[1])
    if FILE.match(head) or ORIGIN.search(head):
        forwarded = FORWARDED.search(head)
        address = forwarded[1].strip() if forwarded else peer.encode()
        return ready[zlib.crc32(address) % len(ready)]
    turn = next(turns.streams if STREAM.match(head) else turns.others)
    return ready[turn % len(ready)]
