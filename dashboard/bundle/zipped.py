"""A bundle: records with everything that a stranger needs to use, check and cite them."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl

from dashboard.bundle import codebook, ddi, dictionary, package, readme, stata
from dashboard.bundle.extract import Extract
from dashboard.bundle.replication import Replication, replication
from queries.records import extracts, files

SCRIPTS = Path(__file__).parent / "scripts"
LEVEL = 3
"""How hard the files are compressed, 1 to 9: beyond this a bundle takes longer, and is no smaller
by more than a tenth."""

PIECE_BYTES = 1 << 20
STORED = (".parquet",)
"""Files that are compressed already."""


class _Pieces(io.RawIOBase):
    """What is written, to be taken in pieces; a zip file needs no way back."""

    def __init__(self) -> None:
        self.content = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        self.content += content
        return len(content)

    def taken(self) -> bytes:
        content = bytes(self.content)
        self.content.clear()
        return content


def zipped(extract: Extract, parquet: Path) -> Iterator[bytes]:
    """Yield the bundle of an extract; `parquet` is its Parquet file.

    The records come first: what describes them is made while they are sent.
    """
    pieces, sums = _Pieces(), {}
    with zipfile.ZipFile(pieces, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as file:
        for path, content in _entries(extract, parquet):
            total = hashlib.sha256()
            with file.open(_entry(extract, path), "w", force_zip64=True) as entry:
                for piece in content:
                    total.update(piece)
                    entry.writelines([piece])
                    yield pieces.taken()
            sums[path] = total.hexdigest()
        lines = "".join(f"{total}  {path}\n" for path, total in sums.items())
        file.writestr(_entry(extract, "SHA256SUMS"), lines)
    yield pieces.taken()


def _entries(extract: Extract, parquet: Path) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Yield path and content of each file but the sums."""
    name = f"data/{extract.selection.dataset}"
    has_stata = stata.is_within(extract.n)
    yield f"{name}.csv", files.csv(extract.vintage, extract.selection)
    yield f"{name}.parquet", _read(parquet)
    if has_stata:
        yield f"{name}.dta", stata.dta(extract)
    numbers = replication(extract)
    documents = _documents(extract, numbers)
    texts = _texts(extract, [*documents, *([f"{name}.dta"] if has_stata else [])])
    resources = [
        package.table(extract, path) if path == f"{name}.csv" else package.document(path)
        for path in texts
        if path not in ("datapackage.json", "SHA256SUMS")
    ]
    described = package.descriptor(extract, resources)
    documents["datapackage.json"] = json.dumps(described, ensure_ascii=False, indent=1)
    documents["README.md"] = readme.readme(extract, texts, numbers)
    records = [path for path in texts if path.startswith("data/")]
    documents["codebook/ddi.xml"] = ddi.ddi(extract, records).decode()
    for path, text in documents.items():
        yield path, iter([text.encode()])


def _documents(extract: Extract, numbers: Replication) -> dict[str, str]:
    """Return the documents by path; those that name all others are empty yet."""
    scripts = {"code/read.R": "read.R"}
    tables: dict[str, pl.DataFrame] = {}
    if not numbers.comparisons.is_empty():
        scripts |= {f"code/{name}": name for name in ("replicate.py", "replicate.R")}
        tables = {f"replication/{name}.csv": table for name, table in numbers.tables.items()}
    tables |= {
        "codebook/fields.csv": dictionary.fields(extract),
        "codebook/values.csv": dictionary.values(extract),
    }
    return {
        "README.md": "",
        "datapackage.json": "",
        "codebook/codebook.html": codebook.codebook(extract),
        "codebook/ddi.xml": "",
        **{path: table.write_csv() for path, table in tables.items()},
        **{path: (SCRIPTS / name).read_text(encoding="utf-8") for path, name in scripts.items()},
        "code/query.sql": extracts.written(extract.vintage, extract.selection) + ";\n",
    }


def _texts(extract: Extract, paths: list[str]) -> dict[str, str]:
    """Return of each file what it is, by path."""
    name = f"data/{extract.selection.dataset}"
    keys = {
        "README.md": "readme",
        f"{name}.csv": "csv",
        f"{name}.parquet": "parquet",
        f"{name}.dta": "dta",
        "codebook/codebook.html": "html",
        "codebook/ddi.xml": "ddi",
        "codebook/fields.csv": "fields",
        "codebook/values.csv": "values",
        "code/read.R": "read",
        "code/query.sql": "query",
        "code/replicate.py": "replicate",
        "code/replicate.R": "replicate",
        "replication/comparisons.csv": "comparisons",
        "replication/conditions.csv": "conditions",
        "replication/months.csv": "months",
        "datapackage.json": "datapackage",
        "SHA256SUMS": "sums",
    }
    present = {*paths, f"{name}.csv", f"{name}.parquet", "SHA256SUMS"}
    return {
        path: extract.words.text(f"bundle.files.{key}")
        for path, key in keys.items()
        if path in present
    }


def _entry(extract: Extract, path: str) -> zipfile.ZipInfo:
    """Return the entry of a file, dated by the build so that a bundle is the same each time."""
    day = extract.vintage.manifest.built_at.timetuple()[:6]
    entry = zipfile.ZipInfo(path, day)
    is_stored = path.endswith(STORED)
    entry.compress_type = zipfile.ZIP_STORED if is_stored else zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


def _read(path: Path) -> Iterator[bytes]:
    with path.open("rb") as content:
        while piece := content.read(PIECE_BYTES):
            yield piece
