"""gongkai as spaCy components: a ``zh`` pipeline whose spans carry what the report says.

Results stand in ``doc.spans["sections" | "units" | "platforms" | "claims" | "themes"]``, made from character
offsets; ``span._.section``, ``span._.unit`` … give the record as a plain dict, which ``DocBin`` stores with the
group. The factories are entry points: once gongkai is installed, ``add_pipe("gongkai_sections")`` works in
anybody's pipeline.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import resources
from typing import Any

import msgspec
from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup
from spacy.util import load_config, load_model_from_config, registry
from spacy.vocab import Vocab

from nlp.analyse import make_units
from nlp.document import Document
from nlp.narrative.claims import find_claims
from nlp.narrative.platforms import find_platforms
from nlp.narrative.units import find_units
from nlp.reading.grids import find_grids
from nlp.report import Section, Source
from nlp.segment import reference_segmenter, segmenter
from nlp.statistics.tables import read_tables
from nlp.structure.organ import identify
from nlp.structure.sections import find_sections
from nlp.text import fold
from nlp.themes.coders import coders

GROUPS = ("sections", "units", "platforms", "claims", "themes")


def _record(group: str) -> Any:
    def record(span: Span) -> dict[str, Any] | None:
        spans = span.doc.spans.get(group, ())
        place = (span.start, span.end, span.label)
        places = [(s.start, s.end, s.label) for s in spans]
        return spans.attrs["records"][places.index(place)] if place in places else None

    return record


for _group in GROUPS:
    Span.set_extension(_group.removesuffix("s"), getter=_record(_group), force=True)


def pipeline() -> Language:
    """A spaCy pipeline that finds sections, units, platforms, claims and themes in the text of a report.

    >>> import nlp
    >>> doc = nlp.pipeline()("五、存在的主要问题及改进情况\\n一是公开渠道单一。二是专职人员不足。")
    >>> [span.text for span in doc.spans["units"]]
    ['公开渠道单一。', '专职人员不足。']

    The components and their settings stand in ``config.cfg``. A text that is no report has no units, platforms,
    claims or themes.
    """
    config = load_config(resources.files("nlp") / "config.cfg")  # type: ignore[arg-type]
    return load_model_from_config(config, auto_fill=True)


@registry.tokenizers("gongkai.segmenter.v1")  # type: ignore[untyped-decorator]
def make_segmenter(reference: bool = False) -> Callable[[Language], Segmenter]:
    """A tokenizer that cuts with ``nlp.segment``; ``reference`` asks for jieba itself."""
    return lambda language: Segmenter(language.vocab, reference)


class Segmenter:
    """Cuts a text into words; ``doc.text`` is the text, character for character."""

    def __init__(self, vocab: Vocab, reference: bool) -> None:
        self.vocab = vocab
        self.cut = reference_segmenter() if reference else segmenter()

    def __call__(self, text: str) -> Doc:
        words = [word for word in self.cut(text) if word]
        return Doc(self.vocab, words=words, spaces=[False] * len(words))

    def to_bytes(self, **_: Any) -> bytes:
        return b""

    def from_bytes(self, _data: bytes, **__: Any) -> Segmenter:
        return self

    def to_disk(self, _path: Any, **_: Any) -> None:
        return None

    def from_disk(self, _path: Any, **_: Any) -> Segmenter:
        return self


@Language.component("gongkai_sections")
def gongkai_sections(doc: Doc) -> Doc:
    """Marks the statutory sections: ``label_`` is the id, ``_.section`` the Section."""
    sections, _ = find_sections(_document(doc))
    put_spans(doc, "sections", [(s.id, s.start, s.end, s) for s in sections])
    return doc


@Language.component("gongkai_units")
def gongkai_units(doc: Doc) -> Doc:
    """Marks stated problems and measures: ``label_`` is the kind, ``_.unit["text"]`` the unit unwrapped."""
    document = _document(doc)
    pieces, _ = find_units(document, _sections(doc))
    units = make_units(document, pieces)
    put_spans(doc, "units", [(u.kind, u.start, u.end, u) for u in units])
    return doc


@Language.component("gongkai_platforms")
def gongkai_platforms(doc: Doc) -> Doc:
    """Marks the platforms the organ reports on: ``label_`` is the kind, ``_.platform`` has name and counts."""
    document, sections = _document(doc), _sections(doc)
    found = find_platforms(document, sections, identify(document, sections).organ.name)
    put_spans(doc, "platforms", [(p.kind, p.start, p.end, p) for p in found])
    return doc


@Language.component("gongkai_claims")
def gongkai_claims(doc: Doc) -> Doc:
    """Marks the numbers that the prose states, held against the tables: ``label_`` is the kind."""
    document, sections = _document(doc), _sections(doc)
    cells = {cell.id: cell for cell in read_tables(document, sections).cells}
    who = identify(document, sections)
    found = find_claims(document, sections, cells, who.organ.name, who.organ.level, who.year)
    put_spans(doc, "claims", [(c.kind, c.start, c.end, c) for c in found])
    return doc


@Language.component("gongkai_themes")
def gongkai_themes(doc: Doc) -> Doc:
    """Codes the units: ``spans["themes"]`` holds the evidence, ``label_`` the code."""
    document = _document(doc)
    pieces, _ = find_units(document, _sections(doc))
    units = make_units(document, pieces, coders("both"))
    put_spans(doc, "units", [(u.kind, u.start, u.end, u) for u in units])
    evidence = [(t.code, start, end, t) for u in units for t in u.themes for start, end in t.evidence]
    put_spans(doc, "themes", evidence)
    return doc


def _document(doc: Doc) -> Document:
    return Document(Source("", "", "text/plain", 0), doc.text, find_grids(fold(doc.text)))


def _sections(doc: Doc) -> list[Section]:
    return [Section(**record) for record in doc.spans["sections"].attrs["records"]] if "sections" in doc.spans else []


def put_spans(doc: Doc, group: str, found: list[tuple[str, int, int, Any]]) -> None:
    """Marks a group of (label, start, end, record), offsets into the text, as the components of gongkai do."""
    spans = [_span(doc, label, start, end) for label, start, end, _ in found]
    records = [msgspec.to_builtins(record) for *_, record in found]
    doc.spans[group] = SpanGroup(doc, name=group, attrs={"records": records}, spans=spans)


def _span(doc: Doc, label: str, start: int, end: int) -> Span:
    span = doc.char_span(start, end, label, alignment_mode="expand")
    if span is None:
        raise ValueError(f"no token stands at {start}:{end}")
    return span
