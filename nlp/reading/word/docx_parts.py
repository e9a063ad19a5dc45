"""The parts of a Word package: XML members of a zip archive, read within limits and without entities."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from functools import cached_property

from lxml import etree

from nlp.reading.errors import Unreadable

MOST_MEMBERS = 5_000
MOST_PART_BYTES = 60_000_000
MOST_RATIO = 300
LEAST_SUSPECT_BYTES = 4_000_000

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(wordprocessingml/main|officeDocument/relationships)")
_TRANSITIONAL = {
    b"wordprocessingml/main": b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    b"officeDocument/relationships": b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
}


class Package:
    """A .docx opened: ``main`` is the document's root element, ``part`` gives any other by its name.

    What can't be unpacked or parsed, is protected, too large or brings a document type raises ``Unreadable``.
    """

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except Exception as error:  # zipfile raises a dozen kinds of errors on damaged files
            raise Unreadable("damaged", "the Word file is damaged or cut short") from error
        if len(self._zip.filelist) > MOST_MEMBERS:
            raise Unreadable("too_large", f"more than {MOST_MEMBERS:,} parts in the Word file")
        self._members = {info.filename.replace("\\", "/").lstrip("/").lower(): info for info in self._zip.filelist}
        self._left = MOST_PART_BYTES

    @cached_property
    def main_name(self) -> str:
        """The name of the main part: word/document.xml nearly always."""
        for kind, target in self.relations("").values():
            if kind.endswith("/officeDocument"):
                return target
        return "word/document.xml"

    @cached_property
    def main(self) -> etree._Element:
        root = self.part(self.main_name)
        if root is None:
            raise Unreadable("damaged", "the Word file holds no document")
        return root

    def related(self, kind: str) -> etree._Element | None:
        """The part of this kind (styles, numbering, footnotes) that the document names."""
        named = [target for found, target in self.relations(self.main_name).values() if found.endswith("/" + kind)]
        folder = posixpath.dirname(self.main_name)
        return self.part(named[0] if named else f"{folder}/{kind}.xml")

    def relations(self, name: str) -> dict[str, tuple[str, str]]:
        """What a part refers to by id: kind and name; what lies outside the package is left out."""
        folder, file = posixpath.split(name)
        root = self.part(posixpath.join(folder, "_rels", file + ".rels"))
        found: dict[str, tuple[str, str]] = {}
        for relation in root.iter(_RELATION) if root is not None else ():
            target = relation.get("Target", "")
            if relation.get("TargetMode") != "External" and target:
                path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
                found[relation.get("Id", "")] = relation.get("Type", ""), path.lstrip("/")
        return found

    def part(self, name: str) -> etree._Element | None:
        """A part parsed, or None where there is no such part."""
        data = self.bytes(name)
        if data is None:
            return None
        data = _STRICT.sub(lambda match: _TRANSITIONAL[match[1]], data)
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True,
            remove_pis=True,
        )  # fmt: skip
        try:
            root = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            if "depth" in str(error).lower():
                raise Unreadable("too_deep", f"{name} is nested too deep") from None
            raise Unreadable("damaged", f"{name} in the Word file is damaged") from None
        if root.getroottree().docinfo.internalDTD is not None:
            raise Unreadable("damaged", f"{name} brings a document type of its own, which no Word file does")
        return root

    def bytes(self, name: str) -> bytes | None:
        """The bytes of a part, or None where there is no such part."""
        info = self._members.get(name.lower())
        if info is None:
            return None
        if info.flag_bits & 1:
            raise Unreadable("encrypted", "the file is protected by a password")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Unreadable("unsupported_format", "the file is packed in a way that no Word file is")
        suspect = info.file_size > LEAST_SUSPECT_BYTES and info.file_size > MOST_RATIO * info.compress_size
        if info.file_size > self._left or suspect:
            raise Unreadable("too_large", f"{name} has {info.file_size:,} bytes when unpacked")
        self._left -= info.file_size
        try:
            with self._zip.open(info) as member:
                return member.read(info.file_size)
        except Exception as error:  # zlib, zipfile and struct errors of damaged members
            raise Unreadable("damaged", f"{name} in the Word file is damaged") from error


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """The first child by its Word name, and its child, and so on."""
    for name in path:
        if element is None:
            return None
        element = element.find(W + name)
    return element


def value(element: etree._Element | None, *path: str, attribute: str = "val") -> str | None:
    """An attribute of the element that ``path`` leads to."""
    found = child(element, *path)
    return None if found is None else found.get(W + attribute)


def number(text: str | None, default: int = 0, most: int = 100_000) -> int:
    """A number of the markup, never above ``most``; the default for what is none.

    >>> number("12"), number("1e9"), number(None, 1), number("99999999999")
    (12, 0, 1, 100000)
    """
    try:
        return max(-most, min(int(text or ""), most)) if len(text or "") < 20 else default
    except ValueError:
        return default


def is_on(element: etree._Element | None, name: str) -> bool | None:
    """What a switch says; None where it is not there."""
    found = child(element, name)
    return None if found is None else found.get(W + "val", "true") not in ("0", "false", "off")
