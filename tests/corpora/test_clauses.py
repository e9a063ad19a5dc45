"""The training clauses: whole, varied, and nowhere twice."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

from nlp.themes.codebook import codebook

CORPORA = Path(__file__).parents[2] / "corpora"
LIKE = 0.6
"""Two clauses that share more of their runs of three characters are the same sentence twice."""
COPIED = 14
"""So many Chinese characters in a row shared with a real report are no set phrase any more."""


def read(folder: str) -> list[dict[str, Any]]:
    files = sorted((CORPORA / folder).glob("*.jsonl"))
    return [json.loads(line) for path in files for line in path.read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def clauses() -> list[dict[str, Any]]:
    return read("clauses")


@pytest.fixture(scope="module")
def everything(clauses: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [*clauses, *read("phrases")]


def test_every_clause_is_coded_by_the_codebook(everything: list[dict[str, Any]]) -> None:
    book = codebook()
    for clause in everything:
        assert 1 <= len(set(clause["codes"])) == len(clause["codes"]) <= 3, clause
        assert {book.code(code).kind for code in clause["codes"]} == {clause["kind"]}, clause
        assert clause["mould"], clause
        assert clause["style"], clause


def test_nearly_all_are_coded_twice_and_what_differed_was_settled(clauses: list[dict[str, Any]]) -> None:
    second = [clause for clause in clauses if "second" in clause]
    assert len(second) > 0.95 * len(clauses)
    for clause in second:
        author = clause.get("author", clause["codes"])
        assert ("author" in clause) == (set(author) != set(clause["second"])), clause


def test_an_id_is_a_hash_of_kind_and_text(everything: list[dict[str, Any]]) -> None:
    clauses = everything
    for clause in clauses:
        assert clause["id"] == hashlib.sha256(f"{clause['kind']}\0{clause['text']}".encode()).hexdigest()[:12]
    assert len({clause["id"] for clause in clauses}) == len(clauses)


def test_there_are_enough_of_every_code(clauses: list[dict[str, Any]]) -> None:
    count = Counter(code for clause in clauses for code in clause["codes"])
    substantive = [entry.code for entry in codebook() if not entry.residual]
    assert len(clauses) >= 15000
    assert min(count[code] for code in substantive) >= 400
    assert min(count[entry.code] for entry in codebook()) >= 80
    assert sum(len(clause["codes"]) > 1 for clause in clauses) >= 0.3 * len(clauses)


def test_no_sentence_stands_twice(everything: list[dict[str, Any]]) -> None:
    clauses = everything
    runs: list[set[str]] = []
    holding: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, clause in enumerate(clauses):
        text = re.sub(r"[\W\d_]+", "", clause["text"])
        mine = {text[i : i + 3] for i in range(len(text) - 2)}
        shared = Counter(other for run in mine for other in holding[clause["kind"], run])
        for other, count in shared.most_common(5):
            assert count <= LIKE * len(mine | runs[other]), (clauses[other]["text"], clause["text"])
        runs.append(mine)
        for run in mine:
            holding[clause["kind"], run].append(number)


def test_no_phrase_mould_rules(clauses: list[dict[str, Any]]) -> None:
    moulds = Counter(clause["mould"] for clause in clauses)
    openings = Counter(clause["text"][:6] for clause in clauses)
    assert len(moulds) > 500
    assert moulds.most_common(1)[0][1] < 0.04 * len(clauses)
    assert openings.most_common(1)[0][1] < 0.01 * len(clauses)


def test_no_sentence_of_a_real_report(everything: list[dict[str, Any]], shared: Path) -> None:
    clauses = everything
    real = set()
    for path in [*shared.glob("seeds/*.txt"), *shared.glob("reports/*.md"), *shared.glob("reports/dialects/*pypdf*")]:
        text = re.sub(r"[^一-鿿]", "", path.read_text("utf-8"))
        real |= {text[i : i + COPIED] for i in range(len(text) - COPIED + 1)}
    for clause in clauses:
        text = re.sub(r"[^一-鿿]", "", clause["text"])
        assert not real & {text[i : i + COPIED] for i in range(len(text) - COPIED + 1)}, clause["text"]
