"""The codebook: every theme with its labels, its definition and the problems that a measure answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, get_args

import yaml

from nlp import knowledge

Kind = Literal["problem", "measure"]
SCORE = "score: 1 where the words say it outright, less where it is inferred, 0.3 for a bare mention; no probability"
WORDS = ("zh", "en", "definition", "include", "exclude")
LISTS = ("examples", "answers", "maps_to")


class CodebookError(ValueError):
    """A codebook that can't be used; the message names the code and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Family:
    """A family of codes (A 组织与认识 … H 依申请与安全), for reporting where single codes are too fine."""

    id: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Code:
    """One theme; ``answers`` are the problem codes that a measure code is a reply to.

    ``maps_to`` are the codes of gongkai's own codebook that a code of yours stands for (see nlp.themes.mapping).
    """

    code: str
    kind: Kind
    family: str | None
    zh: str
    en: str
    definition: str
    include: str
    exclude: str
    examples: tuple[str, ...]
    answers: tuple[str, ...] = ()
    residual: bool = False
    maps_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Codebook:
    """All themes of one version; ``codes`` maps their names to their entries, in the order of the file.

    >>> book = codebook()
    >>> book.version, len(book.families)
    ('1', 8)
    >>> book.code("training").answers
    ('staff_capability', 'training_insufficient')
    >>> "channel_breadth" in book
    True
    """

    version: str
    families: tuple[Family, ...]
    codes: Mapping[str, Code]

    def code(self, code: str) -> Code:
        """The theme of that name; KeyError says which names there are."""
        if code not in self.codes:
            raise KeyError(f"no such code: {code!r}; the codebook has {', '.join(self.codes)}")
        return self.codes[code]

    def __contains__(self, code: object) -> bool:
        return code in self.codes

    def __iter__(self) -> Iterator[Code]:
        return iter(self.codes.values())

    @property
    def answers(self) -> Mapping[str, tuple[str, ...]]:
        """Measure code -> the problem codes that it answers; residual codes answer nothing."""
        return MappingProxyType({c.code: c.answers for c in self if c.answers})

    def kind(self, kind: Kind, residual: bool = False) -> tuple[Code, ...]:
        """The codes for one kind of unit, with the residual ones if asked for."""
        return tuple(c for c in self if c.kind == kind and (residual or not c.residual))

    def family(self, code: str) -> Family | None:
        """The family of a code; None for a residual code."""
        id = self.code(code).family
        return next((f for f in self.families if f.id == id), None)

    def describe(self, code: str) -> str:
        """The entry of a code as text to read, with labels, rules, examples, what it answers and what a score means."""
        entry = self.code(code)
        family = self.family(code)
        lines = [
            f"{entry.code}  {entry.zh} / {entry.en}",
            f"kind: {entry.kind}",
            f"family: {family.id} {family.zh} / {family.en}" if family else "family: none, a residual code",
            f"definition: {entry.definition}",
            f"include: {entry.include}",
            f"exclude: {entry.exclude}",
            *(f"example: {example}" for example in entry.examples),
        ]
        if entry.answers:
            lines.append("answers: " + ", ".join(f"{a} {self.code(a).zh}" for a in entry.answers))
        if entry.maps_to:
            lines.append("maps to: " + ", ".join(entry.maps_to))
        lines.append(SCORE)
        return "\n".join(lines)


@cache
def codebook() -> Codebook:
    """The codebook that comes with gongkai, read once."""
    return make_codebook(knowledge.load("themes", "codebook"), "codebook.yaml", ours={})


def load_codebook(path: str | Path) -> Codebook:
    """A codebook of your own, in the shape of ``nlp/themes/codebook.yaml``.

    A code may say with ``maps_to: [training]`` which of our codes it stands for. Raises CodebookError, with the
    code and the fault, where a label is missing or an unknown code is answered or mapped to.
    """
    try:
        raw = yaml.safe_load(Path(path).read_text("utf-8"))
    except OSError as error:
        raise CodebookError(f"{path}: {error.strerror or error}") from error
    except (UnicodeDecodeError, RecursionError, yaml.YAMLError) as error:
        raise CodebookError(f"{path}: can't be read as YAML: {' '.join(str(error).split())}") from error
    return make_codebook(raw, str(path))


def codebook_yaml(book: Codebook) -> str:
    """A codebook as the YAML that ``load_codebook`` reads.

    >>> codebook_yaml(codebook()).splitlines()[0]
    "version: '1'"
    """
    return yaml.safe_dump(plain(book), allow_unicode=True, sort_keys=False, width=120)


def plain(book: Codebook) -> dict[str, Any]:
    """A codebook in the shape of its file, out of dictionaries and lists."""
    return {
        "version": book.version,
        "families": {family.id: {"zh": family.zh, "en": family.en} for family in book.families},
        "codes": {entry.code: _plain(entry) for entry in book},
    }


def _plain(entry: Code) -> dict[str, Any]:
    body = {field.name: getattr(entry, field.name) for field in fields(entry) if field.name != "code"}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in body.items() if value}


def make_codebook(raw: Any, name: str, ours: Mapping[str, Code] | None = None) -> Codebook:
    """A codebook out of what its YAML says; ``name`` stands in the messages of the CodebookError that faults raise.

    ``ours`` are the codes that may be mapped to, by default those of the codebook that comes with gongkai.
    """
    if not isinstance(raw, dict) or not isinstance(raw.get("codes"), dict) or "version" not in raw:
        raise CodebookError(f"{name}: a codebook needs 'version' and 'codes'")
    families = raw.get("families") or {}
    if not isinstance(families, dict):
        raise CodebookError(f"{name}: 'families' must map a letter to its labels")
    families = {str(id): labels for id, labels in families.items()}
    for id, labels in families.items():
        for word in ("zh", "en"):
            if not isinstance(labels, dict) or not labels.get(word):
                raise CodebookError(f"{name}: family {id} has no {word}")
    codes = {str(code): _entry(str(code), body, families, name) for code, body in raw["codes"].items()}
    for entry in codes.values():
        for answered in entry.answers:
            if answered not in codes or codes[answered].kind != "problem":
                raise CodebookError(f"{name}: {entry.code} answers {answered!r}, which is no problem code")
        _check_mapping(entry, name, codebook().codes if ours is None else ours)
    return Codebook(
        version=str(raw["version"]),
        families=tuple(Family(id, str(labels["zh"]), str(labels["en"])) for id, labels in families.items()),
        codes=MappingProxyType(codes),
    )


def _entry(code: str, body: Any, families: Mapping[str, Any], name: str) -> Code:
    if not isinstance(body, dict):
        raise CodebookError(f"{name}: {code} has no entry")
    if body.get("kind") not in get_args(Kind):
        raise CodebookError(f"{name}: {code} has kind {body.get('kind')!r}; a kind is problem or measure")
    for word in WORDS:
        if not isinstance(body.get(word), str) or not body[word].strip():
            raise CodebookError(f"{name}: {code} has no {word}")
    family = str(body["family"]) if body.get("family") is not None else None
    residual = bool(body.get("residual", False))
    if family not in families and not (residual and family is None):
        raise CodebookError(f"{name}: {code} is in family {family!r}, which is not defined")
    lists = {word: body.get(word) or [] for word in LISTS}
    if any(not isinstance(entries, list) for entries in lists.values()):
        raise CodebookError(f"{name}: {', '.join(LISTS[:-1])} and {LISTS[-1]} of {code} must be lists")
    if lists["answers"] and body["kind"] != "measure":
        raise CodebookError(f"{name}: {code} is a problem and can't answer anything")
    return Code(
        code=code,
        kind=body["kind"],
        family=family,
        **{word: body[word].strip() for word in WORDS},
        examples=tuple(map(str, lists["examples"])),
        answers=tuple(map(str, lists["answers"])),
        residual=residual,
        maps_to=tuple(map(str, lists["maps_to"])),
    )


def _check_mapping(entry: Code, name: str, ours: Mapping[str, Code]) -> None:
    for place, target in enumerate(entry.maps_to):
        if target not in ours:
            raise CodebookError(f"{name}: {entry.code} maps to {target!r}, which is no code of gongkai's codebook")
        if ours[target].kind != entry.kind:
            raise CodebookError(f"{name}: {entry.code} is a {entry.kind} and maps to {target}, a {ours[target].kind}")
        if target in entry.maps_to[:place]:
            raise CodebookError(f"{name}: {entry.code} maps to {target} twice")
