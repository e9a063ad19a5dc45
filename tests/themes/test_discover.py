"""Discovery: planted topics come out, with their sources, the same every time, and nothing gets a code."""

import random
from collections import Counter

import pytest
from planted import TOPICS, analyse, planted
from typer.testing import CliRunner

from nlp.cli import app
from nlp.dataset import open_dataset
from nlp.engine import run
from nlp.report import Theme, Unit
from nlp.text import fold
from nlp.themes.codebook import codebook
from nlp.themes.cues import CueCoder
from nlp.themes.discover import FEWEST, SHOWN, Passage, discover, discover_dataset
from nlp.themes.phrases import runs, telling
from nlp.themes.topics import grams

TOPIC_OF = {text: topic for topic, text in planted()}
COVERED = (Theme("timeliness_update", 1.0, "cues:1"),)


@pytest.fixture(scope="module")
def found():
    return discover(list(TOPIC_OF))


def test_planted_topics_are_found_without_a_word_on_their_number(found):
    assert len(found.topics) == len(TOPICS)
    for topic in found.topics:
        (_, most) = Counter(TOPIC_OF[p.text] for p, _ in topic.units).most_common(1)[0]
        assert most >= 0.9 * len(topic.units)
    assert sum(len(topic.units) for topic in found.topics) >= 0.9 * len(TOPIC_OF)


@pytest.mark.parametrize("names", [("疫情", "方言"), ("疫情", "档案", "收费")])
def test_fewer_topics_give_a_smaller_number(names):
    assert len(discover([text for _, text in planted(names)]).topics) == len(names)


def test_the_label_is_made_of_phrases_that_a_reader_knows(found):
    words = {phrase for topic in found.topics for phrase in topic.phrases}
    assert words & {"疫情防控"}
    assert words & {"历史档案", "数字化"}
    assert words & {"牧区群众", "民族语言"}
    assert words & {"信息处理费", "缴费通知"}


def test_nothing_is_invented(found):
    given = set(TOPIC_OF)
    for topic in found.topics:
        assert {p.text for p, _ in topic.units} <= given
        assert topic.label == "、".join(topic.phrases[:3])
        for phrase in topic.phrases:
            assert sum(phrase in p.text for p, _ in topic.units) >= 2


def test_a_proposal_is_no_code(found):
    assert not any(topic.label in codebook() for topic in found.topics)
    assert not hasattr(found.topics[0], "code")


def test_the_order_of_the_units_plays_no_part(found):
    texts = list(TOPIC_OF)
    random.Random(7).shuffle(texts)
    again = discover(texts)
    assert [t.phrases for t in again.topics] == [t.phrases for t in found.topics]
    assert [[(p.text, c) for p, c in t.units] for t in again.topics] == [
        [(p.text, c) for p, c in t.units] for t in found.topics
    ]


def test_the_same_seed_gives_the_same_answer(found):
    assert repr(discover(list(TOPIC_OF))) == repr(found)
    assert repr(discover(list(TOPIC_OF), seed=3, n_topics=4)) == repr(discover(list(TOPIC_OF), seed=3, n_topics=4))


def test_the_number_of_topics_can_be_asked_for():
    answer = discover(list(TOPIC_OF), n_topics=2)
    assert len(answer.topics) == 2
    assert "as asked" in answer.tallies[0].note


def test_units_of_a_substantive_code_are_left_out():
    texts = list(TOPIC_OF)
    answer = discover(texts, [COVERED if TOPIC_OF[text] == "疫情" else () for text in texts], n_topics=3)
    assert answer.tallies[0].uncovered == len(texts) - 20
    assert not any(TOPIC_OF[p.text] == "疫情" for topic in answer.topics for p, _ in topic.units)


@pytest.mark.parametrize(
    ("themes", "uncovered"),
    [
        ((), 1),
        ((Theme("other_problem", 0.9, "cues:1"),), 1),
        ((Theme("staff_capability", 0.3, "cues:1"),), 1),
        ((Theme("staff_capability", 0.31, "cues:1"),), 0),
        ((Theme("other_problem", 0.9, "cues:1"), Theme("staff_capability", 0.8, "model:x")), 0),
        ((Theme("a_code_of_somebody", 0.8, "ann"),), 0),
        ((Theme("staff_capability", float("nan"), "ann"),), 0),
    ],
)
def test_a_residual_code_and_a_bare_mention_cover_nothing(themes, uncovered):
    assert discover([Unit("u1", "problem", "人手不足", 0, 4, 1, themes=themes)]).tallies[0].uncovered == uncovered


def test_problems_and_measures_are_clustered_apart_and_frames_left_aside():
    texts = list(TOPIC_OF)
    units = [Unit(f"u{i}", "problem", text, 0, 9, i) for i, text in enumerate(texts)]
    units += [Unit(f"m{i}", "past_measure" if i % 2 else "measure", text, 0, 9, i) for i, text in enumerate(texts)]
    units.append(Unit("f", "frame", "存在以下问题", 0, 6, 1))
    answer = discover(units, n_topics=3)
    assert [(tally.kind, tally.units) for tally in answer.tallies] == [("problem", 80), ("measure", 80)]
    assert {topic.kind for topic in answer.topics} == {"problem", "measure"}
    assert all((p.kind == "problem") == (topic.kind == "problem") for topic in answer.topics for p, _ in topic.units)


@pytest.mark.parametrize("units", [[], [""], ["  "], [Unit("f", "frame", "存在以下问题", 0, 6, 1)]])
def test_nothing_in_nothing_out(units):
    answer = discover(units)
    assert answer.topics == ()
    assert answer.tallies == ()
    assert answer.frame().empty


def test_too_few_texts_are_told_not_clustered():
    answer = discover(list(TOPIC_OF)[: FEWEST - 1])
    assert answer.topics == ()
    assert "fewer than 20 different texts" in answer.tallies[0].note
    repeated = discover(["人手不足"] * 100)
    assert repeated.topics == ()
    assert (repeated.tallies[0].uncovered, repeated.tallies[0].texts) == (100, 1)


def test_texts_that_share_nothing_give_no_topic():
    texts = [chr(0x4E00 + 7 * i) + chr(0x5E00 + 11 * i) + chr(0x6E00 + 13 * i) for i in range(30)]
    answer = discover(texts)
    assert answer.topics == ()
    assert answer.tallies[0].in_no_topic == 30
    assert answer.tallies[0].note == "the texts share nothing"


@pytest.mark.parametrize("noise", ["!!!", "12345678", "a", "\ud800\ud801", "🙂" * 50, "x" * 5000])
def test_noise_does_no_harm(noise):
    answer = discover([*TOPIC_OF, noise, noise + "。"], n_topics=4)
    assert answer.tallies[0].units == len(TOPIC_OF) + 2


def test_wrong_numbers_are_refused():
    with pytest.raises(ValueError, match="one at least"):
        discover(["无"], n_topics=0)
    with pytest.raises(ValueError, match="2 units, but themes of 1"):
        discover(["无", "有"], [()])


def test_more_topics_than_texts_give_what_there_is():
    answer = discover(list(TOPIC_OF)[:40], n_topics=500)
    assert all(topic.texts >= 3 for topic in answer.topics)


def test_a_repeated_text_counts_as_units_but_is_read_once():
    units = [
        Passage(text, "problem", f"r{n}.u{i}", f"r{n}", "青溪县司法局", 2020 + n, i, i + len(text))
        for n in range(3)
        for i, text in enumerate(TOPIC_OF)
    ]
    answer = discover(units, n_topics=4)
    topic = answer.topics[0]
    assert len(topic.units) == 3 * topic.texts
    assert topic.reports == 3
    assert dict(topic.years) == dict.fromkeys((2020, 2021, 2022), topic.texts)
    read = [fold(p.text) for p in topic.representative]
    assert len(set(read)) == len(read) == 5
    frame = answer.frame()
    assert frame["representative"].sum() == 5 * len(answer.topics)
    assert set(frame["topic"]) == set(range(1, len(answer.topics) + 1))
    assert frame["similarity"].between(0, 1).all()


def test_a_phrase_stands_as_most_texts_print_it():
    texts = ["網站開設專欄較少", "專欄長期沒有內容", "為專欄更新慢，網站陳舊", "专栏较少，专栏陈旧"]
    assert telling(texts, ["人手不足", "更新較慢"])[:2] == ("專欄", "網站")
    assert all(any(phrase in text for text in texts) for phrase in telling(texts, []))


def test_no_phrase_where_nothing_recurs():
    assert telling(["人手不足", "更新较慢"], []) == ()
    assert telling([], []) == ()


def test_years_and_punctuation_end_a_run():
    assert runs("在2021年，（一）网站 改版") == [(0, "在"), (8, "一"), (10, "网站"), (13, "改版")]
    assert "情影" not in grams("疫情，影响")


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    """A dataset of two invented reports whose units nobody has a code for."""
    base = tmp_path_factory.mktemp("discover")
    (base / "in").mkdir()
    for name, lines in (("a.txt", list(TOPIC_OF)[::2]), ("b.txt", list(TOPIC_OF)[1::2])):
        (base / "in" / name).write_text("\n".join(lines), "utf-8")
    run(base / "in", base / "out", workers=1, progress=False, analyse=analyse)
    return open_dataset(base / "out")


def test_a_dataset_gives_sources(opened):
    answer = discover_dataset(opened, n_topics=4, kind="problem")
    reports = opened.table("reports").set_index("report_id")
    units = opened.table("units").set_index("unit_id")
    for topic in answer.topics:
        for passage, _ in topic.units:
            assert passage.organ == reports.loc[passage.report_id, "organ"]
            assert passage.year == reports.loc[passage.report_id, "year"]
            row = units.loc[passage.unit_id]
            assert (passage.text, passage.start, passage.end) == (row["text"], row["start"], row["end"])
    assert answer.topics


def test_the_command_prints_topics_with_their_sources_alike_every_time(opened):
    def printed(*words):
        result = CliRunner().invoke(app, ["themes", "discover", str(opened.folder), "--kind", "problem", *words])
        assert result.exit_code == 0, result.output
        return result.stdout

    page = printed("--topics", "4")
    assert page == printed("--topics", "4")
    head, *topics = page.split("\n\n")
    assert head.startswith("problem: 80 units, 80 that no code covers; 4 topics")
    assert len(topics) == 4
    reports = opened.table("reports")
    sources = {
        f"({r.organ or '?'}, {r.year if r.year == r.year else '?'}, {r.report_id})" for r in reports.itertuples()
    }
    for topic in topics:
        quoted = [line for line in topic.splitlines() if line.startswith("   - ")]
        assert len(quoted) == SHOWN
        assert all(line.removeprefix("   - ").split(" (")[0] in TOPIC_OF for line in quoted)
        assert {"(" + line.rsplit(" (", 1)[1] for line in quoted} <= sources
    assert printed("--topics", "4", "--csv").splitlines()[0].startswith("topic,label,similarity,representative,text")


def test_a_dataset_is_asked_for_kind_and_coder(opened):
    assert {t.kind for t in discover_dataset(opened, n_topics=2, kind="measure").topics} <= {"measure"}
    with pytest.raises(ValueError, match="neither problem nor measure"):
        discover_dataset(opened, kind="frame")
    with pytest.raises(ValueError, match="no coder 'bob'; there are cues:1"):
        discover_dataset(opened, coder="bob")
    assert discover_dataset(opened, coder="cues:1", n_topics=2).tallies == discover_dataset(opened, n_topics=2).tallies


def test_the_cues_code_what_discovery_must_leave():
    (themes,) = CueCoder().code([Unit("u1", "problem", "信息更新不及时", 0, 7, 1)])
    assert discover(["信息更新不及时"], [themes]).tallies[0].note == "a code covers every unit"
