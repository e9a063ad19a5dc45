"""What the numbers of a pairing allow to say, in English and in Chinese, and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from nlp.analysis.corpus import BREAKS
from nlp.analysis.estimates import SMALL
from nlp.analysis.pair_effects import WHY, WITHIN
from nlp.analysis.statistic import Statistic

if TYPE_CHECKING:
    import pandas as pd

TOUCHES = {2021: "t2.", 2024: "t4."}
"""The table that a break of ``corpus.BREAKS`` changes."""
STATES = {"problem": "problems", "measure": "measures", "past_measure": "measures already taken"}
STATES_ZH = {"problem": "陈述了问题", "measure": "陈述了措施", "past_measure": "陈述了已采取的措施"}


class Facts(NamedTuple):
    """What a sentence is made of."""

    theme: str
    en: str
    zh: str
    kind: str
    statistic: Statistic
    groups: pd.DataFrame
    effects: pd.DataFrame
    excluded: pd.DataFrame


def sentence(facts: Facts) -> str:
    """The finding in plain English: the groups, whether they differ, within organs too, and what it doesn't show."""
    yes, no, rank, within = _parts(facts)
    what = facts.statistic
    name = f"“{facts.en}” ({facts.theme})"
    if not yes["reports"] or not no["reports"]:
        which = "No report names" if not yes["reports"] else "Every report names"
        return " ".join([f"{which} {name} among those with a value of “{what.en}”: nothing can be compared.",
                         *_left_out(facts)])  # fmt: skip
    one, other = _number(yes["median"], what), _number(no["median"], what)
    said = [
        f"{_reports(yes['reports'])} of {_organs(yes['organs'])} {_verb('name', yes)} {name}: median of “{what.en}” "
        f"{one} (quartiles {_range(yes, what)}). {_reports(no['reports'])} of {_organs(no['organs'])} "
        f"{_verb('state', no)} {STATES[facts.kind]} without it: {other} ({_range(no, what)})."
    ]
    if rank["low"] == rank["low"]:
        said.append(
            f"Rank-biserial effect {rank['estimate']:.2f} (95 % interval {rank['low']:.2f} to {rank['high']:.2f}): "
            + ("the interval includes no difference." if _side(rank) == 0 else
               f"reports that name it tend to have {'higher' if _side(rank) > 0 else 'lower'} values.")
        )  # fmt: skip
    else:
        said.append(f"Rank-biserial effect {rank['estimate']:.2f}, without an interval ({WHY[rank['why']][0]}): "
                    "whether the groups differ can't be told.")  # fmt: skip
    said.append(_within(within, what))
    if _side(rank) * _side(within) < 0:
        said.append("Between reports and within organs the difference runs in opposite directions.")
    if min(yes["reports"], no["reports"], yes["organs"], no["organs"]) < SMALL:
        said.append("Few reports or organs stand in a group: take this as a description.")
    said += _left_out(facts)
    said.append("This is an association: it does not show that one causes the other.")
    return " ".join(said)


def _within(within: pd.Series[Any], what: Statistic) -> str:
    if within["estimate"] != within["estimate"]:
        return f"Within organs nothing can be estimated: {WHY[within['why']][0]}."
    carried = f"carried by {_reports(within['reports_carrying'])} of {_organs(within['organs_carrying'])}"
    effect = _effect(within, what)
    if within["low"] != within["low"]:
        return f"Within organs, years allowed for, {effect}, {carried}, without an interval ({WHY[within['why']][0]})."
    ends = f"95 % interval {_figure(within['low'], within, what)} to {_figure(within['high'], within, what)}"
    few = ", too few to lean on" if within["organs_carrying"] < SMALL else ""
    verdict = ("the interval includes no difference", "higher where it is named", "lower where it is named")
    return f"Within organs, years allowed for, {effect} ({ends}; {carried}{few}): {verdict[_side(within)]}."


def _effect(within: pd.Series[Any], what: Statistic) -> str:
    figure = _figure(within["estimate"], within, what)
    if within["measure"] == "ratio":
        return f"the {what.kind} where it is named is {figure} times that where it is not"
    points = " percentage points" if what.kind in ("share", "ratio") else ""
    return f"the value where it is named differs by {figure}{points}"


def _figure(value: float, row: pd.Series[Any], what: Statistic) -> str:
    if row["measure"] == "ratio":
        return f"{value:.2f}" if value < 1e6 else f"{value:.1e}"
    return f"{100 * value:+.1f}" if what.kind in ("share", "ratio") else f"{value:+.2f}"


def _reports(number: int) -> str:
    return f"{number} report{'s' if number != 1 else ''}"


def _verb(verb: str, group: pd.Series[Any]) -> str:
    return verb if group["reports"] != 1 else f"{verb}s"


def _organs(number: int) -> str:
    return f"{number} organ{'s' if number != 1 else ''}"


def _left_out(facts: Facts) -> list[str]:
    rows = facts.excluded
    if not len(rows):
        return []
    reasons = ", ".join(f"{reason}: {n}" for reason, n in zip(rows["reason"], rows["reports"], strict=True))
    return [f"Left out: {_reports(int(rows['reports'].sum()))} ({reasons})."]


def sentence_zh(facts: Facts) -> str:
    """The same in Chinese."""
    yes, no, rank, within = _parts(facts)
    what = facts.statistic
    name = f"“{facts.zh}”"
    if not yes["reports"] or not no["reports"]:
        which = "没有报告提及" if not yes["reports"] else "全部报告均提及"
        return f"在有“{what.zh}”数值的报告中，{which}{name}，无从比较。" + _left_out_zh(facts)
    one, other = _number(yes["median"], what), _number(no["median"], what)
    said = [
        f"提及{name}的报告有{yes['reports']}份（{yes['organs']}个机关），“{what.zh}”中位数为{one}（四分位"
        f"{_range(yes, what)}）；{STATES_ZH[facts.kind]}但未提及的有{no['reports']}份（{no['organs']}个机关），"
        f"中位数为{other}（四分位{_range(no, what)}）。"
    ]
    if rank["low"] == rank["low"]:
        verdict = ("区间包含无差异。", "提及该主题的报告数值倾向于较高。", "提及该主题的报告数值倾向于较低。")[
            _side(rank)
        ]
        ends = f"{rank['low']:.2f}至{rank['high']:.2f}"
        said.append(f"秩二列效应为{rank['estimate']:.2f}（95%区间{ends}）：{verdict}")
    else:
        said.append(f"秩二列效应为{rank['estimate']:.2f}，{WHY[rank['why']][1]}：不能判断两组是否不同。")
    said.append(_within_zh(within, what))
    if _side(rank) * _side(within) < 0:
        said.append("报告之间与同一机关内部的差异方向相反。")
    if min(yes["reports"], no["reports"], yes["organs"], no["organs"]) < SMALL:
        said.append("有一组的报告或机关很少，只宜作为描述。")
    said.append(_left_out_zh(facts))
    said.append("这只是相关，不说明因果。")
    return "".join(said)


def _within_zh(within: pd.Series[Any], what: Statistic) -> str:
    if within["estimate"] != within["estimate"]:
        return f"无法作同一机关内部的估计：{WHY[within['why']][1]}。"
    carried = f"由{within['organs_carrying']}个机关的{within['reports_carrying']}份报告支撑"
    value = _figure(within["estimate"], within, what)
    points = "个百分点" if what.kind in ("share", "ratio") else ""
    effect = f"提及时为未提及时的{value}倍" if within["measure"] == "ratio" else f"提及时相差{value}{points}"
    if within["low"] != within["low"]:
        return f"同一机关内部（控制年度）{effect}，{carried}；{WHY[within['why']][1]}。"
    ends = f"95%区间{_figure(within['low'], within, what)}至{_figure(within['high'], within, what)}"
    few = "，过少，不足为凭" if within["organs_carrying"] < SMALL else ""
    verdict = ("区间包含无差异", "提及时较高", "提及时较低")[_side(within)]
    return f"同一机关内部（控制年度）{effect}（{ends}；{carried}{few}）：{verdict}。"


def _left_out_zh(facts: Facts) -> str:
    rows = facts.excluded
    if not len(rows):
        return ""
    reasons = "、".join(f"{reason}：{n}份" for reason, n in zip(rows["reason_zh"], rows["reports"], strict=True))
    return f"未计入{rows['reports'].sum()}份（{reasons}）。"


def break_notes(what: Statistic, year: pd.Series[Any]) -> tuple[str, ...]:
    """The breaks of series that the years cross and that bear on the cells of the statistic."""
    cells = [*what.numerator, *(what.denominator or ())]
    first, last = year.min(), year.max()
    return tuple(
        text
        for broken, text in BREAKS.items()
        if first == first and first < broken <= last and any(cell.startswith(TOUCHES.get(broken, "")) for cell in cells)
    )


def _parts(facts: Facts) -> tuple[pd.Series[Any], pd.Series[Any], pd.Series[Any], pd.Series[Any]]:
    groups, effects = facts.groups, facts.effects
    return groups.iloc[0], groups.iloc[1], effects.iloc[0], effects[effects["model"] == WITHIN].iloc[0]


def _side(row: pd.Series[Any]) -> int:
    """1 or -1 where the interval lies above or below no difference, 0 where it includes it or there is none."""
    none = 1.0 if row["measure"] == "ratio" else 0.0
    return int(row["low"] > none) - int(row["high"] < none)


def _number(value: float, what: Statistic) -> str:
    return f"{100 * value:.1f}%" if what.kind in ("share", "ratio") else f"{value:,.10g}"


def _range(row: pd.Series[Any], what: Statistic) -> str:
    return f"{_number(row['quartile_1'], what)} – {_number(row['quartile_3'], what)}"
