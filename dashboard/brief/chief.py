"""The edition for whoever runs the department: what moved, where, and what to ask."""

from dashboard.brief import parts
from dashboard.brief.sheet import Section
from dashboard.brief.subject import Subject


def sections(about: Subject) -> tuple[Section, ...]:
    """Return the sections of the edition in their order."""
    return (
        parts.month_section(about.rows.to_dicts(), about),
        *parts.moved(about),
        *parts.notes(about),
        parts.reading(about),
    )
