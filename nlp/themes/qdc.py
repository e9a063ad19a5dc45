"""The codebook in REFI-QDA's exchange format (``.qdc``), which NVivo, MAXQDA, ATLAS.ti and others read and write.

What the schema of the standard (codebook 1.0, the one that REFI-QDA 1.5 goes on using) says, as far as it is used:

- one XML file, UTF-8, namespace ``urn:QDA-XML:codebook:1.0``; the root ``CodeBook`` may have ``origin`` (a string:
  what wrote the file) and holds ``Codes``, then optionally ``Sets``;
- ``Codes`` holds one ``Code`` at least; a ``Code`` holds an optional ``Description`` (plain text) *first*, then any
  number of ``Code``;
- a ``Code`` must have ``guid`` (8-4-4-4-12 hexadecimal digits, braces allowed), ``name`` and ``isCodable``
  (xsd:boolean: true, false, 1, 0), and may have ``color`` (``#rgb`` or ``#rrggbb``);
- ``Sets`` holds ``Set`` (``guid``, ``name``, an optional ``Description``, ``MemberCode`` with ``guid``).

Kind, rules, examples and the like have no element of their own: they stand in ``Description``, a line each.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args
from uuid import UUID, uuid5

from lxml import etree

from nlp.themes.codebook import LISTS, WORDS, Code, Codebook, CodebookError, Family, Kind, make_codebook

NAMESPACE = "urn:QDA-XML:codebook:1.0"
ORIGIN = "gongkai codebook "
GUIDS = UUID("5b0c2f0e-6f43-5d0e-9a51-6f6b676f6e67")  # drawn once; a code keeps its guid from version to version
COLORS = ("#1b7837", "#2166ac", "#b2182b", "#762a83", "#e08214", "#01665e", "#8c510a", "#c51b7d")  # a family each
GREY = "#888888"  # residual codes
KINDS: dict[Kind, str] = {"problem": "问题 problems", "measure": "措施 measures"}
NOT_SAID = "not stated in the .qdc"
LOOSE = Family("ungrouped", "未分组", "No group in the .qdc")
MOST_BYTES = 20_000_000
MOST_NOTES = 200


@dataclass(frozen=True, slots=True)
class Imported:
    """A codebook out of a .qdc; ``notes`` name what could not be carried over and what was filled in."""

    book: Codebook
    notes: tuple[str, ...]


def to_qdc(book: Codebook) -> bytes:
    """The codebook as a .qdc file: kind → family → code, the same bytes for the same codebook.

    >>> from nlp.themes.codebook import codebook
    >>> from_qdc(to_qdc(codebook())).book == codebook()
    True

    Kinds and families can't be coded with, codes can. A codebook without codes, or with a character that XML does
    not know, raises CodebookError.
    """
    if not book.codes:
        raise CodebookError("a codebook without codes has no .qdc")
    root = etree.Element(_tag("CodeBook"), nsmap={None: NAMESPACE}, origin=_xml(ORIGIN + book.version, "version"))
    codes = etree.SubElement(root, _tag("Codes"))
    for kind, title in KINDS.items():
        entries = book.kind(kind, residual=True)
        if not entries:
            continue
        top = _add(codes, f"kind:{kind}", title, [("kind", kind)])
        homes: dict[str | None, Any] = {None: top}
        colors: dict[str | None, str] = {None: GREY}
        for number, family in enumerate(book.families):
            said = [("family", family.id), ("zh", family.zh), ("en", family.en)]
            colors[family.id] = COLORS[number % len(COLORS)]
            homes[family.id] = _add(top, f"family:{kind}:{family.id}", f"{family.id} {family.zh}", said)
        for entry in entries:
            color = GREY if entry.residual else colors[entry.family]
            _add(homes[entry.family], f"code:{kind}:{entry.code}", _title(entry), _said(entry), color)
    etree.indent(root)
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8")
    return written


def _add(parent: Any, key: str, name: str, said: list[tuple[str, str]], color: str | None = None) -> Any:
    node = etree.SubElement(
        parent,
        _tag("Code"),
        guid=str(uuid5(GUIDS, _xml(key, name))),
        name=_xml(name, key),
        isCodable="true" if color else "false",
    )
    if color:
        node.set("color", color)
    lines = (f"{word}: {value}".replace("\n", "\n  ") for word, value in said)
    etree.SubElement(node, _tag("Description")).text = _xml("\n".join(lines), key)
    return node


def _said(entry: Code) -> list[tuple[str, str]]:
    """What ``Description`` tells of a code: a word and its value for every line."""
    said = [("code", entry.code), *((word, getattr(entry, word)) for word in WORDS)]
    said += [(word, value) for word in LISTS for value in getattr(entry, word)]
    return [*said, ("residual", "yes")] if entry.residual else said


def _title(entry: Code) -> str:
    return f"{entry.code} {entry.zh}"


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _xml(text: str, where: str) -> str:
    if found := _NO_XML.search(text):
        raise CodebookError(f"{where!r} has the character {found[0]!r}, which XML does not know")
    return text


def load_qdc(path: str | Path, kind: Kind = "problem") -> Imported:
    """The codebook in a .qdc file, as ``from_qdc``; a file that can't be read raises CodebookError."""
    try:
        with Path(path).open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise CodebookError(f"{path}: {error.strerror or error}") from error
    return from_qdc(data, str(path), kind)


def from_qdc(data: bytes, name: str = "codebook.qdc", kind: Kind = "problem") -> Imported:
    """The codebook in the bytes of a .qdc, of gongkai's making or of any other program's.

    What gongkai wrote comes back as it was (the codes in the order of the tree). Of a foreign file the outermost
    codes with codes beneath them become families, ``name`` becomes the label and ``Description`` the definition;
    ``kind`` is given to codes that don't say theirs. A file that is no .qdc, declares a DTD, or has a code that
    breaks the rules of a codebook raises CodebookError.
    """
    root = _root(data, name)
    reading = _Reading(kind)
    for node in root.iterfind("{*}Codes/{*}Code"):
        reading.take(node, (), None, None)
    if not reading.codes:
        raise CodebookError(f"{name}: there is no code in it")
    origin = root.get("origin") or ""
    version = origin.removeprefix(ORIGIN) if origin.startswith(ORIGIN) else "imported"
    if not origin.startswith(ORIGIN):
        reading.note("the file names no version of the codebook: it is called 'imported'")
    if sets := len(root.findall("{*}Sets/{*}Set")):
        reading.note(f"{sets} sets of codes are left out: a codebook has none")
    raw = {"version": version, "families": reading.families, "codes": reading.kept()}
    return Imported(make_codebook(raw, name), tuple(reading.notes))


def _root(data: bytes, name: str) -> Any:
    if len(data) > MOST_BYTES:
        raise CodebookError(f"{name}: larger than {MOST_BYTES:,} bytes")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise CodebookError(f"{name}: can't be read as XML: {error}") from error
    if root.getroottree().docinfo.doctype:
        raise CodebookError(f"{name}: it declares a document type, which no .qdc needs")
    found = etree.QName(root)
    if found.localname != "CodeBook" or not (found.namespace or "").startswith("urn:QDA-XML:codebook:"):
        raise CodebookError(f"{name}: no REFI-QDA codebook; its root is {found.text}")
    return root


@dataclass(slots=True)
class _Reading:
    """The codes of a tree as it is walked, in the shape of ``codebook.yaml``."""

    kind: Kind
    families: dict[str, dict[str, str]] = field(default_factory=dict)
    codes: dict[str, dict[str, Any]] = field(default_factory=dict)
    notes: dict[str, None] = field(default_factory=dict)
    used: Counter[str] = field(default_factory=Counter)

    def note(self, text: str) -> None:
        """Tell once what could not be carried over; a file in which everything is odd is cut short."""
        if len(self.notes) < MOST_NOTES:
            self.notes[text] = None
        elif len(self.notes) == MOST_NOTES:
            self.notes["and more of the kind"] = None

    def take(self, node: Any, above: tuple[str, ...], kind: Kind | None, family: str | None) -> None:
        """A code and all beneath it; ``above`` are the names of the foreign codes that it stands in."""
        name = " ".join((node.get("name") or "").split()) or "unnamed"
        children = node.findall("{*}Code")
        said = _read(node.findtext("{*}Description") or "")
        first = next(iter(said), None)
        codable = node.get("isCodable") in ("true", "1")
        if first == "kind" and not codable and said["kind"][0] in get_args(Kind):
            kind = said["kind"][0]  # type: ignore[assignment]
        elif first == "family" and not codable:
            family = said["family"][0]
            self.families.setdefault(family, {word: (said.get(word) or [name])[0] for word in ("zh", "en")})
        elif first == "code" and said.keys() >= {*WORDS}:
            self._ours(node, name, said, kind, family)
            above += (name,)
        else:
            family = self._foreign(node, name, bool(children), codable, above, kind, family)
            above += (name,)
        for child in children:
            self.take(child, above, kind, family)

    def _ours(self, node: Any, name: str, said: dict[str, list[str]], kind: Kind | None, family: str | None) -> None:
        code, residual = said["code"][0], said.get("residual") == ["yes"]
        if code in self.codes:
            self.note(f"{_short(code)} stands in the file twice; the first is kept")
            return
        if " ".join(f"{code} {said['zh'][0]}".split()) != name:
            self.note(f"{_short(code)} is named {_short(name)!r} in the file; its description is believed")
        self.codes[code] = {
            "kind": kind or self.kind,
            "family": family if family is not None or residual else self._loose(),
            **{word: said[word][0] for word in WORDS},
            **{word: said.get(word, []) for word in LISTS},
            "residual": residual,
        }

    def _foreign(
        self, node: Any, name: str, parent: bool, codable: bool, above: tuple[str, ...], kind: Kind | None,
        family: str | None,
    ) -> str | None:  # fmt: skip
        """Enter a code of another program; the family of what stands beneath it."""
        if len(above) > 1:
            self.note(f"{' > '.join(map(_short, (*above, name)))}: only the outermost level is kept, as a family")
        slug = name.replace(" ", "_")
        if parent and family is None:
            family = self._free(slug, self.families)
            self.families[family] = {"zh": name, "en": name}
        if not codable:
            if not parent:
                self.note(f"{_short(name)} can't be coded with and holds nothing: left out")
            return family
        code = self._free(slug, self.codes)
        if code != slug:
            self.note(f"another code is named {_short(name)!r}: this one has a number")
        if kind is None:
            self.note(f"codes that do not say whether they are for problems or measures are taken as {self.kind}")
        if node.get("color"):
            self.note("colours are left out: a codebook has none")
        description = (node.findtext("{*}Description") or "").strip()
        if not description:
            self.note(f"{_short(code)} has no description")
        self.note("a second label and rules of in- and exclusion: codes of other programs have none")
        self.note("guids of other programs are left out: an export gives others")
        rules = {"definition": description or NOT_SAID, "include": NOT_SAID, "exclude": NOT_SAID}
        home = family if family is not None else self._loose()
        self.codes[code] = {"kind": kind or self.kind, "family": home, "zh": name, "en": name, **rules}
        return family

    def _loose(self) -> str:
        self.families.setdefault(LOOSE.id, {"zh": LOOSE.zh, "en": LOOSE.en})
        return LOOSE.id

    def _free(self, wanted: str, taken: dict[str, Any]) -> str:
        """A name that is not taken yet: the one wanted, or it with a number."""
        name = wanted
        while name in taken:
            self.used[wanted] += 1
            name = f"{wanted}_{self.used[wanted] + 1}"
        return name

    def kept(self) -> dict[str, dict[str, Any]]:
        """The codes, without answers to problems that the file no longer has."""
        for code, body in self.codes.items():
            there = [a for a in body.get("answers", ()) if a in self.codes and self.codes[a]["kind"] == "problem"]
            for gone in sorted(set(body.get("answers", ())) - set(there)):
                self.note(f"{_short(code)} answers {_short(gone)}, which is not in the file as a problem: left out")
            if "answers" in body:
                body["answers"] = there
        return self.codes


def _short(name: str) -> str:
    return name if len(name) <= 60 else name[:59] + "…"


_LINE = re.compile(rf"({'|'.join(('code', 'kind', 'family', *WORDS, *LISTS, 'residual'))}):(?: (.*))?", re.DOTALL)


def _read(description: str) -> dict[str, list[str]]:
    """What a description of ours says: word -> values; nothing where its first line is none of ours."""
    said: dict[str, list[str]] = {}
    last: list[str] = []
    for line in description.split("\n"):
        if found := _LINE.fullmatch(line):
            last = said.setdefault(found[1], [])
            last.append(found[2] or "")
        elif not last:
            return {}
        else:
            last[-1] += "\n" + line.removeprefix("  ")
    return said
