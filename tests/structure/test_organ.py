"""The identity of the real reports, and the form they cite."""

import json
from pathlib import Path

import pytest

from nlp.document import Document
from nlp.report import Source
from nlp.structure.declared import declared_format
from nlp.structure.organ import identify

REPORTS = ["seeds/*.txt", "reports/*.md", "reports/dialects/*.txt"]


def test_the_shared_reports_are_identified_as_annotated(shared: Path) -> None:
    for path in sorted(path for pattern in REPORTS for path in shared.glob(pattern)):
        gold = json.loads((shared / "gold" / f"{path.name.split('.')[0]}.json").read_text("utf-8"))
        text = path.read_text("utf-8")
        found = identify(Document(Source(path.name, "", "text/plain", 0), text), ())
        organ = found.organ
        assert (organ.name, organ.level, organ.function) == (gold["organ"], gold["level"], gold["function"]), path.name
        assert organ.region.code == gold["region"]["code"], path.name
        assert (found.year, found.declared) == (gold["year"], gold["declared_format"]), path.name
        assert organ.start is not None
        assert "".join(text[organ.start : organ.end].split()) == organ.name


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("按照(国办公开办函〔2021〕30号)要求", "F2021"),
        ("按照(国办公开办函〔2019〕60号)要求", "F2019"),
        ("国办公开办函〔2019〕年60号", "F2019"),
        ("国办公开办函﹝2021﹞30 号", "F2021"),
        ("国办公开办函[2021]30号", "F2021"),
        ("国办公开办\n函〔2021〕\n30号", "F2021"),
        ("公开办函〔202130号", "F2021"),
        ("国办公开办函〔2021〕30号(国办公开办函〔2019〕60号同时废止)", "F2021"),
        ("国办函〔2020〕109号", None),
        ("国办公开办函〔2021〕12号", None),
        ("", None),
    ],
)
def test_the_cited_notice_declares_the_form(text: str, form: str | None) -> None:
    assert declared_format(text) == form
