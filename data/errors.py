"""The errors of a build or publication that must stop."""


class BuildRefused(Exception):
    """A build or publication that must stop. The text says why and what to do."""


class MachineFault(Exception):
    """The machine, not the data, stopped the work. The text says what it lacks and what to do."""
