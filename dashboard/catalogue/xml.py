"""XML whose texts can be anything: what XML cannot hold is replaced, all else is escaped."""

import re
from xml.etree import ElementTree as ET

UNFIT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Letters that no XML document may have (XML 1.0, section 2.2)."""


def add(parent: ET.Element, tag: str, text: str | None = None, **attributes: str) -> ET.Element:
    """Add an element with a text and attributes to another one, and return it."""
    element = ET.SubElement(parent, tag, {key: fit(value) for key, value in attributes.items()})
    if text is not None:
        element.text = fit(text)
    return element


def fit(text: str) -> str:
    """Return a text as XML can hold it."""
    return UNFIT.sub("\N{REPLACEMENT CHARACTER}", text)


def written(root: ET.Element) -> bytes:
    """Return a document in UTF-8."""
    content: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return content
