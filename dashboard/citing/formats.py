"""A citation in the forms that reference managers read: BibTeX, RIS and CITATION.cff."""

import json
from dataclasses import dataclass

LATEX = {
    "\\": r"\textbackslash{}",
    **{sign: f"\\{sign}" for sign in "&%$#_{}"},
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
"""How LaTeX writes the signs that it would run."""


@dataclass(frozen=True)
class Reference:
    """What a reference names. `day` is the day of citing, as 2026-11-30; `url` is the address."""

    id: str
    title: str
    author: str
    day: str
    url: str
    version: str
    note: str

    @property
    def year(self) -> str:
        """The year of citing."""
        return self.day[:4]


def bibtex(reference: Reference) -> str:
    """Return a reference as BibTeX."""
    fields = {
        "title": f"{{{_latex(reference.title)}}}",
        "author": f"{{{_latex(reference.author)}}}",
        "year": reference.year,
        "version": _latex(reference.version),
        "note": _latex(reference.note),
        "howpublished": f"\\url{{{reference.url}}}",
        "url": reference.url,
        "urldate": reference.day,
    }
    lines = "".join(f"  {key} = {{{value}}},\n" for key, value in fields.items())
    return f"@misc{{accord-{reference.id},\n{lines}}}\n"


def ris(reference: Reference) -> str:
    """Return a reference as RIS, whose lines end as those of Windows."""
    day = reference.day.replace("-", "/")
    tags = [
        ("TY", "DATA"),
        ("ID", f"accord-{reference.id}"),
        ("TI", _line(reference.title)),
        ("AU", _line(reference.author)),
        ("PY", reference.year),
        ("DA", day),
        ("ET", _line(reference.version)),
        ("N1", _line(reference.note)),
        ("UR", reference.url),
        ("Y2", day),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {text}\r\n" for tag, text in tags)


def cff(reference: Reference) -> str:
    """Return a reference as CITATION.cff 1.2.0; its texts are written as JSON, which YAML reads."""
    fields = {
        "cff-version": "1.2.0",
        "message": reference.note,
        "type": "dataset",
        "title": reference.title,
        "authors": [{"name": reference.author}],
        "version": reference.version,
        "date-released": reference.day,
        "url": reference.url,
    }
    return "".join(
        f"{key}: {json.dumps(value, ensure_ascii=True)}\n" for key, value in fields.items()
    )


def _latex(text: str) -> str:
    return "".join(LATEX.get(letter, letter) for letter in _line(text))


def _line(text: str) -> str:
    """Return a text in one line, without signs that no reader shows."""
    return " ".join("".join(x if x.isprintable() else " " for x in text).split())
