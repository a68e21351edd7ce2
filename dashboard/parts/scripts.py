"""The lines with which a program takes a file from its address."""

READERS = {
    "csv": (
        'import pandas\n\nrecords = pandas.read_csv("{address}")',
        'records <- read.csv("{address}")',
    ),
    "parquet": (
        'import pandas\n\nrecords = pandas.read_parquet("{address}")',
        'records <- arrow::read_parquet("{address}")',
    ),
    "geojson": (
        'import geopandas\n\nrecords = geopandas.read_file("{address}")',
        'records <- sf::st_read("{address}")',
    ),
}
"""By format, how Python and R read it; other formats are fetched as files."""


def script_lines(address: str, form: str, file_name: str) -> dict[str, str]:
    """Return what to write in a shell, in Python and in R, by program.

    `address` is quoted for addresses, so that no letter of it ends a text of a program.
    """
    lines = {"curl": f"curl --fail --location --output {file_name} '{address}'"}
    for program, line in zip(("Python", "R"), READERS.get(form, ()), strict=False):
        lines[program] = line.format(address=address)
    return lines
