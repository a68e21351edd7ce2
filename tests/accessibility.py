"""The checks behind the accessibility statement: run, counted, and written (`make accessibility`).

A browser test names with `@pytest.mark.accessibility(kind)` what of the statement it holds; the
words of each kind are `accessibility.checks.<kind>` in dashboard/words.
"""

import ast
import datetime as dt
import sys
from collections import Counter
from importlib import metadata

import pytest

from dashboard.web.accessibility import RESULTS
from queries.paths import ROOT

HEAD = """# The last run of the checks that the accessibility statement names, and how many passed.
# Written by `make accessibility`; do not edit.

"""


class Run:
    """Counts the checks that passed by kind, as a plugin of pytest."""

    def __init__(self) -> None:
        """Start with none."""
        self.kinds: dict[str, list[str]] = {}
        self.passed: Counter[str] = Counter()

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Note the kinds of each check."""
        for item in items:
            marks = item.iter_markers("accessibility")
            self.kinds[item.nodeid] = [kind for mark in marks for kind in mark.args]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count a check that passed."""
        if report.when == "call" and report.passed:
            self.passed.update(self.kinds[report.nodeid])


def declared() -> set[str]:
    """Return the kinds that the browser tests name, without running or importing one."""
    files = (ROOT / "tests" / "browser").glob("*.py")
    calls = [
        node
        for file in files
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.accessibility"
    ]
    return {argument.value for call in calls for argument in call.args}  # type: ignore[attr-defined]


def written(on: dt.date, release: str, passed: dict[str, int]) -> str:
    """Return the text of the file of results."""
    rows = "\n".join(f"{kind} = {passed[kind]}" for kind in sorted(passed))
    return f'{HEAD}on = {on.isoformat()}\nrelease = "{release}"\n\n[checks]\n{rows}\n'


def main() -> None:
    """Run the checks; write the results if every one passed and no kind was left out."""
    run = Run()
    code = pytest.main(["-q", "-m", "accessibility", "tests/browser"], plugins=[run])
    missing = declared() - set(run.passed)
    if code or missing:
        sys.exit(f"Nothing is written: {', '.join(sorted(missing)) or 'a check'} did not pass.")
    today = dt.datetime.now(dt.UTC).date()
    text = written(today, metadata.version("accord-dashboard"), dict(run.passed))
    RESULTS.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
