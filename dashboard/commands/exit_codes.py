"""The exit codes of the commands, and what the help says of them."""

DAMAGED = 1
BAD_INPUT = 2
CHECKS_FAILED = 3
MACHINE_FAULT = 4
NEW_SIGNALS = 10
"""No failure, and only where it is asked for: a scheduler can act on it."""

EXIT_CODES = (
    "Exit codes: 0 done; 1 damage found; 2 input that cannot be used; 3 a check failed; "
    "4 the machine lacks space, memory, rights or file handles; 10 a signal is new, if asked. "
    "docs/builds.md has more."
)
