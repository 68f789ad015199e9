"""How is XML written that any program reads?

Characters that XML cannot hold become U+FFFD; what else a text holds is escaped by lxml.
"""

import re
from collections.abc import Mapping
from typing import Any

from lxml import etree

__all__ = ["child", "document", "root"]

Element = etree._Element  # noqa: SLF001 lxml has no other name for its elements
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def root(name: str, namespace: str) -> Element:
    """Return the element that a document is, in a namespace of its own or, with "", in none."""
    if not namespace:
        return etree.Element(name)
    default: Any = None  # the stubs know no default namespace
    return etree.Element(f"{{{namespace}}}{name}", nsmap={default: namespace})


def child(parent: Element, name: str, text: str = "", /, **attributes: str) -> Element:
    """Add an element in the namespace of its parent, and return it."""
    namespace = etree.QName(parent).namespace
    made = etree.SubElement(parent, f"{{{namespace}}}{name}" if namespace else name, _held(attributes))
    if text:
        made.text = _clean(text)
    return made


def document(top: Element) -> bytes:
    """Return a document as UTF-8."""
    written: bytes = etree.tostring(top, encoding="UTF-8", xml_declaration=True)
    return written


def _held(attributes: Mapping[str, str]) -> dict[str, str]:
    return {name: _clean(value) for name, value in attributes.items()}


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)
