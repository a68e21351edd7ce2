"""`make simulate`: how often ranges hold the truth and verdicts speak without a change.

Draws cities whose truth is known, at the counts that real cities and neighborhoods have, asks them
what the pages ask, and writes the answers to queries/stats/simulation_study.toml. The same seed
gives the same file.
"""

import argparse
from pathlib import Path

from rich.console import Console
from rich.progress import track

from benchmarks.simulation.study import STUDY, cells, run, write


def main() -> None:
    """Run every cell and write the study."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.simulation")
    parser.add_argument("--to", type=Path, default=STUDY, help="where to write the study")
    path = parser.parse_args().to
    console = Console()
    results = [run(cell) for cell in track(list(cells()), "Simulating", console=console)]
    write(results, path)
    console.print(f"{len(results)} cells written to {path.name}")


if __name__ == "__main__":
    main()
