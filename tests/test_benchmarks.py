"""What the benchmarks write down: ratios with their spread, one section for each subject."""

from pathlib import Path

import pytest

from benchmarks import figures
from benchmarks.figures import Figures, interleaved, ratio


def test_a_ratio_is_taken_run_by_run() -> None:
    """A slow moment of the machine that meets both sides leaves the ratio as it is."""
    assert ratio([2.0, 20.0, 3.0], [1.0, 10.0, 2.0]) == "2.0 (1.5 to 2.0)"
    order: list[str] = []
    seconds = interleaved({name: lambda name=name: order.append(name) for name in "ab"}, runs=2)  # type: ignore[misc]
    assert order == ["a", "b", "a", "b"]
    assert {name: len(values) for name, values in seconds.items()} == {"a": 2, "b": 2}


def test_a_run_replaces_the_section_of_its_subject(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Other sections stay as they were, in their order."""
    monkeypatch.setattr(figures, "RESULTS", tmp_path / "RESULTS.md")
    for title, measured in (("Load", "1 s"), ("Queries", "2 ms"), ("Load", "3 s")):
        subject = Figures(title, "Sample city")
        subject.add_row("a page", measured, "≤ 1 s")
        subject.keep()
    text = figures.RESULTS.read_text(encoding="utf-8")
    assert text.startswith("# What was measured\n")
    assert list(figures.kept()) == ["Load", "Queries"]
    assert "| a page | 3 s | ≤ 1 s |" in text
    assert "| a page | 1 s" not in text
    assert "Sample city. 20" in figures.kept()["Queries"]
