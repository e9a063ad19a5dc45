"""The record: what gongkai says of one report.

Frozen dataclasses and nothing else. Every ``start``/``end`` is a code-point offset into ``Report.text``,
so ``report.text[unit.start:unit.end]`` is what a reader sees in the source. The shape is a contract:
fields may be added, none renamed; ``gongkai schema --json`` prints the JSON Schema made from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

CellStatus = Literal[
    "value", "zero", "blank", "slash", "text", "unreadable", "conflict", "row_missing", "table_missing"
]
UnitKind = Literal["problem", "measure", "frame", "past_measure"]
PlatformKind = Literal[
    "website", "service_portal", "wechat", "weibo", "douyin", "video_account", "app", "gazette", "press",
    "tv_radio", "bulletin_board", "hotline", "open_zone", "platform_other",
]  # fmt: skip
CountKind = Literal["published", "followers", "views", "original", "reposted", "videos", "other"]
ClaimKind = Literal[
    "requests_received", "requests_closed", "requests_carried_out", "requests_granted", "requests_partial",
    "requests_denied", "reconsiderations", "lawsuits", "items_disclosed", "normative_docs_issued",
    "interpretations", "press_conferences", "trainings", "fee_yuan",
]  # fmt: skip
ClaimScope = Literal["own", "level", "territory", "unknown"]
ClaimOutcome = Literal["agrees", "disagrees", "other_scope", "not_assessable"]
FeeStatus = Literal["none_stated", "not_mentioned", "collected", "noticed_not_collected"]
Severity = Literal["error", "warning", "note"]
Origin = Literal["official", "implied", "plausibility", "text"]
FindingOutcome = Literal["pass", "fail", "not_assessable"]
LinkBasis = Literal["structural", "enumerated", "thematic"]
Resolution = Literal["unique", "resolved_by_evidence", "ambiguous", "unresolved", "contradicted"]
SectionStatus = Literal["found", "recovered", "absent"]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Metadata:
    """An entry of the index block that a page prints beside the report (索引号, 发布机构 …), or of its footer."""

    key: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Source:
    """The file: ``method`` tells how it was read (``text html pdf-text pdf-grid docx doc ocr`` …)."""

    name: str
    sha256: str
    media_type: str
    bytes: int
    pages: int | None = None
    encoding: str | None = None
    method: str | None = None
    metadata: tuple[Metadata, ...] = ()


@dataclass(frozen=True, slots=True)
class RegionCandidate:
    code: str
    province: str | None
    prefecture: str | None
    county: str | None


@dataclass(frozen=True, slots=True)
class Region:
    code: str | None = None
    province: str | None = None
    prefecture: str | None = None
    county: str | None = None
    resolution: Resolution = "unresolved"
    candidates: tuple[RegionCandidate, ...] = ()
    evidence: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Organ:
    name: str | None = None
    level: str = "unknown"
    function: str = "other"
    region: Region = Region()
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Format:
    """The form a report says it follows, and the form each table is printed in."""

    declared: str | None = None
    t2: str | None = None
    t3: str | None = None
    t4: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A statutory section ``s0`` … ``s6``, the sign-off ``s9``, or a part of section 一 (``s1.proactive`` …)."""

    id: str
    title: str | None
    start: int
    body_start: int
    end: int
    status: SectionStatus = "found"
    why: str = "title"


@dataclass(frozen=True, slots=True)
class Cell:
    """One statutory cell; only the statuses ``value`` and ``zero`` carry a number.

    ``confidence`` in (0, 1] tells that the cell was read by OCR and how sure of it the reader was; None is print.
    """

    id: str
    value: int | float | None
    raw: str | None
    status: CellStatus
    start: int | None = None
    end: int | None = None
    unit: str | None = None
    note: str | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    rule: str
    origin: Origin
    severity: Severity
    outcome: FindingOutcome
    cells: tuple[str, ...]
    expected: int | float | None
    actual: int | float | None
    message: str


@dataclass(frozen=True, slots=True)
class Theme:
    """A code given to a unit by a coder, with the characters that carried the decision.

    ``score`` lies in (0, 1]. Of a coder ``model:…`` it is the calibrated probability of the code. Of the coder
    ``cues:…`` it tells by what kind of words the code was given (``nlp.themes.lexicon.SCORES``): 1 a plain statement …
    0.3 a bare mention; it orders hits and is no probability.
    """

    code: str
    score: float
    coder: str
    evidence: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """A stated problem, measure or frame; ``themes`` are of the coder that speaks, ``second`` of the one beside it."""

    id: str
    kind: UnitKind
    text: str
    start: int
    end: int
    order: int
    mark: str | None = None
    themes: tuple[Theme, ...] = ()
    hedge: bool = False
    specificity: int = 0
    section: str | None = None
    second: tuple[Theme, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    problem: str
    measure: str
    basis: LinkBasis
    score: float


@dataclass(frozen=True, slots=True)
class Count:
    value: int | float
    approx: bool
    unit: str
    what: CountKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Platform:
    name: str
    kind: PlatformKind
    start: int
    end: int
    counts: tuple[Count, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """A number that the prose states, beside the cells that it can be held against."""

    kind: ClaimKind
    value: int | float
    scope: ClaimScope
    text: str
    start: int
    end: int
    against: tuple[str, ...] = ()
    outcome: ClaimOutcome = "not_assessable"
    approx: bool = False


@dataclass(frozen=True, slots=True)
class Fee:
    """What section 六 says of the information-processing fee (信息处理费)."""

    status: FeeStatus = "not_mentioned"
    yuan: int | float | None = None
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class ReportWarning:
    code: str
    message: str
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Versions:
    gongkai: str
    forms: str
    codebook: str
    model: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    source: Source
    text: str
    organ: Organ
    year: int | None
    format: Format
    sections: tuple[Section, ...]
    cells: tuple[Cell, ...]
    findings: tuple[Finding, ...]
    units: tuple[Unit, ...]
    links: tuple[Link, ...]
    platforms: tuple[Platform, ...]
    claims: tuple[Claim, ...]
    fee: Fee
    warnings: tuple[ReportWarning, ...]
    versions: Versions

    def section(self, id: str) -> Section | None:
        """The section with that id, or None."""
        return next((s for s in self.sections if s.id == id), None)

    def cell(self, id: str) -> Cell | None:
        """The cell with that id, or None."""
        return next((c for c in self.cells if c.id == id), None)

    def __repr__(self) -> str:
        """What a prompt shows: one line, not the text and two hundred cells."""
        kinds = [unit.kind for unit in self.units]
        return (
            f"Report({self.organ.name or self.source.name} {self.year or ''}: {kinds.count('problem')} problems, "
            f"{kinds.count('measure')} measures, {len(self.cells)} cells, {len(self.warnings)} warnings)"
        )

    def _repr_html_(self) -> str:
        """What a notebook shows: the report's page in a frame, which the front door knows where to find."""
        import nlp

        return nlp.report_frame(self)
