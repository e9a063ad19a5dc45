"""Copies are found wherever they stand, what is nobody's is subtracted, and unrelated organs set the baseline."""

from __future__ import annotations

import random

import numpy as np
import pandas as pd
import pytest
from rapidfuzz import process
from rapidfuzz.distance import Indel

from nlp.analysis.minhash import banding, near_pairs, shingled_candidates
from nlp.analysis.reuse import ReuseResult, reuse
from nlp.analysis.reuse_sentences import mask, own_names, sentences
from nlp.analysis.reuse_template import common_from, form_sentences

FORM = ["无其他需要报告的事项", "本年度没有收取信息处理费", "针对以上问题，下一步将采取以下改进措施"]
COPIED = "信息员由各股室年轻同志轮流担任，换人之后原来的线索常常断档"
WORDS = [a + b for a in "山河田禾舟桥灯窗墙炉" for b in "青白朱玄黛赤紫褐橙翠"]


class Corpus:
    """Reports in memory, asked as a dataset is; ``add`` takes the sentences of section 一."""

    def __init__(self) -> None:
        self.reports: list[dict[str, object]] = []
        self.sections: list[dict[str, object]] = []

    def add(self, place: str, function: str, year: int | None, said: list[str], province: str | None = "云岭省") -> str:
        id = f"{len(self.reports):016x}"
        text = "一、总体情况\n" + "。\n".join(said) + "。\n"
        self.reports.append(
            {"report_id": id, "organ": place + function + "局", "level": "county", "function": function,
             "region_code": None, "province": province, "prefecture": None, "county": place, "year": year,
             "format_t2": None, "format_t3": None, "format_t4": None, "path": id, "text": text}
        )  # fmt: skip
        self.sections.append(
            {"report_id": id, "section_id": "s1", "start": 0, "body_start": 7, "end": len(text), "status": "found"}
        )
        return id

    def table(self, name: str, columns: list[str]) -> pd.DataFrame:
        frame = pd.DataFrame({"reports": self.reports, "sections": self.sections}[name])[list(columns)]
        return frame.astype({"year": "Int32"}) if "year" in columns else frame


def invented(rng: random.Random) -> str:
    return "".join(rng.choices(WORDS, k=9))


def edited(rng: random.Random, text: str, most: float) -> str:
    letters = list(text)
    for _ in range(rng.randint(0, int(most * len(letters)))):
        at, lot = rng.randrange(len(letters)), rng.random()
        letters[at : at + 1] = [rng.choice(WORDS)[0]] if lot < 0.5 else [] if lot < 0.75 else [letters[at], "新"]
    return "".join(letters)


def several(organs: int = 12, years: range = range(2021, 2024), own: int = 12, seed: int = 1) -> Corpus:
    """Organs of 4 provinces and 3 functions; every report has the form's sentences and others of its own."""
    rng, corpus = random.Random(seed), Corpus()
    for organ in range(organs):
        place, province = f"{WORDS[organ]}县", f"{WORDS[50 + organ % 4]}省"
        for year in years:
            said = [*FORM, *(invented(rng) for _ in range(own))]
            corpus.add(place, ["司法", "财政", "教育"][organ // 4 % 3], year, said, province)
    return corpus


def planted() -> tuple[Corpus, str, str]:
    """Unrelated organs, and two of other provinces of which the second has eight of the ten sentences of the first."""
    corpus, rng = several(), random.Random(9)
    said = [COPIED.replace("股室", f"股室{invented(rng)}") for _ in range(10)]
    first = corpus.add("青溪县", "司法", 2021, said, "云岭省")
    twisted = [f"一是{text.replace('轮流', '')}" for text in reversed(said[:8])]
    second = corpus.add("石桥县", "水利", 2022, [*twisted, invented(rng), invented(rng)], "海滨省")
    return corpus, first, second


def row(frame: pd.DataFrame, column: str, value: object) -> pd.Series:
    found = frame[frame[column] == value]
    assert len(found) == 1
    return found.iloc[0]


@pytest.fixture(scope="module")
def copied() -> tuple[ReuseResult, str, str]:
    corpus, first, second = planted()
    return reuse(corpus), first, second


def test_a_sentence_is_quoted_as_printed_without_its_enumerator() -> None:
    corpus = Corpus()
    text = "一是公开目录三年没有修订过，\n新增事项查不到。二是网站检索只认机关全称；简称一条结果也搜不出来"
    corpus.add("青溪县", "司法", 2022, [text])
    found, whole = sentences(corpus), corpus.reports[0]["text"]
    quoted = [whole[start:end] for start, end in zip(found["start"], found["end"], strict=True)]
    assert quoted == ["公开目录三年没有修订过，\n新增事项查不到", "网站检索只认机关全称", "简称一条结果也搜不出来"]
    assert found["text"].tolist()[0] == "公开目录三年没有修订过，新增事项查不到"


def test_yearly_numbers_dates_and_the_own_name_do_not_hide_a_copy() -> None:
    one = mask("2021年,青溪县司法局共受理法律援助1,204件,办结率98.5%", own_names("青溪县司法局"))
    other = mask("2022年,石桥市司法局共受理法律援助三百一十件,办结率百分之九十九", own_names("石桥市司法局"))
    assert one == other == "#年○共受理法律援助#件办结率#"
    assert mask("宁汐市财政局公布预算", own_names("寧汐市財政局")) == "○公布预算"


def test_a_section_without_prose_is_refused() -> None:
    with pytest.raises(ValueError, match="some of s0, s1, s5, s6"):
        reuse(several(2), sections=["s3"])
    with pytest.raises(ValueError, match=r"not between 0\.5 and 1"):
        reuse(several(2), similarity=80)


def test_planted_copies_are_found_in_whatever_order(copied: tuple[ReuseResult, str, str]) -> None:
    result, first, second = copied
    between = result.pairs[(result.pairs["report_id_1"] == first) & (result.pairs["report_id_2"] == second)]
    assert len(between) == 8
    assert not between["same_organ"].any()
    assert not between["same_place"].any()
    assert not between["same_function"].any()
    assert (between["similarity"] >= 0.8).all()
    assert (between["years_apart"] == 1).all()
    copy = row(result.reports, "report_id", second)
    assert (copy["sentences"], copy["others_numerator"], copy["others_share"]) == (10, 8, 0.8)
    assert (copy["nearest_report_id"], copy["nearest_share"]) == (first, 0.8)
    assert copy["nearest_low"] > copy["baseline_high"]


def test_who_was_seen_first_has_copied_nothing(copied: tuple[ReuseResult, str, str]) -> None:
    result, first, _ = copied
    assert row(result.reports, "report_id", first)["others_numerator"] == 0
    assert len(result.clusters) == 8
    assert set(result.clusters["first_organs"]) == {"青溪县司法局"}
    assert set(result.clusters["first_year"]) == {2021}
    assert set(result.clusters["organs"]) == {2}
    later = result.spread[(result.spread["cluster"] == 1) & (result.spread["year"] == 2022)].iloc[0]
    assert (later["province"], later["organs"], later["new_organs"], later["sentences"]) == ("海滨省", 1, 1, 1)


def test_both_places_of_a_pair_are_where_the_texts_say(copied: tuple[ReuseResult, str, str]) -> None:
    result = copied[0]
    texts = {report["report_id"]: report["text"] for report in planted()[0].reports}
    for side in ("_1", "_2"):
        columns = [f"{name}{side}" for name in ("report_id", "start", "end", "text")]
        for report, start, end, text in result.pairs[columns].itertuples(index=False, name=None):
            assert texts[report][start:end] == text


def test_reports_of_the_same_form_share_nothing_but_the_form() -> None:
    result = reuse(several())
    assert set(result.templates["text"]) == set(FORM)
    assert set(result.templates["why"]) == {"form"}
    assert (result.reports["template"] == 3).all()
    assert (result.reports["sentences"] == 12).all()
    assert result.pairs.empty
    assert result.clusters.empty
    unrelated = row(result.relations, "relation", "unrelated")
    assert unrelated["estimate"] == 0
    assert 0 < unrelated["high"] < 0.02


def test_wording_common_to_unrelated_organs_is_learnt_and_a_copy_by_two_is_not() -> None:
    corpus = several()
    for number, report in enumerate(corpus.reports):
        if number // 3 < 6:  # 6 organs of 4 provinces and 2 functions
            report["text"] = f"{report['text']}把公开融入日常管理的第{number}个环节做到应公开尽公开。\n"
            corpus.sections[number]["end"] = len(str(report["text"]))
    corpus.add("甲山县", "水利", 2022, [COPIED], "海滨省")
    corpus.add("乙山县", "审计", 2022, [COPIED], "云岭省")
    assert reuse(corpus).templates["why"].tolist() == ["form"] * 3
    corpus.add("丙山县", "教育", 2022, ["把公开融入日常管理的第3个环节做到应公开尽公开"], "海滨省")
    result = reuse(corpus)
    common = row(result.templates, "why", "common")
    assert (common["organs"], common["sentences"]) == (7, 19)
    assert set(result.clusters["text"]) == {COPIED}


def test_what_one_province_has_in_common_with_two_strays_is_copied() -> None:
    corpus = several()
    for number in range(8):
        corpus.add(f"{WORDS[60 + number]}县", ["司法", "财政", "教育"][number % 3], 2022, [COPIED], "云岭省")
    corpus.add("丙山县", "水利", 2022, [COPIED], "海滨省")
    corpus.add("丁山县", "审计", 2022, [COPIED], "湖心省")
    cluster = row(reuse(corpus).clusters, "text", COPIED)
    assert (cluster["organs"], cluster["provinces"], cluster["functions"]) == (10, 3, 5)


def test_common_means_a_tenth_but_five_to_fifty() -> None:
    assert [common_from(organs) for organs in (1, 50, 51, 499, 9000)] == [5, 5, 6, 50, 50]
    assert mask("无其他需要报告的事项") in form_sentences()


def test_what_stood_in_the_own_report_of_last_year_counts_as_own() -> None:
    corpus = several()
    rng = random.Random(4)
    said = [invented(rng) for _ in range(10)]
    old = corpus.add("青溪县", "司法", 2021, said)
    new = corpus.add("青溪县", "司法", 2022, [*said[4:], invented(rng), invented(rng)])
    gap = corpus.add("青溪县", "司法", 2024, said)
    result = reuse(corpus)
    assert row(result.reports, "report_id", new)["own_share"] == 6 / 8
    assert row(result.reports, "report_id", new)["others_share"] == 0
    assert np.isnan(row(result.reports, "report_id", old)["own_share"])
    assert np.isnan(row(result.reports, "report_id", gap)["own_share"]), "2022 is not last year of 2024"
    own = row(result.relations, "relation", "own_last_year")
    assert (own["numerator"], own["denominator"]) == (6, 12 * 12 * 2 + 8)
    assert result.pairs["same_organ"].all()
    assert len(result.pairs) == 6 + 10 + 6


def test_organs_that_draw_from_one_pool_give_the_planted_baseline() -> None:
    rng, corpus = random.Random(3), Corpus()
    pool = [invented(rng) for _ in range(200)]
    for organ in range(48):
        for year in (2021, 2022):
            place = f"{WORDS[organ]}县"
            corpus.add(place, f"职能{organ % 6}", year, rng.sample(pool, 4) + [invented(rng) for _ in range(16)],
                       f"{WORDS[60 + organ // 6]}省")  # fmt: skip
    result = reuse(corpus)
    relations = result.relations.set_index("relation")
    chance = 4 / 20 * 4 / 200
    for relation in ("unrelated", "same_place", "same_function"):
        assert relations.loc[relation, "low"] < chance < relations.loc[relation, "high"], relation
    assert relations.loc["unrelated", "n"] == 48 * 35 * 3, "both years of 35 strangers for 2022, one of them for 2021"
    assert relations.loc["same_place", "n"] == relations.loc["same_function", "n"] * 5 // 7


def test_a_report_without_year_is_left_out_and_told() -> None:
    corpus = several(3)
    corpus.add("青溪县", "司法", None, [COPIED])
    result = reuse(corpus)
    assert "1 of 10 reports without organ or year are left out" in result.notes
    assert COPIED not in set(result.sentences["text"])


def test_organs_without_a_province_are_told_apart_by_their_place() -> None:
    corpus = Corpus()
    corpus.add("青溪县", "司法", 2022, [COPIED], None)
    corpus.add("青溪县", "财政", 2022, [COPIED], None)
    corpus.add("石桥县", "司法", 2022, [COPIED], None)
    pairs = reuse(corpus).pairs
    same = sorted(zip(pairs["same_place"], pairs["same_function"], strict=True))
    assert same == [(False, False), (False, True), (True, False)]


def test_an_empty_corpus_gives_empty_frames() -> None:
    corpus = Corpus()
    corpus.add("青溪县", "司法", 2022, ["很短"])
    result = reuse(corpus)
    assert result.pairs.empty
    assert result.clusters.empty
    assert result.sentences.empty
    assert result.reports["sentences"].tolist() == [0]
    assert np.isnan(result.reports["others_share"]).all()


def test_a_text_in_many_places_is_listed_beside_the_first_only() -> None:
    corpus = several()
    for number in range(130):
        corpus.add(f"{WORDS[number % 100]}{'甲乙'[number // 100]}县", "司法", 2022, [COPIED])
    pairs = reuse(corpus).pairs
    assert len(pairs) == 129
    assert pairs["report_id_1"].nunique() == 1
    assert pairs["note"].str.startswith("stands in over 100 places").all()


def test_the_same_input_gives_the_same_frames() -> None:
    one, other = reuse(planted()[0]), reuse(planted()[0])
    for name in ("relations", "reports", "clusters", "spread", "pairs", "sentences", "templates"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))


def test_near_pairs_are_those_that_brute_force_finds() -> None:
    rng = random.Random(6)
    texts = [invented(rng) for _ in range(700)]
    texts += [edited(rng, text, 0.25) for text in texts]
    scores = process.cdist(texts, texts, scorer=Indel.normalized_similarity, dtype=np.float64)
    true = {(a, b) for a, b in zip(*np.nonzero(scores >= 0.8), strict=True) if a < b}
    assert len(true) > 400
    pairs = near_pairs(texts, 0.8)
    ours = set(zip(pairs.left.tolist(), pairs.right.tolist(), strict=True))
    assert ours <= true
    assert len(ours) >= 0.99 * len(true)
    assert np.allclose(pairs.similarity, scores[pairs.left, pairs.right])
    shingled = set(map(tuple, shingled_candidates(texts, 16, 4, 3).tolist()))
    assert len(shingled & true) < 0.9 * len(true), "why shingles of three characters are not used"


def test_near_pairs_against_other_texts_stay_on_their_sides() -> None:
    pairs = near_pairs(["甲乙丙丁戊己庚辛", "子丑寅卯辰巳午未", ""], against=["", "子丑寅卯辰巳午", "甲乙丙丁戊己庚辛"])
    assert list(zip(pairs.left.tolist(), pairs.right.tolist(), strict=True)) == [(0, 2), (1, 1)]


def test_bands_and_rows_hold_the_miss_of_the_bound() -> None:
    for similarity in (0.5, 0.6, 0.7, 0.8, 0.9, 0.99):
        bands, rows = banding(similarity)
        index = similarity / (2 - similarity)
        assert (1 - index**rows) ** bands <= 0.005
        assert bands <= 64
