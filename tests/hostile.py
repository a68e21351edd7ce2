"""A city whose pack and data try to be more than text."""

import json
import re
import shutil
from pathlib import Path

from queries.paths import PACKS, ROOT

ELSEWHERE = "127.0.0.1:9"
"""A host that no page may ask."""

SIGNS = (
    f"![x](http://{ELSEWHERE}/x.png)",
    "[a](javascript:alert(1))",
    "$x^2$",
    ":red[hi]",
    ":smile:",
    ":material/home:",
    f"<img src=http://{ELSEWHERE}/y.png onerror=alert(1)>",
    "**b**",
    "# h",
    "`c`",
    "p|q",
    f"http://{ELSEWHERE}/z",
    "me@example.com",
    "-> {v}",
)
TEXT = " ".join(SIGNS)
"""What follows every text of the pack, and stands in the names of areas."""

BEGINNINGS = ("1. ", "- ", "# ", "> ", "=", "+ ", "| ", "    ", "")
"""What a line of a list, a heading or a block begins with; a text each in turn."""

PACK_TEXT = re.compile(r'\b(en|es|name|source|origin|label) = "([^"\n]*)"')


def write_pack(packs: Path) -> None:
    """Write the sample city's pack as a hostile one into a folder for ACCORD_PACKS."""
    folder = packs / "data" / "cities" / "sample"
    shutil.copytree(PACKS / "sample", folder)
    shutil.copytree(ROOT / "sql" / "staging" / "sample", packs / "sql" / "staging" / "sample")
    for path in (*folder.glob("*.toml"), *folder.glob("agreements/*/*.toml")):
        if path.name != "plan.toml":
            text = path.read_text(encoding="utf-8")
            path.write_text(PACK_TEXT.sub(_spoil, text), encoding="utf-8")


def _spoil(match: "re.Match[str]") -> str:
    beginning = BEGINNINGS[len(match[2]) % len(BEGINNINGS)]
    return f"{match[1]} = {json.dumps(f'{beginning}{match[2]} {TEXT}', ensure_ascii=False)}"


def write_raw(small_raw: Path, folder: Path) -> None:
    """Write the small sample city's files, with the names of areas and allegations spoiled."""
    shutil.copytree(small_raw, folder)
    areas = json.loads((folder / "neighborhoods.geojson").read_text(encoding="utf-8"))
    for position, feature in enumerate(areas["features"]):
        sign = SIGNS[position % len(SIGNS)]
        feature["properties"]["NBHD_NAME"] += f" {sign}"
    (folder / "neighborhoods.geojson").write_text(json.dumps(areas), encoding="utf-8")
    complaints = folder / "complaints.csv"
    spoiled = complaints.read_text(encoding="utf-8").replace("Neglect of duty", "=1+1 **b** $x^2$")
    complaints.write_text(spoiled, encoding="utf-8")
