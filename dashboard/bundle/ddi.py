"""The codebook of an extract for archives: DDI Codebook 2.5.

https://ddialliance.org/Specification/DDI-Codebook/2.5; elements stand in the order of its schema.
"""

import re
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from dashboard.bundle import readme, stata
from dashboard.bundle.codebook import filled
from dashboard.bundle.columns import Column
from dashboard.bundle.dictionary import made, meaning, producer_columns, unit
from dashboard.bundle.extract import Extract
from dashboard.words import extracts as extract_words
from dashboard.words import load
from dashboard.words.languages import folders
from queries.vintage.versions import version

NAMESPACE = "ddi:codebook:2_5"
VERSION = "2.5"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

NOT_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Letters that no XML document may hold."""

DATA = "F1"


def ddi(extract: Extract, paths: list[str]) -> bytes:
    """Return the codebook as XML; `paths` are the files of the records in the bundle."""
    words, vintage = extract.words, extract.vintage
    root = Element("codeBook", {"xmlns": NAMESPACE, "version": VERSION, LANGUAGE: words.language})
    study = SubElement(root, "stdyDscr")
    _citation(study, extract)
    about = SubElement(study, "stdyInfo")
    _say(about, "abstract", extract_words.sentence(vintage, extract.selection, words))
    summary = SubElement(about, "sumDscr")
    span = extract.span
    first, last = extract.selection.first or span.first_on, extract.selection.last or span.last_on
    days = [("timePrd", "start", first), ("timePrd", "end", last)]
    days += [("collDate", "single", source.retrieved_on) for source in extract.sources]
    for tag, event, day in days:
        _say(summary, tag, day.isoformat(), event=event, date=day.isoformat())
    _say(summary, "geogCover", words.say(vintage.city_name))
    _say(summary, "geogUnit", words.say(vintage.layer(extract.selection.layer).name))
    _say(summary, "anlyUnit", extract_words.unit(vintage, extract.selection, 1, words))
    for text in extract_words.cautions(vintage, extract.selection, words):
        _say(about, "notes", text, type="caution")
    method = SubElement(study, "method")
    collection = SubElement(method, "dataColl")
    sources = SubElement(collection, "sources")
    for line in readme.source_lines(extract):
        _say(sources, "dataSrc", line)
    for text in readme.protected(extract):
        _say(method, "notes", text, type="disclosure")
    access = SubElement(SubElement(study, "dataAccs"), "useStmt")
    _say(access, "citReq", readme.citation(extract))
    _say(access, "conditions", words.text("bundle.readme.no_licence"))
    _files(root, extract, paths)
    described = SubElement(root, "dataDscr")
    for column in extract.columns:
        _variable(described, extract, column)
    ElementTree.indent(root)
    content: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return content + b"\n"


def _citation(study: Element, extract: Extract) -> None:
    vintage = extract.vintage
    dataset, city = readme.title(extract)
    citation = SubElement(study, "citation")
    titles = SubElement(citation, "titlStmt")
    _say(titles, "titl", f"{dataset}, {city}")
    _say(titles, "IDNo", extract.address, agency=readme.publisher(extract))
    responsible = SubElement(citation, "rspStmt")
    for origin in dict.fromkeys(source.origin for source in extract.sources):
        _say(responsible, "AuthEnty", origin)
    day = vintage.manifest.built_at.date().isoformat()
    distribution = SubElement(citation, "distStmt")
    _say(distribution, "distrbtr", readme.publisher(extract))
    _say(distribution, "distDate", day, date=day)
    statement = SubElement(citation, "verStmt")
    _say(statement, "version", f"{version(vintage)} ({vintage.vintage})", date=day)
    _say(citation, "biblCit", readme.citation(extract))


def _files(root: Element, extract: Extract, paths: list[str]) -> None:
    for number, path in enumerate(paths, start=1):
        text = SubElement(SubElement(root, "fileDscr", {"ID": f"F{number}"}), "fileTxt")
        _say(text, "fileName", path)
        size = SubElement(text, "dimensns")
        _say(size, "caseQnty", str(extract.n))
        _say(size, "varQnty", str(len(extract.columns)))
        _say(text, "fileType", path.rpartition(".")[2])


def _variable(described: Element, extract: Extract, column: Column) -> None:
    is_number = column.type in ("integer", "number")
    attributes = {
        "ID": f"V_{column.name}",
        "name": column.name,
        "files": DATA,
        "intrvl": "contin" if is_number else "discrete",
    }
    measured = unit(column, extract.words)
    if measured:
        attributes["measUnit"] = measured
    variable = SubElement(described, "var", attributes)
    for language in folders():
        label = stata.label(column, load(language))
        _say(variable, "labl", label, **{LANGUAGE: language})
    _say(variable, "sumStat", str(column.filled), type="vald")
    _say(variable, "sumStat", str(extract.n - column.filled), type="invd")
    for value in stata.codes(column) or column.values:
        category = SubElement(variable, "catgry")
        _say(category, "catValu", value)
        for language in folders() if stata.is_coded(column) else ():
            _say(category, "labl", meaning(column, value, load(language)), **{LANGUAGE: language})
        _say(category, "catStat", str(column.values.get(value, 0)), type="freq")
    _say(variable, "codInstr", " ".join(made(extract, column)))
    kind = "numeric" if is_number else "character"
    SubElement(variable, "varFormat", {"type": kind})
    producer = producer_columns(extract, column)
    if producer:
        _say(variable, "notes", "; ".join(producer), type="producer_columns")
    _say(variable, "notes", filled(extract, column), type="filled")
    for year, share in column.by_year.items():
        _say(variable, "notes", f"{year}: {share:.4f}", type="filled_by_year")


def _say(parent: Element, tag: str, text: str, **attributes: str) -> None:
    element = SubElement(parent, tag, attributes)
    element.text = NOT_XML.sub(" ", text)
