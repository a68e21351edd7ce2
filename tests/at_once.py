"""Many processes that do the same thing in the same moment."""

import os
import subprocess
import sys

RUN = """
import os
{setup}
ready, go = os.pipe()
children = []
for n in range({count}):
    child = os.fork()
    if child == 0:
        os.close(go)
        os.read(ready, 1)  # ends for all at once, when the parent closes the other end
        status = 1
        try:
            {action}
            status = 0
        finally:
            os._exit(status)
    children.append(child)
os.close(go)
raise SystemExit(sum(os.waitpid(child, 0)[1] != 0 for child in children))
"""


def at_once(setup: str, action: str, count: int = 20, **variables: str) -> int:
    """Run an action, which may use its number `n`, in `count` processes; return how many failed."""
    code = RUN.format(setup=setup, action=action, count=count)
    return subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, **variables}, check=False, timeout=120
    ).returncode
