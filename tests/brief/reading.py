"""What a PDF holds for a reader's voice: its tags, and the text that belongs to each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pikepdf


@dataclass
class Tag:
    """A tag of a PDF: its kind, its text, its alternative text, its scope, and the tags in it."""

    kind: str
    text: str = ""
    alt: str = ""
    scope: str = ""
    tags: "list[Tag]" = field(default_factory=list)

    def all(self, kind: str) -> "Iterator[Tag]":
        """Yield the tags of a kind in this one, in reading order."""
        for tag in self.tags:
            if tag.kind == kind:
                yield tag
            yield from tag.all(kind)

    @property
    def whole(self) -> str:
        """The text of this tag and of all in it."""
        return " ".join(part for part in (self.text, *(tag.whole for tag in self.tags)) if part)


def opened(content: bytes) -> pikepdf.Pdf:
    """Return a PDF to look into."""
    return pikepdf.open(BytesIO(content))


def document(content: bytes) -> Tag:
    """Return the tags of a PDF under one tag for the whole."""
    pdf = opened(content)
    texts = [_texts(page) for page in pdf.pages]
    places = {page.objgen: number for number, page in enumerate(pdf.pages)}
    top = Tag("top")
    _collect(pdf.Root.StructTreeRoot.K, top, None, texts, places)
    return top


def rows(table: Tag) -> list[list[str]]:
    """Return the texts of a table's cells, row by row, its head first; pictures by their text."""
    return [
        [
            " ".join([cell.whole, *(figure.alt for figure in cell.all("Figure"))]).strip()
            for cell in row.tags
        ]
        for row in table.all("TR")
    ]


def _collect(
    node: Any, tag: Tag, page: Any, texts: list[dict[int, str]], places: dict[Any, int]
) -> None:
    if isinstance(node, pikepdf.Array):
        for child in node:
            _collect(child, tag, page, texts, places)
    elif isinstance(node, int):
        tag.text = f"{tag.text} {texts[page].get(node, '')}".strip()
    elif "/S" in node:
        below = Tag(str(node.S).strip("/"), alt=str(node.get("/Alt", "")), scope=_scope(node))
        tag.tags.append(below)
        own = places[node.Pg.objgen] if "/Pg" in node else page
        if "/K" in node:
            _collect(node.K, below, own, texts, places)
    elif "/MCID" in node:
        own = places[node.Pg.objgen] if "/Pg" in node else page
        tag.text = f"{tag.text} {texts[own].get(int(node.MCID), '')}".strip()


def _scope(node: Any) -> str:
    attributes = node.get("/A", [])
    every = attributes if isinstance(attributes, pikepdf.Array) else [attributes]
    return next((str(entry.Scope) for entry in every if "/Scope" in entry), "")


def _texts(page: Any) -> dict[int, str]:
    """Return the text of each marked content of a page by its number."""
    texts: dict[int, str] = {}
    _read(page, page.get("/Resources", {}), None, texts)
    return texts


def _read(stream: Any, resources: Any, number: int | None, texts: dict[int, str]) -> None:
    fonts = {name: _letters(font) for name, font in resources.get("/Font", {}).items()}
    letters: dict[int, str] = {}
    numbers = [number]
    for operands, operator in pikepdf.parse_content_stream(stream):
        match str(operator):
            case "BDC":
                has_number = isinstance(operands[1], pikepdf.Dictionary) and "/MCID" in operands[1]
                numbers.append(int(operands[1].MCID) if has_number else numbers[-1])
            case "BMC":
                numbers.append(None)
            case "EMC":
                numbers.pop()
            case "Tf":
                letters = fonts[str(operands[0])]
            case "Tj" | "TJ":
                parts = operands[0] if str(operator) == "TJ" else operands
                shown = "".join(
                    _decoded(bytes(part), letters)
                    for part in parts
                    if isinstance(part, pikepdf.String)
                )
                if numbers[-1] is not None:
                    texts[numbers[-1]] = texts.get(numbers[-1], "") + shown
            case "Do":
                form = resources.XObject[str(operands[0])]
                if form.get("/Subtype") == "/Form":
                    _read(form, form.get("/Resources", {}), numbers[-1], texts)


def _decoded(codes: bytes, letters: dict[int, str]) -> str:
    pairs = zip(codes[::2], codes[1::2], strict=True)
    return "".join(letters.get(high * 256 + low, "?") for high, low in pairs)


def _letters(font: Any) -> dict[int, str]:
    """Return what each code of a font stands for, from the map that the file has for readers."""
    cmap = font.ToUnicode.read_bytes().decode("ascii")
    letters = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        for code, text in re.findall(r"<(\w+)>\s*<(\w+)>", block):
            letters[int(code, 16)] = bytes.fromhex(text).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", cmap, re.DOTALL):
        for first, last, text in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            for step in range(int(last, 16) - int(first, 16) + 1):
                letters[int(first, 16) + step] = chr(int(text, 16) + step)
    return letters
