"""The error of a build or publication that must stop."""


class BuildRefused(Exception):
    """A build or publication that must stop. The text says why and what to do."""
