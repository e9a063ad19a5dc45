"""Prints random table sets the ways that reports print them, with the truth of every cell beside the text.

A table set is consistent unless errors are asked for; every printer takes (rng, values, forms) and gives a text.
Labels are those of the official forms.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from nlp.statistics.forms import TableForm, table_form

Values = dict[str, int | float | None]

T2_HEADS = {
    "F2021": {
        "art20_1": ["本年制发件数", "本年废止件数", "现行有效件数"],
        "art20_5": ["本年处理决定数量"],
        "art20_6": ["本年处理决定数量"],
        "art20_8": ["本年收费金额（单位：万元）"],
    },
    "F2019": {
        "art20_1": ["本年新制作数量", "本年新公开数量", "对外公开总数量"],
        "art20_5": ["上一年项目数量", "本年增/减", "处理决定数量"],
        "art20_6": ["上一年项目数量", "本年增/减", "处理决定数量"],
        "art20_8": ["上一年项目数量", "本年增/减"],
        "art20_9": ["采购项目数量", "采购总金额"],
    },
}
BLOCKS = {
    "art20_1": ("一", ("rules", "normative_docs")),
    "art20_5": ("五", ("licensing", "other_services")),
    "art20_6": ("六", ("penalty", "coercion")),
    "art20_8": ("八", ("admin_fee",)),
    "art20_9": ("九", ("gov_procurement",)),
}
T3_HEADS = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
T4_HEADS = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
TITLES = {
    "s2": "二、主动公开政府信息情况",
    "s3": "三、收到和处理政府信息公开申请情况",
    "s4": "四、政府信息公开行政复议、行政诉讼情况",
}
FOOT = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
GROUPS = {"denied": "（三）不予公开", "unable": "（四）无法提供", "np": "（五）不予处理", "other": "（六）其他处理"}


def table_set(rng: random.Random, t2: str, t3: str, errors: int = 0, zeros: float = 0.4) -> Values:
    """Numbers for every cell; ``errors`` of them are changed so that sums break."""
    values: Values = {}
    for cell in table_form("t2", t2).cell_ids:
        column = cell.rsplit(".", 1)[1]
        if column in ("fee_amount", "proc_amount"):
            values[cell] = rng.choice([0, rng.randrange(1, 9_000_000) / 100])
        elif column == "items_change":
            values[cell] = rng.randrange(-9, 12)
        else:
            values[cell] = 0 if rng.random() < zeros else rng.randrange(6000)
    form = table_form("t3", t3)
    columns = form.rows[0].columns
    outcomes = [row.code for row in form.rows[2:-2]]
    for column in columns[:-1]:
        scale = 80 if column == "natural_person" else 8
        for row in outcomes:
            values[f"t3.{row}.{column}"] = 0 if rng.random() < zeros else rng.randrange(scale)
        total = sum(values[f"t3.{row}.{column}"] for row in outcomes)
        values[f"t3.processed_total.{column}"] = total
        values[f"t3.carried_out.{column}"] = rng.randrange(scale)
        inflow = total + values[f"t3.carried_out.{column}"]
        values[f"t3.carried_in.{column}"] = rng.randrange(min(scale, inflow + 1))
        values[f"t3.new_received.{column}"] = inflow - values[f"t3.carried_in.{column}"]
    for row in form.rows:
        values[f"t3.{row.code}.total"] = sum(values[f"t3.{row.code}.{c}"] for c in columns[:-1])
    for block in table_form("t4", t2).rows:
        parts = [0 if rng.random() < zeros else rng.randrange(30) for _ in range(4)]
        for column, value in zip(block.columns, [*parts, sum(parts)], strict=True):
            values[f"t4.{block.code}.{column}"] = value
    for cell in rng.sample([c for c in values if c[:2] != "t2"], errors):
        values[cell] = (values[cell] or 0) + rng.randrange(1, 9)
    return values


def lines_of(values: Values, form: TableForm) -> list[tuple[str, str, str | None, list[str]]]:
    """(row code, label, group, numbers as strings) in form order."""
    return [
        (row.code, row.label, row.group, [shown(values[f"{form.table}.{row.code}.{c}"]) for c in row.columns])
        for row in form.rows
    ]


def shown(value: int | float | None) -> str:
    return "" if value is None else str(value)


def t2_blocks(values: Values, name: str):
    """(caption, heads, [(label, numbers)]) for every block."""
    form = table_form("t2", name)
    rows = {code: (label, numbers) for code, label, _, numbers in lines_of(values, form)}
    for block, heads in T2_HEADS[name].items():
        numeral, codes = BLOCKS[block]
        yield f"第二十条第（{numeral}）项", heads, [rows[code] for code in codes if code in rows]


def prose(rng: random.Random) -> str:
    return f"20{rng.randrange(19, 26)}年，本单位主动公开政府信息{rng.randrange(900)}条，受理申请{rng.randrange(90)}件。"


def framed(rng: random.Random, t2: str, t3: str, t4: str) -> str:
    """A report around three tables."""
    return (
        f"临江区水务局2023年政府信息公开工作年度报告\n\n一、总体情况\n\n{prose(rng)}\n\n{TITLES['s2']}\n\n{t2}\n\n"
        f"{TITLES['s3']}\n\n{t3}\n\n{TITLES['s4']}\n\n{t4}\n\n五、存在的主要问题及改进情况\n\n"
        "一是人手不足 2 个岗位。二是更新不及时。\n\n六、其他需要报告的事项\n\n无\n"
    )


# --- grids -------------------------------------------------------------------------------------------------------


def grid(rng, values, forms, bar="| ", drift=True, cell=None, extra=lambda code, numbers: numbers, tail=""):
    """Pipes or tabs; the label column drifts with the depth of the row."""
    cell = cell or (lambda _, text: text)
    close = " |" if bar.startswith("|") else ""

    def row(cells):
        joint = " | " if bar.startswith("|") else "\t"
        return (bar if bar.startswith("|") else "") + joint.join(cells) + close + tail

    t2 = []
    for caption, heads, rows in t2_blocks(values, forms[0]):
        t2 += [row([caption, "", "", ""]), row((["信息内容", *heads, "", ""])[:4])]
        t2 += [row(([label, *[cell("t2", n) for n in numbers], "", ""])[:4]) for label, numbers in rows]
    t3 = [
        row([FOOT, "", "", "申请人情况", "", "", "", "", "", ""]),
        row(["", "", "", "自然人", "法人或其他组织", "", "", "", "", "总计"]),
        row(["", "", "", "", *T3_HEADS[1:-1], ""]),
    ]
    before = None
    for code, label, group, numbers in lines_of(values, table_form("t3", forms[1])):
        numbers = extra(code, [cell("t3", n) for n in numbers])
        if group and code != "other_all":
            labels = [
                "三、本年度办理结果" if rng.random() < 0.2 else "",
                GROUPS[group] if group != before else "",
                label,
            ]
        elif code in ("granted", "partial", "other_all", "processed_total"):
            labels = ["三、本年度办理结果" if code == "granted" else "", label]
            labels += [] if drift and rng.random() < 0.6 else [""]
        else:
            labels = [label] + ([""] if drift and rng.random() < 0.7 else ["", ""])
        before = group
        width = 3 + len(numbers)
        t3.append(row((labels + numbers + [""] * 3)[:width] if drift else labels + numbers))
    t4_lines = [numbers for *_, numbers in lines_of(values, table_form("t4", forms[0]))]
    t4 = [
        row(["行政复议", "", "", "", "", "行政诉讼", *[""] * 9]),
        row([*[h[:2] + "<br>" + h[2:] for h in T4_HEADS], "未经复议直接起诉", *[""] * 4, "复议后起诉", *[""] * 4]),
        row([*[""] * 5, *T4_HEADS, *T4_HEADS]),
        row([cell("t4", n) for numbers in t4_lines for n in numbers]),
    ]
    return framed(rng, "\n".join(t2), "\n".join(t3), "\n".join(t4))


def pipes(rng, values, forms):
    return grid(rng, values, forms)


def tabs(rng, values, forms):
    return grid(rng, values, forms, bar="\t")


def straight_pipes(rng, values, forms):
    return grid(rng, values, forms, drift=False)


def torn_pages(rng, values, forms):
    """Tab rows with empty lines and page numbers where a page ends."""
    lines = grid(rng, values, forms, bar="\t").split("\n")
    for _ in range(4):
        at = rng.randrange(12, len(lines) - 8)
        lines[at:at] = ["", f"- {rng.randrange(1, 9)} -", ""]
    return "\n".join(lines)


def many_tables(rng, values, forms):
    """OCR: every row group a table of its own, labels in headings, heads that mean nothing."""
    out = []
    for caption, heads, rows in t2_blocks(values, forms[0]):
        out += [f"### {caption}", "| 信息内容 | " + " | ".join(heads) + " |", "|---" * (len(heads) + 1) + "|"]
        out += ["| " + " | ".join([label, *numbers]) + " |" for label, numbers in rows] + [""]
    t2, out = "\n".join(out), [FOOT, "### 申请人情况", "| 自然人 | 法人或其他组织 |", "|---|---|", "| - | - |", ""]
    wrong = "| 项目 | 本年新收 | 上年结转 | 予以公开 | 部分公开 | 不予公开 | 结转下年度 | 总计 |"
    before = None
    for code, label, group, numbers in lines_of(values, table_form("t3", forms[1])):
        if group is None or group != before:
            out += ["", f"### {GROUPS[group] if group and code != 'other_all' else label}"]
            out += [
                wrong if rng.random() < 0.2 else "| 类别 | 数据1 | 数据2 | 数据3 | 数据4 | 数据5 | 数据6 | 总计 |",
                "|---" * 8 + "|",
            ]
        before = group
        out.append("| " + " | ".join([label, *numbers]) + " |")
    t3, out = "\n".join(out), []
    captions = ["行政复议", "行政诉讼（未经复议直接起诉）", "行政诉讼（复议后起诉）"]
    for caption, (*_, numbers) in zip(captions, lines_of(values, table_form("t4", forms[0])), strict=True):
        out += [
            f"### {caption}",
            "| " + " | ".join(T4_HEADS) + " |",
            "|---" * 5 + "|",
            "| " + " | ".join(numbers) + " |",
            "",
        ]
    return framed(rng, t2, t3, "\n".join(out))


# --- lines -------------------------------------------------------------------------------------------------------


def spaced(rng, values, forms, gap=" ", wrap=14, row_text=None):
    """PDF text: labels and numbers on a line, labels wrap, the last number may too."""
    row_text = row_text or (lambda code, label, numbers: pdf_row(rng, label, numbers, gap, wrap))
    t2 = []
    for caption, heads, rows in t2_blocks(values, forms[0]):
        t2 += [caption, gap.join(["信息内容", *heads])] + [gap.join([label, *numbers]) for label, numbers in rows]
    t3 = [
        FOOT[:22],
        FOOT[22:],
        "申请人情况",
        "自然",
        "人",
        "法人或其他组织",
        "总计商业",
        "企业",
        "科研",
        "机构",
        "其他",
        "",
    ]
    before = None
    for code, label, group, numbers in lines_of(values, table_form("t3", forms[1])):
        if code == "granted":
            t3 += rng.choice([["三、本", "年度办", "理结果", ""], list("三、本年度办理结果"), []])
        if group and group != before and code != "other_all":
            t3 += rng.choice([[GROUPS[group][:4], GROUPS[group][4:], ""], [GROUPS[group]], []])
        before = group
        t3.append(row_text(code, label, numbers))
        if rng.random() < 0.06:
            t3 += ["", f"-{rng.randrange(1, 9)}-", ""]
    numbers = [n for *_, line in lines_of(values, table_form("t4", forms[0])) for n in line]
    t4 = [
        "行政复议 行政诉讼",
        "结果",
        "维持",
        "结果",
        "纠正",
        "总计",
        "未经复议直接起诉 复议后起诉",
        "总 计",
        gap.join(numbers),
    ]
    return framed(rng, "\n".join(t2), "\n".join(t3), "\n".join(t4))


def pdf_row(rng, label, numbers, gap, wrap):
    pieces = [label[at : at + wrap] for at in range(0, len(label), wrap)]
    if len(pieces) == 1:
        return gap.join([label, *numbers])
    style = rng.randrange(4)
    if style == 0:
        return "\n".join(pieces) + "\n\n" + gap.join(numbers[:-1]) + "\n" + numbers[-1]
    if style == 1:
        return "\n".join(pieces) + "\n" + gap.join(numbers)
    if style == 2:
        return "\n".join(pieces[:-1]) + "\n" + gap.join([pieces[-1], *numbers])
    return "\n".join(pieces[:1]) + "\n" + gap.join(numbers) + "\n" + "\n".join(pieces[1:])


def pdf_text(rng, values, forms):
    return spaced(rng, values, forms)


def layout(rng, values, forms):
    return spaced(rng, values, forms, gap="     ", wrap=24)


def numbers_first(rng, values, forms):
    """Every row's numbers above its label."""

    def row(code, label, numbers):
        return " ".join(numbers) + "\n" + label

    return spaced(rng, values, forms, row_text=row)


def sometimes_first(rng, values, forms):
    """pdfplumber: some rows' numbers a line above their label, some below, most beside it."""

    def row(code, label, numbers):
        style = rng.random()
        if style < 0.2:
            return " ".join(numbers) + "\n" + label
        return label + ("\n" if style < 0.35 else " ") + " ".join(numbers)

    return spaced(rng, values, forms, row_text=row)


def per_line(rng, values, forms, joint="\n", tail=""):
    """One cell a line."""
    text = spaced(rng, values, forms, gap=joint, row_text=lambda code, label, numbers: joint.join([label, *numbers]))
    return text if not tail else re.sub(r"(?m)^([^一二三四五六\n].*)$", r"\1" + tail, text)


def per_line_wide(rng, values, forms):
    return per_line(rng, values, forms, joint="\n\n")


def per_line_pipes(rng, values, forms):
    """One cell a line, each with a pipe behind it, and filler lines of pipes."""
    text = per_line(rng, values, forms)
    head, tables = text.split(TITLES["s2"])
    tables, rest = tables.split("五、存在")
    lines = [f"{line} |" if line and line not in TITLES.values() else line for line in tables.split("\n")]
    for _ in range(5):
        lines.insert(rng.randrange(3, len(lines) - 3), rng.choice(["|||", "|" * 300]))
    return head + TITLES["s2"] + "\n".join(lines) + "五、存在" + rest


def one_paragraph(rng, values, forms):
    text = spaced(rng, values, forms, row_text=lambda code, label, numbers: " ".join([label, *numbers]))
    return "\n".join(re.sub(r"\n+", " ", part) for part in re.split(r"(?=\n[一二三四五六]、[^本上结])", text))


def column_dump(rng, values, forms):
    """Labels torn from numbers: stretches of rows come as columns, blank lines between, labels after or before."""
    form = table_form("t3", forms[1])
    rows = lines_of(values, form)
    out = ["申请人情况", FOOT, "法人或其他组织", "自然人", "商业 科研", "企业 机构", "总计", ""]
    at = 0
    waiting = []
    while at < len(rows):
        height = rng.choice([1, 1, 1, 2, 4, 6])
        chunk = rows[at : at + height]
        at += height
        labels = [line[1] for line in chunk]
        columns = ["\n".join(column) for column in zip(*[line[3] for line in chunk], strict=True)]
        if rng.random() < 0.6:
            out += ["\n".join(waiting + labels), ""]
            out += ["\n\n".join(columns), ""]
            waiting = []
        else:
            out += ["\n\n".join(columns), ""]
            waiting += labels
        if waiting and rng.random() < 0.5:
            out += ["\n".join(waiting), ""]
            waiting = []
    out += waiting
    t2 = []
    for caption, heads, block in t2_blocks(values, forms[0]):
        t2 += [caption, "信息内容", "", *heads]
        for label, numbers in block:
            t2 += ["\n\n".join([*numbers, label] if len(block) == 1 else [label, *numbers]), ""]
    numbers = [n for *_, line in lines_of(values, table_form("t4", forms[0])) for n in line]
    t4 = [
        "行政复议",
        "",
        "行政诉讼",
        "未经复议直接起诉",
        "",
        "复议后起诉",
        "结果",
        "维持",
        "",
        "\n\n".join(numbers[:-1]),
        "",
        "总计",
        "",
        numbers[-1],
    ]
    return framed(rng, "\n".join(t2), "\n".join(out), "\n".join(t4))


def whole_dump(rng, values, forms):
    """All labels of table 3 first, then its seven columns."""
    rows = lines_of(values, table_form("t3", forms[1]))
    labels = "\n".join(line[1] for line in rows)
    columns = ["\n".join(column) for column in zip(*[line[3] for line in rows], strict=True)]
    text = spaced(rng, values, forms)
    before, rest = text.split(TITLES["s3"])
    after = rest.split(TITLES["s4"])[1]
    return (
        before
        + TITLES["s3"]
        + f"\n{FOOT}\n自然人\n总计\n\n{labels}\n\n"
        + "\n\n".join(columns)
        + "\n\n"
        + TITLES["s4"]
        + after
    )


Dialect = Callable[..., str]
DIALECTS: dict[str, Dialect] = {
    function.__name__: function
    for function in (
        pipes, tabs, straight_pipes, torn_pages, many_tables, pdf_text, layout, numbers_first, sometimes_first,
        per_line, per_line_wide, per_line_pipes, one_paragraph, column_dump, whole_dump,
    )
}  # fmt: skip


# --- troubles: (rng, values, forms) -> text, and the values as a reader may know them --------------------------------


def only_t3(values, keep):
    """The values with None where ``keep(row, column, value)`` of table 3 is false."""
    return {
        cell: value if cell[:2] != "t3" or keep(*cell.split(".")[1:], value) else None for cell, value in values.items()
    }


def blanks_for_zeros(rng, values, forms):
    known = {cell: value or None for cell, value in values.items()}
    return rng.choice([pipes, tabs, straight_pipes])(rng, known, forms), known


def blank_companies(rng, values, forms):
    known = only_t3(values, lambda row, column, value: column in ("natural_person", "total"))
    return rng.choice([pipes, tabs, straight_pipes])(rng, known, forms), known


def blank_total_in_grid(rng, values, forms):
    known = only_t3(values, lambda row, column, value: column != "total")
    return rng.choice([pipes, tabs, straight_pipes])(rng, known, forms), known


def companies_left_out(rng, values, forms):
    """Only natural persons and totals are printed: two numbers a row and nothing between them."""
    known = only_t3(values, lambda row, column, value: column in ("natural_person", "total"))
    text = rng.choice([pdf_text, per_line, layout])(rng, known, forms)
    return re.sub(r" {2,}", "  ", re.sub(r"(\d)(?:\n[ ]*)+\n(?=\d)", r"\1\n", text)), known


def total_left_out(rng, values, forms):
    known = only_t3(values, lambda row, column, value: column != "total")
    return rng.choice([pdf_text, per_line, layout])(rng, known, forms), known


def strokes_for_zeros(rng, values, forms):
    stroke = rng.choice(["/", "-", "—", "无", "——", "--"])
    known = {cell: value or None for cell, value in values.items()}
    text = rng.choice([pipes, tabs, pdf_text, per_line, numbers_first])(
        rng, {cell: stroke if value is None else value for cell, value in known.items()}, forms
    )
    return text, known


def units_and_notes(rng, values, forms):
    def dressed(cell, value):
        if not value or rng.random() < 0.6 or value < 0:
            return value
        unit = "万元" if cell.endswith(("fee_amount", "proc_amount")) else rng.choice(["件", "项", "个"])
        return rng.choice([f"{value}{unit}", f"{value}（含撤回{rng.randrange(9)}件）", f"{value:,}"])

    text = rng.choice([pipes, tabs, pdf_text, per_line])(rng, {c: dressed(c, v) for c, v in values.items()}, forms)
    return text, values


def signed_changes(rng, values, forms):
    def signed(cell, value):
        if not cell.endswith("items_change") or not value:
            return value
        words = ["增{}", "增加{}项", "+{}"] if value > 0 else ["减{}", "减少{}项", "-{}"]
        return rng.choice(words).format(abs(value))

    text = rng.choice([pipes, tabs, pdf_text, per_line])(rng, {c: signed(c, v) for c, v in values.items()}, forms)
    return text, values


def eight_numbers(rng, values, forms):
    """Some rows of table 3 have a zero too many behind them."""
    rows = {row.code for row in table_form("t3", forms[1]).rows if rng.random() < 0.2}
    dialect = rng.choice([tabs, pipes, pdf_text, layout])
    return dialect(rng, {c: f"{v} 0" if _last(c, rows) else v for c, v in values.items()}, forms), values


def _last(cell, rows):
    table, row, column = cell.split(".")
    return table == "t3" and column == "total" and row in rows


def subtotal_column(rng, values, forms):
    def with_sum(code, numbers):
        return [*numbers[:6], str(sum(int(n) for n in numbers[1:6])), numbers[6]]

    return grid(rng, values, forms, drift=False, extra=with_sum), values


def subtotal_rows(rng, values, forms):
    """A sum under every group of table 3."""
    word = rng.choice(["小计", "合计"])
    sums: dict[str, list[int]] = {}
    form = table_form("t3", forms[1])
    last = {}
    for code, _, group, numbers in lines_of(values, form):
        if group and code != "other_all":
            sums[group] = [a + int(b) for a, b in zip(sums.get(group, [0] * 7), numbers, strict=True)]
            last[group] = code

    def row(code, label, numbers):
        text = " ".join([label, *numbers])
        group = next((g for g, c in last.items() if c == code), None)
        return text + (f"\n{word} " + " ".join(map(str, sums[group])) if group else "")

    return spaced(rng, values, forms, row_text=row), values


def group_sums(rng, values, forms):
    """A sum on the row of every group."""
    form = table_form("t3", forms[1])
    sums: dict[str, list[int]] = {}
    first = {}
    for code, _, group, numbers in lines_of(values, form):
        if group and code != "other_all":
            sums[group] = [a + int(b) for a, b in zip(sums.get(group, [0] * 7), numbers, strict=True)]
            first.setdefault(group, code)

    def row(code, label, numbers):
        group = next((g for g, c in first.items() if c == code), None)
        head = f"{GROUPS[group]} " + " ".join(map(str, sums[group])) + "\n" if group else ""
        return head + " ".join([label, *numbers])

    return spaced(rng, values, forms, row_text=row), values


def damaged_labels(rng, values, forms):
    """Characters of labels are lost."""
    text = rng.choice([pipes, tabs, pdf_text, per_line, layout, sometimes_first])(rng, values, forms)
    labels = [row.label for table in ("t2", "t3") for row in table_form(table, forms[int(table[1]) - 2]).rows]
    for label in labels:
        if len(label) > 5 and rng.random() < 0.4:
            at = rng.randrange(1, len(label) - 2)
            text = text.replace(label, label[:at] + label[at + rng.choice([1, 2]) :])
    return text, values


def lost_labels(rng, values, forms):
    """A few rows of table 3 have numbers and no label."""
    form = table_form("t3", forms[1])
    lost = {row.label for row in form.rows if rng.random() < 0.12}
    text = rng.choice([straight_pipes, tabs, per_line])(rng, values, forms)
    for label in lost:
        text = text.replace(label, "" if "|" in text or "\t" in text else "…")
    return text, values


def rows_left_out(rng, values, forms):
    """A few rows of table 3 are not printed at all."""
    form = table_form("t3", forms[1])
    lost = {row.code for row in form.rows if rng.random() < 0.1}

    def row(code, label, numbers):
        return "" if code in lost else style(code, label, numbers)

    style = rng.choice(
        [
            lambda code, label, numbers: " ".join([label, *numbers]),
            lambda code, label, numbers: "\n".join([label, *numbers]),
            lambda code, label, numbers: " ".join(numbers) + "\n" + label,
        ]
    )
    known = only_t3(values, lambda row, column, value: row not in lost)
    return spaced(rng, values, forms, row_text=row), known


def stray_page_numbers(rng, values, forms):
    """One number a line, and bare page numbers between them."""
    lines = per_line(rng, values, forms).split("\n")
    low = next(at for at, line in enumerate(lines) if line.startswith("一、本年新收"))
    for page in (2, 3):
        lines.insert(rng.randrange(low, low + 150), str(page))
    return "\n".join(lines), values


def swapped_columns(rng, values, forms):
    """The heads stand in another order, and say so."""
    order = [6, 0, 1, 2, 3, 4, 5]
    text = grid(rng, values, forms, drift=False, extra=lambda code, numbers: [numbers[at] for at in order])
    heads = "| | | | " + " | ".join(T3_HEADS[at] for at in order) + " |"
    lines = list(text.split("\n"))
    at = next(i for i, line in enumerate(lines) if "商业企业" in line)
    lines[at - 1 : at + 1] = [heads]
    return "\n".join(lines), values


def rows_in_one_cell(rng, values, forms):
    """A group of table 3 in one grid row, its numbers one above the other in each cell."""
    out = []
    group_rows: list[tuple[str, list[str]]] = []
    for code, label, group, numbers in [*lines_of(values, table_form("t3", forms[1])), ("", "", None, [])]:
        if group and code != "other_all" and (not group_rows or len(group_rows) < 5):
            group_rows.append((label, numbers))
            continue
        if group_rows:
            labels = "<br>".join(label for label, _ in group_rows)
            cells = ["<br>".join(column) for column in zip(*[n for _, n in group_rows], strict=True)]
            out.append("| " + " | ".join([labels, *cells]) + " |")
            group_rows = []
        if group and code != "other_all":
            group_rows.append((label, numbers))
        elif label:
            out.append("| " + " | ".join([label, *numbers]) + " |")
    text = straight_pipes(rng, values, forms)
    before, rest = text.split(TITLES["s3"])
    after = rest.split(TITLES["s4"])[1]
    table = "\n".join(["| " + " | ".join(["", *T3_HEADS]) + " |", *out])
    return before + TITLES["s3"] + "\n\n" + table + "\n\n" + TITLES["s4"] + after, values


TROUBLES = {
    function.__name__: function
    for function in (
        blanks_for_zeros, blank_companies, blank_total_in_grid, companies_left_out, total_left_out, strokes_for_zeros,
        units_and_notes, signed_changes, eight_numbers, subtotal_column, subtotal_rows, group_sums, damaged_labels,
        lost_labels, rows_left_out, stray_page_numbers, swapped_columns, rows_in_one_cell,
    )
}  # fmt: skip
