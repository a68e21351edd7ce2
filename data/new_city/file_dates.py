"""Offers the year or month in the names of files as the date of their records."""

import re
from collections.abc import Sequence

YEAR = r"(?:19|20)\d\d"
MONTH = r"(?:19|20)\d\d[-_ ]?(?:0[1-9]|1[0-2])"


def offered(files: Sequence[str], target: str) -> str:
    """Return what to write for a date that only the files' names give, or '' if they give none."""
    if all(re.search(rf"(?<!\d){MONTH}(?!\d)", file) for file in files):
        digits = f"regexp_replace(regexp_extract(raw.source_file, '{MONTH}'), '[-_ ]', '')"
        return (
            ". The files' names hold a month: if it is that of the records, write "
            f"`cast(strptime({digits}, '%Y%m') as date) as {target},` and, for the source in "
            'city.toml, resolution = "month"'
        )
    if all(re.search(rf"(?<!\d){YEAR}(?!\d)", file) for file in files):
        return (
            ". The files' names hold a year: if it is that of the records, write "
            f"`make_date(cast(regexp_extract(raw.source_file, '{YEAR}') as integer), 1, 1) as "
            f'{target},` and, for the source in city.toml, resolution = "month". Every record then '
            "stands in January, so only whole calendar years may be compared"
        )
    return ""
