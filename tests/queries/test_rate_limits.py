"""What one client may ask is counted for itself, forgotten in time, and held within memory."""

import threading

import pytest

from queries import rate_limits
from queries.rate_limits import NoPlace, Places, RateLimit, TooManyRequests


def test_each_client_has_its_own_count() -> None:
    """Beyond its number a client is told how long its period still lasts; another has all left."""
    limit = RateLimit(most=2, seconds=60)
    assert [limit.count("a"), limit.count("a"), limit.count("b")] == [1, 0, 1]
    with pytest.raises(TooManyRequests) as refusal:
        limit.count("a")
    assert 0 < refusal.value.wait_s <= 60


def test_a_period_ends() -> None:
    """A client whose period is over has all its requests again."""
    limit = RateLimit(most=1, seconds=0)
    assert [limit.count("a") for _ in range(3)] == [0, 0, 0]


def test_the_longest_known_client_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many clients do not fill the memory: the first one is counted anew, later ones are not."""
    monkeypatch.setattr(rate_limits, "MOST_CLIENTS", 3)
    limit = RateLimit(most=1, seconds=60)
    for client in "abcde":
        limit.count(client)
    assert limit.count("a") == 0
    with pytest.raises(TooManyRequests):
        limit.count("e")


def test_places_are_of_all_and_of_one() -> None:
    """A client has no more than its own, all have no more than there are, and each comes back."""
    places = Places(most=3, most_of_one=2)
    give_back = places.take("a")
    places.take("a")
    with pytest.raises(NoPlace) as refusal:
        places.take("a")
    assert refusal.value.is_own
    places.take("b")
    with pytest.raises(NoPlace) as refusal:
        places.take("c")
    assert not refusal.value.is_own
    give_back()
    places.take("c")
    assert places.taken == 3


def test_threads_share_the_places() -> None:
    """Places that many threads take and give back at once are all free at the end."""
    places = Places(most=1_000, most_of_one=1_000)

    def take_and_give_back() -> None:
        for _ in range(200):
            places.take("a")()

    threads = [threading.Thread(target=take_and_give_back) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert places.taken == 0
