"""Who reports, of which year, under which form: the identity of a report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from nlp.document import Document
from nlp.report import Organ, Region, ReportWarning, Section
from nlp.structure.declared import declared_format
from nlp.structure.grammar import parse
from nlp.structure.headline import find_titles
from nlp.structure.name import Named, Names, find_names
from nlp.structure.office import function_of, level_of, stub_level
from nlp.structure.region import resolve, surroundings
from nlp.structure.year import find_year
from nlp.text import fold

LEVEL_OF_OWN_PARTY = (("区委", "county"), ("县委", "county"), ("旗委", "county"))


@dataclass(frozen=True, slots=True)
class Identity:
    """``declared`` is the form that the text cites (F2019, F2021), not the one that it prints."""

    organ: Organ
    year: int | None
    declared: str | None
    warnings: tuple[ReportWarning, ...] = ()


def identify(doc: Document, sections: Sequence[Section] = ()) -> Identity:
    """Find the organ, the year and the declared form of a report.

    >>> from nlp.report import Source
    >>> text = "瓯海区水利局\\n2024 年政府信息公开工作年度报告\\n"
    >>> who = identify(Document(Source("a.txt", "", "text/plain", 0), text))
    >>> who.organ.name, who.organ.level, who.organ.function, who.organ.region.code, who.year
    ('瓯海区水利局', 'county', 'water', '330304', 2024)

    ``sections`` may be empty. What the report does not print is None, "unknown" or "other", with a warning.
    """
    folded, lines = doc.folded, doc.lines
    file_name = fold(doc.source.name)
    titles = find_titles(folded, lines)
    years = next((title.years for title in titles if title.years), ())
    year = find_year(folded, years, sections, (beside(doc).get("title", ""), file_name))
    names = find_names(folded, lines, titles, sections, file_name, beside(doc))
    organ, notes = _organ(doc, names, year.value)
    return Identity(organ, year.value, declared_format(folded), (*notes, *year.warnings))


def _organ(doc: Document, names: Names, year: int | None) -> tuple[Organ, tuple[ReportWarning, ...]]:
    notes = list(_notes(names))
    if names.chosen is None:
        organ = _organ_without_name(doc, names, year)
    else:
        organ = _organ_with_name(doc, names.chosen, names, year)
    region = _inside(doc, organ.region)
    if region.code and len(region.evidence) < len(organ.region.evidence):
        notes.append(
            ReportWarning("region_from_page", "what the page prints beside the report helped to find the region")
        )
    if region.code is None:
        offered = ", ".join(f"{c.county or c.prefecture or c.province} {c.code}" for c in region.candidates)
        notes.append(ReportWarning(f"region_{region.resolution}", f"no region code; candidates: {offered or 'none'}"))
    return replace(organ, region=region), tuple(notes)


def beside(doc: Document) -> dict[str, str]:
    """What a page prints beside the report (publisher, title, site_code …), folded; the first of each key."""
    return {entry.key: fold(entry.value) for entry in reversed(doc.source.metadata)}


def _with_margin(doc: Document) -> str:
    """The text to look for the region in: the report, and below it the index block and the footer of its page."""
    margin = "".join(f"\n{fold(entry.label)}:{fold(entry.value)}" for entry in doc.source.metadata)
    return doc.folded + margin


def _inside(doc: Document, region: Region) -> Region:
    """The region with the evidence that stands in the report itself, the only one that has offsets."""
    return replace(region, evidence=tuple(span for span in region.evidence if span[1] <= len(doc.text)))


def _organ_with_name(doc: Document, named: Named, names: Names, year: int | None) -> Organ:
    name, at = named.view.text, named.view.at
    fuller = _fuller(name, names.others)
    parts = parse(name, year)
    text = _with_margin(doc)
    region = resolve(name, year, text, at, parts)
    if region.code is None and fuller is not None:
        region = _better(region, resolve(fuller.view.text, year, text, fuller.view.at))
    level = level_of(name, parts)
    if level == "unknown" and region.code and not parts.zone and parts.places:
        level = "county" if region.county else "prefecture" if region.prefecture else "province"
    if not at:
        return Organ(name, level, function_of(name, parts), region)
    printed = "".join(doc.text[i] for i in at)
    return Organ(printed, level, function_of(name, parts), region, at[0], at[-1] + 1)


def _fuller(name: str, others: Sequence[Named]) -> Named | None:
    """Another name of the report that says the same with more of the region before it."""
    return next((o for o in others if o.view.text.endswith(name) and len(o.view.text) > len(name)), None)


def _better(region: Region, other: Region) -> Region:
    return replace(other, resolution="resolved_by_evidence") if other.code else region


def _organ_without_name(doc: Document, names: Names, year: int | None) -> Organ:
    stub = names.stub or ""
    level = stub_level(stub) or (_level_of_own_party(doc.folded) if stub else "unknown")
    region = surroundings(level, year, _with_margin(doc))
    return Organ(None, level, function_of(stub) if stub else "other", region)


def _level_of_own_party(folded: str) -> str:
    return next((level for word, level in LEVEL_OF_OWN_PARTY if word in folded), "unknown")


def _notes(names: Names) -> list[ReportWarning]:
    notes = []
    if names.spam:
        notes.append(ReportWarning("organ_overwritten", f"not taken for an organ: {names.spam}"))
    if names.chosen is None:
        said = f"; the text says only {names.stub}" if names.stub else ""
        notes.append(ReportWarning("organ_not_found", f"the report prints no name of its organ{said}"))
        return notes
    if names.chosen.source == "file_name":
        notes.append(
            ReportWarning("organ_from_file_name", f"{names.chosen.view.text} stands only in the name of the file")
        )
    if names.chosen.source == "page":
        notes.append(
            ReportWarning(
                "organ_from_page", f"{names.chosen.view.text} stands beside the report on its page, not in it"
            )
        )
    if names.chosen.source == "body":
        notes.append(
            ReportWarning("organ_from_body", f"{names.chosen.view.text} stands in neither title nor signature")
        )
    apart = [named for named in names.others if not _same(named.view.text, names.chosen.view.text)]
    if apart:
        notes.append(
            ReportWarning(
                "organ_disagrees",
                f"{names.chosen.source} {names.chosen.view.text}, {apart[0].source} {apart[0].view.text}",
            )
        )
    return notes


def _same(one: str, other: str) -> bool:
    if one in other or other in one or parse(one).core == parse(other).core:
        return True
    return function_of(one) == function_of(other) not in ("other", "township")
