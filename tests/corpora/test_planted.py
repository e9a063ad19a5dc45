"""What planted.yaml says of the demo corpus is true of its gold and of its texts, and of nothing beside it."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from corpora.demo_kit.sources import all_told, read_source

CORPORA = Path(__file__).resolve().parents[2] / "corpora"
PLANTED: dict[str, Any] = yaml.safe_load((CORPORA / "planted.yaml").read_text("utf-8"))
GOLD: dict[str, dict[str, Any]] = {
    p.stem: json.loads(p.read_text("utf-8")) for p in sorted(CORPORA.glob("demo/gold/*.json"))
}
AGENCIES = sorted({stem[:-5] for stem in GOLD})
YEARS = range(2019, 2025)
DISTINCTIVE = 16  # characters from which a sentence without a number is no mere formula
Units = list[dict[str, Any]]


def units(agency: str, year: int, key: str, code: str) -> Units:
    return [unit for unit in GOLD[f"{agency}_{year}"][key] if code in unit["codes"]]


def named_by(code: str, year: int) -> list[str]:
    return [agency for agency in AGENCIES if units(agency, year, "problems", code)]


PROSE = {told.stem: {sid: re.sub(r"\s", "", text.body) for sid, text in told.texts.items()} for told in all_told()}


def runs(agency: str, size: int) -> set[str]:
    """Every run of so many characters in an agency's reports, numbers left out."""
    texts = [text for stem, sections in PROSE.items() if stem[:-5] == agency for text in sections.values()]
    texts = [re.sub(r"\d+", "", text) for text in texts]
    return {text[at : at + size] for text in texts for at in range(len(text) - size + 1)}


def sentences(stem: str) -> set[str]:
    """The sentences that say something of their own: no heading and no formula of counts or citations."""
    parts = {part for text in PROSE[stem].values() for part in re.split(r"[。；：]|（[一二三四五]）", text)}
    return {part for part in parts if len(part) >= DISTINCTIVE and not re.search(r"\d", part)}


def test_the_rising_theme_is_named_by_more_agencies_every_year() -> None:
    planted = PLANTED["rises"]["agencies"]
    assert {year: named_by(PLANTED["rises"]["code"], year) for year in YEARS} == planted
    counts = [len(planted[year]) for year in YEARS]
    assert counts == sorted(set(counts))
    assert (counts[0], counts[-1]) == (1, 10)


def test_no_other_theme_rises_without_a_break() -> None:
    codes = {code for gold in GOLD.values() for unit in gold["problems"] for code in unit["codes"]}
    for code in codes - {PLANTED["rises"]["code"]}:
        counts = [len(named_by(code, year)) for year in YEARS]
        assert counts != sorted(set(counts)), code


@pytest.mark.parametrize("code", sorted(PLANTED["flat"]))
def test_the_controls_stay_flat_with_changing_agencies(code: str) -> None:
    by_year = [named_by(code, year) for year in YEARS]
    assert [len(agencies) for agencies in by_year] == [PLANTED["flat"][code]] * len(YEARS)
    assert len({tuple(agencies) for agencies in by_year}) > 3


def requests(agency: str, years: list[int]) -> list[int]:
    return [GOLD[f"{agency}_{year}"]["cells"]["t3.new_received.total"] for year in years]


def test_who_names_the_handling_of_requests() -> None:
    planted = PLANTED["goes_with_requests"]
    found = {a: [y for y in YEARS if a in named_by(planted["code"], y)] for a in AGENCIES}
    assert {a: years for a, years in found.items() if years} == planted["named"]
    assert [a for a, years in found.items() if not years] == planted["never"]


@pytest.mark.parametrize("agency", sorted(PLANTED["goes_with_requests"]["named"]))
def test_within_an_agency_the_years_that_name_it_have_more_requests(agency: str) -> None:
    named = PLANTED["goes_with_requests"]["named"][agency]
    others = [year for year in YEARS if year not in named]
    assert min(requests(agency, named)) > max(requests(agency, others))


def test_over_all_reports_those_that_name_it_have_more_requests() -> None:
    named = PLANTED["goes_with_requests"]["named"]
    yes = [n for agency, years in named.items() for n in requests(agency, years)]
    no = [n for a in AGENCIES for n in requests(a, [y for y in YEARS if y not in named.get(a, [])])]
    assert (len(yes), len(no)) == (18, 54)
    assert sum(yes) / len(yes) > 2 * sum(no) / len(no)


@pytest.mark.parametrize("kept", PLANTED["kept"], ids=lambda k: f"{k['agency']}-{k['year']}-{k['problem']}")
def test_a_promise_kept_is_named_answered_gone_and_told(kept: dict[str, Any]) -> None:
    agency, year, code = kept["agency"], kept["year"], kept["problem"]
    gold, after = GOLD[f"{agency}_{year}"], GOLD[f"{agency}_{year + 1}"]
    answered = {
        (p, m)
        for problem, measure in gold["links"]
        for p in gold["problems"][problem]["codes"]
        for m in gold["measures"][measure]["codes"]
    }
    assert (code, kept["measure"]) in answered
    later = [y for y in YEARS if y > year and units(agency, y, "problems", code)]
    assert later[:1] == ([kept["back"]] if "back" in kept else [])
    assert kept["words"] in PROSE[after["doc"]][kept["told_in"]]
    told = [unit["text"].rstrip("。；") for unit in after["past_measures"]]
    assert (kept["words"] in told) == (kept["told_in"] == "s5")


def test_nothing_else_is_reported_as_last_years_improvement() -> None:
    told = {(k["agency"], k["year"] + 1, k["words"]) for k in PLANTED["kept"] if k["told_in"] == "s5"}
    found = {
        (stem[:-5], gold["year"], unit["text"].rstrip("。；"))
        for stem, gold in GOLD.items()
        for unit in gold["past_measures"]
    }
    assert found == told


def test_a_promise_repeated_stands_three_years_in_nearly_the_same_words() -> None:
    planted = PLANTED["repeated"]
    for key, code in (("problems", planted["problem"]), ("measures", planted["measure"])):
        texts = [unit["text"] for year in planted["years"] for unit in units(planted["agency"], year, key, code)]
        assert len(texts) == len(set(texts)) == 3
        for one, next_one in pairwise(texts):
            assert SequenceMatcher(None, one, next_one, autojunk=False).ratio() > 0.85


def test_in_the_fourth_year_nothing_is_said_of_it() -> None:
    planted = PLANTED["repeated"]
    assert not units(planted["agency"], planted["silent"], "problems", planted["problem"])
    assert not units(planted["agency"], planted["silent"], "measures", planted["measure"])
    assert not re.search("人手|编制|专职", "".join(PROSE[f"{planted['agency']}_{planted['silent']}"].values()))


def test_the_copied_sentences_stand_in_both_reports_and_in_no_other() -> None:
    planted = PLANTED["copied"]
    assert len(planted["sentences"]) == 12
    for sentence in planted["sentences"]:
        assert len(sentence) >= DISTINCTIVE
        stems = [stem for stem, sections in PROSE.items() if sentence in "".join(sections.values())]
        assert sorted(stems) == sorted([planted["from"], planted["to"]])
    assert GOLD[planted["from"]]["year"] + 1 == GOLD[planted["to"]]["year"]


def test_no_other_agency_has_a_sentence_of_another() -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for stem in GOLD:
        for sentence in sentences(stem):
            owners[sentence].add(stem[:-5])
    shared = {sentence: agencies for sentence, agencies in owners.items() if len(agencies) > 1}
    pair = {PLANTED["copied"][end][:-5] for end in ("from", "to")}
    assert shared
    assert all(agencies == pair for agencies in shared.values()), shared


def test_an_agency_that_copies_itself_says_so() -> None:
    declared = PLANTED["copies_of_itself"]
    by_source = {p.stem: read_source(p).get("copies", {}).get("from") for p in CORPORA.glob("sources/*_20*.yaml")}
    assert {stem: model for stem, model in by_source.items() if model} == declared
    for stem in GOLD:
        before = f"{stem[:-5]}_{GOLD[stem]['year'] - 1}"
        if before in GOLD and len(sentences(stem) & sentences(before)) > 1:
            assert declared[stem] == before


def test_two_agencies_have_nothing_but_the_form_in_common() -> None:
    one, other = PLANTED["unrelated"]
    assert not runs(one, 12) & runs(other, 12)
    assert runs(one, 4) & runs(other, 4)  # both are reports of this kind
