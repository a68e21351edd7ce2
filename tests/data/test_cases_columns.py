"""Shared cases about files, sheets and columns: right values, a question, or one clear message."""

from pathlib import Path

import pytest

from tests.drafting import draft, published, shared_case

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("number", "counts"),
    [
        (21, {"force_incidents": 150, "force_persons": 150}),
        (67, {"force_incidents": 120, "force_persons": 120}),
        (70, {"force_incidents": 60, "force_persons": 60}),
        (73, {"force_incidents": 120, "force_persons": 120}),
        (9, {"force_incidents": 60, "force_persons": 60}),
        (24, {"force_incidents": 60, "force_persons": 60}),
        (71, {"force_incidents": 120, "force_persons": 120}),
    ],
)
def test_what_is_published_without_a_question(
    number: int, counts: dict[str, int], own_packs: Path, tmp_path: Path
) -> None:
    """Nothing is asked, and the published counts are the true ones."""
    drafted = draft(own_packs, shared_case(number, tmp_path / "raw"))
    assert drafted.questions == ()
    assert published(drafted) == counts


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (20, "It holds exactly 1,000 rows"),
        (22, "says itself that it holds only a part of the records"),
        (68, "are these files downloads of the same records?"),
        (72, "this file cannot be counted by itself"),
    ],
)
def test_what_is_asked(number: int, words: str, own_packs: Path, tmp_path: Path) -> None:
    """What a file cannot say is a question, in words that name the reason."""
    drafted = draft(own_packs, shared_case(number, tmp_path / "raw"))
    assert any(words in question for question in drafted.questions), drafted.questions
