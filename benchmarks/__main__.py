"""`make bench`: every subject, or those that are named; each writes its section of RESULTS.md."""

import argparse
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import answers, build, extract, files, load, phone, queries, site, soak, start
from benchmarks.figures import Figures
from data import build as builder
from data import publish, sample
from queries import warehouse


def main() -> None:
    """Measure the subjects that are named, or all but the soak, and write them down."""
    subjects = {
        "build": lambda: build.measure(options.calls),
        "answers": lambda: answers.measure(options.calls),
        "queries": lambda: queries.measure(options.calls),
        "extract": lambda: extract.measure(options.calls),
        "files": files.measure,
        "load": lambda: load.measure(options.visitors, options.seconds),
        "start": start.measure,
        "phone": lambda: _seen(phone.add_rows, "Phone", "Slow 4G, processor 4 times slower"),
        "pages": lambda: _seen(site.add_rows, "Pages", "Chromium on the server's machine"),
        "soak": lambda: soak.measure(options.minutes),
    }
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("subjects", nargs="*", help=", ".join(subjects))
    parser.add_argument("--calls", type=int, default=1_000_000, help="calls of the sample city")
    parser.add_argument("--visitors", type=int, nargs="+", default=load.VISITORS)
    parser.add_argument("--seconds", type=int, default=load.SECONDS, help="of a level of the load")
    parser.add_argument("--minutes", type=float, default=30, help="of the soak")
    options = parser.parse_args()
    unknown = set(options.subjects) - set(subjects)
    if unknown:
        parser.error(f"no such subject: {', '.join(sorted(unknown))}")
    with _sample(options.calls):
        for name in options.subjects or [name for name in subjects if name != "soak"]:
            measure: Callable[[], Figures] = subjects[name]
            figures = measure()
            figures.show()
            figures.keep()


@contextmanager
def _sample(calls: int) -> Iterator[None]:
    """Have the sample city built and published in an ACCORD_HOME of its own."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ACCORD_HOME"] = folder
        sample.generate(Path(folder) / "raw" / "sample", calls=calls)
        builder.build("sample")
        publish.publish("sample")
        yield


def _seen(add_rows: Callable[[Figures, Path], None], title: str, conditions: str) -> Figures:
    figures = Figures(title, conditions)
    add_rows(figures, warehouse.home())
    return figures


if __name__ == "__main__":
    main()
