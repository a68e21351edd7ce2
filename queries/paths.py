"""The folders of the project, in a checkout and in an installed wheel."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
"""The folder that holds sql/, data/ and dashboard/."""

SQL = ROOT / "sql"
PACKS = ROOT / "data" / "cities"
