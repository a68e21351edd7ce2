"""The shared cases, as a stranger drafts them: right counts, a question, or one clear message."""

from pathlib import Path

import pytest

from tests.drafting import draft, published, shared_case

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("number", "counts"),
    [
        (4, {"force_incidents": 60, "force_persons": 60}),
        (10, {"force_incidents": 60, "force_persons": 60}),
        (12, {"force_incidents": 60, "force_persons": 60}),
        (14, {"complaints": 40}),
        (23, {"force_incidents": 60, "force_persons": 60}),
        (26, {"force_incidents": 60, "force_persons": 60}),
        (35, {"force_incidents": 60, "force_persons": 60}),
        (38, {"force_incidents": 60, "force_persons": 60}),
        (43, {"force_incidents": 60, "force_persons": 60}),
        (64, {"force_incidents": 120, "force_persons": 120}),
        (65, {"force_incidents": 120, "force_persons": 120}),
    ],
)
def test_what_a_case_publishes_without_a_question(
    number: int, counts: dict[str, int], own_packs: Path, tmp_path: Path
) -> None:
    """Nothing is asked, and the published counts are the true ones."""
    drafted = draft(own_packs, shared_case(number, tmp_path / "raw"))
    assert drafted.questions == ()
    assert published(drafted) == counts
