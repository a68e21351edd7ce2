"""From when on a part of the records, or a day, is said to carry a signal."""

LEAST_RECORDS = 5
"""Where fewer are added, or a part has fewer both now and usually, nothing is told."""

CARRIES = 0.25
"""A part with less than a quarter of what is added, beyond its usual share, carries none of it."""
