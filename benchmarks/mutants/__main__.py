"""`make mutants`: put small faults into the project one at a time and run the tests on each.

`python -m benchmarks.mutants sql` tries one language, `… sql core/calls` only paths that hold that
text.
"""

import argparse
import sys
from collections.abc import Callable

from rich.console import Console

from benchmarks.mutants import python, sql

LANGUAGES: dict[str, Callable[[list[str], Console], bool]] = {"python": python.run, "sql": sql.run}
"""By name: a function of (parts of paths to try, console) that says whether the tests hold."""


def main() -> None:
    """Try every language, or the one named; exit with 1 if too many mutants survive."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mutants")
    parser.add_argument("language", nargs="?", choices=sorted(LANGUAGES))
    parser.add_argument("paths", nargs="*", help="try only files whose path holds one of these")
    arguments = parser.parse_args()
    languages = [arguments.language] if arguments.language else sorted(LANGUAGES)
    console = Console()
    results = [LANGUAGES[language](arguments.paths, console) for language in languages]
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
