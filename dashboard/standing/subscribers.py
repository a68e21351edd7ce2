"""The subscribers of a city by mail: one encrypted file, apart from vintages, for its owner alone.

An address is stored only once its owner has confirmed it; until then it is in nothing but the
link that was sent to it. Links are encrypted by the same key, so that no link holds an address
that can be read, and nobody else can make one.
"""

import os
from contextlib import AbstractContextManager
from typing import Literal

import msgspec
from cryptography.fernet import Fernet, InvalidToken

from dashboard.standing.files import OWN, standing_folder, write_over
from queries.errors import BadInput
from queries.stored.written import locked

KEY = "ACCORD_MAIL_KEY"
FILE = "subscribers"
MOST_SUBSCRIBERS = 5_000
CONFIRMED_WITHIN_S = 172_800
"""The time in which a link that confirms an address holds; one that ends mails holds for good."""

Purpose = Literal["join", "leave"]


class Subscriber(msgspec.Struct, frozen=True):
    """An address and the language of its mails."""

    address: str
    language: str


class _Link(msgspec.Struct, frozen=True):
    """What is encrypted in a link."""

    city: str
    purpose: Purpose
    subscriber: Subscriber


def subscribers(city: str) -> list[Subscriber]:
    """Return the subscribers of a city; raise BadInput without the key of the list."""
    path = standing_folder(city) / FILE
    if not path.is_file():
        return []
    try:
        content = _key().decrypt(path.read_bytes())
    except InvalidToken as error:
        raise BadInput(
            "The list of subscribers cannot be read with this key.",
            file=path,
            expected=f"the key in {KEY} that it was written with",
            remedy="set that key; without it the list is lost, and people have to join again",
        ) from error
    return msgspec.json.decode(content, type=list[Subscriber])


def add(city: str, subscriber: Subscriber) -> None:
    """Store a confirmed subscriber; one with the same address is replaced."""
    with _lock(city):
        others = _without(city, subscriber.address)
        if len(others) >= MOST_SUBSCRIBERS:
            raise BadInput(
                "The list of subscribers is full.",
                actual=f"{len(others):,}",
                expected=f"at most {MOST_SUBSCRIBERS:,}",
                remedy="send to a mailing list of the city's own, which is then one subscriber",
            )
        _store(city, [*others, subscriber])


def remove(city: str, address: str) -> None:
    """Forget an address; one that is not there is forgotten already."""
    with _lock(city):
        _store(city, _without(city, address))


def link_token(city: str, purpose: Purpose, subscriber: Subscriber) -> str:
    """Return what a link needs to confirm or to end a subscription."""
    content = msgspec.json.encode(_Link(city, purpose, subscriber))
    return _key().encrypt(content).decode()


def of_token(city: str, purpose: Purpose, token: str) -> Subscriber | None:
    """Return whom a link is about; None for one that is changed, too old or of another use."""
    try:
        content = _key().decrypt(
            token.encode(), ttl=CONFIRMED_WITHIN_S if purpose == "join" else None
        )
        link = msgspec.json.decode(content, type=_Link)
    except (InvalidToken, msgspec.DecodeError):
        return None
    return link.subscriber if (link.city, link.purpose) == (city, purpose) else None


def _key() -> Fernet:
    try:
        return Fernet(os.environ.get(KEY, ""))
    except ValueError as error:
        raise BadInput(
            "There is no key to encrypt addresses with.",
            actual=f"{KEY} is {'no key' if os.environ.get(KEY) else 'not set'}",
            expected="a key of 32 random bytes, as cryptography.fernet makes it",
            remedy=f"set {KEY}; docs/standing_report.md says how to make one",
        ) from error


def _lock(city: str) -> AbstractContextManager[None]:
    standing_folder(city).mkdir(parents=True, exist_ok=True)
    return locked(standing_folder(city))


def _without(city: str, address: str) -> list[Subscriber]:
    return [other for other in subscribers(city) if other.address != address]


def _store(city: str, everyone: list[Subscriber]) -> None:
    path = standing_folder(city) / FILE
    write_over(path, _key().encrypt(msgspec.json.encode(everyone)), OWN)
