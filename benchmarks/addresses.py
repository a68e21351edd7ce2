"""Random addresses of all pages over a published city: how many end on the apology page.

`python -m benchmarks.addresses --count 560 --seed 3` opens as many of what is in ACCORD_HOME.
"""

import argparse
import logging
from collections import Counter

from rich.console import Console
from rich.table import Table

from queries import warehouse
from tests.dashboard.addresses import addresses
from tests.dashboard.test_addresses import opened

SEED = 3
BARE_MODE = "streamlit.runtime.scriptrunner_utils.script_run_context"
"""The logger that warns, page after page, that no server runs."""


def main() -> None:
    """Print, page by page, how many addresses were opened, commented on, and not answered."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=560)
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    for name in ("streamlit", BARE_MODE):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    opens, comments, faults = Counter[str](), Counter[str](), Counter[str]()
    for name, parameters in addresses(options.seed, options.count):
        page = opened(warehouse.home(), name, parameters)
        opens[name] += 1
        comments[name] += bool(page.warning)
        faults[name] += bool(page.exception)
        if page.exception:
            Console(stderr=True).print(name, parameters, page.exception)
    table = Table("page", "addresses", "with a warning", "not answered")
    for name in opens:
        table.add_row(name, str(opens[name]), str(comments[name]), str(faults[name]))
    table.add_row(
        "all", *(str(counter.total()) for counter in (opens, comments, faults)), style="bold"
    )
    Console().print(table)


if __name__ == "__main__":
    main()
