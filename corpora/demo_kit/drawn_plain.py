"""Tables that came out of a page as bare text: wrapped rows, columns by spaces, one cell a line, labels below."""

from __future__ import annotations

from corpora.demo_kit.forms import APPLICANTS, NOTE
from corpora.demo_kit.grids import Draw, Look, Row, extra, t2_grids, t3_body, t3_grid, t4_grid
from corpora.demo_kit.numbers import Tables
from corpora.demo_kit.typeset import pad, wrap

_GROUP_PARTS = {"三、本年度办理结果": ["三、本年", "度办理结", "果"]}


def _pdf_t2(tables: Tables, look: Look) -> list[str]:
    return [" ".join(row) for caption, part in t2_grids(tables) for row in [[caption], *part]] + [""]


def _pdf_t3(tables: Tables, look: Look) -> list[str]:
    names = list(APPLICANTS.values())
    out = [*wrap(NOTE, 40), "申请人情况", f"{names[0]} 法人或其他组织 {names[6]}", " ".join(names[1:6])]
    block = group = ""
    for row, numbers in t3_body(tables):
        head = []
        if row.block != block and row.block:
            head += _GROUP_PARTS[row.block]
        if row.group != group and row.group:
            head += [row.group[:5], row.group[5:]]
        block, group = row.block, row.group
        *early, last = wrap(row.label, look.get("label_columns", 30))
        numbers = extra(numbers, row.label, look)
        out += [*filter(None, head), *early]
        if row.code in look.get("number_below", []):
            out += [last, " ".join(numbers)]
        elif row.code in look.get("number_torn", []):
            out += [" ".join([last, *numbers[:-1]]), numbers[-1]]
        elif early and look.get("numbers_between"):
            out += [" ".join(numbers), last]
        else:
            out.append(" ".join([last, *numbers]))
    return [*out, ""]


def _pdf_t4(tables: Tables, look: Look) -> list[str]:
    *heads, numbers = t4_grid(tables)
    names = [c[:2] for c in heads[2]], [c[2:] for c in heads[2]]
    return [
        "行政复议 行政诉讼",
        "未经复议直接起诉 复议后起诉",
        *(" ".join(filter(None, part)) for part in names),
        " ".join(numbers),
        "",
    ]


def _layout_t2(tables: Tables, look: Look) -> list[str]:
    out: list[str] = []
    for caption, rows in t2_grids(tables):
        out += ["", " " * 30 + caption, ""]
        for row in rows:
            out.append("  " + pad(row[0], 26) + "".join(pad(cell, 20, right=True) for cell in row[1:]))
    return [*out, ""]


def _layout_t3(tables: Tables, look: Look) -> list[str]:
    names = list(APPLICANTS.values())
    left, narrow = 20, 10
    out = ["", " " * 60 + "申请人情况"]
    out += [" " + part for part in wrap(NOTE, 44)]
    out.append(" " * 52 + pad(names[0], narrow) + pad("法人或其他组织", 5 * narrow) + names[6])
    out.append(" " * 52 + pad("", narrow) + "".join(pad(n[:2], narrow) for n in names[1:6]))
    out.append(" " * 52 + pad("", narrow) + "".join(pad(n[2:], narrow) for n in names[1:6]))
    body = t3_body(tables)
    middles = _middles([row.group for row, _ in body])
    for n, (row, numbers) in enumerate(body):
        parts = wrap(row.label, 32) if row.block else [row.label]
        at = min(look.get("number_line", 1), len(parts) - 1)
        for k, part in enumerate(parts):
            group = row.group if n in middles and k == 0 else ""
            line = pad(group, left) + pad(part, 32) if row.block else pad(part, left + 32)
            shown = extra(numbers, row.label, look) if k == at else []
            out.append((line + "".join(pad(c, narrow, right=True) for c in shown)).rstrip())
        if row.code == "denied_third_party":
            out.append(" 三、本年度办理结果")
    return [*out, ""]


def _middles(groups: list[str]) -> set[int]:
    """The middle row of every run of a group, where a merged cell prints its label."""
    return {(groups.index(g) + len(groups) - 1 - groups[::-1].index(g)) // 2 for g in set(groups) if g}


def _layout_t4(tables: Tables, look: Look) -> list[str]:
    *heads, numbers = t4_grid(tables)
    row = ["".join(pad(c[i : i + 2], 6) for c in heads[2]).rstrip() for i in (0, 2)]
    return [
        " " * 10 + "行政复议" + " " * 40 + "行政诉讼",
        "",
        " " * 36 + pad("未经复议直接起诉", 30) + "复议后起诉",
        *row,
        "",
        "".join(pad(c, 6) for c in numbers).rstrip(),
        "",
    ]


def _dump(rows: list[Row], look: Look) -> list[str]:
    """Every filled cell on a line of its own."""
    tail = " |" if look.get("pipe_tail") else ""
    gap = [] if tail else [""]
    return [line for row in rows for cell in row if cell for line in [cell + tail, *gap]] + [""]


def _cells_t2(tables: Tables, look: Look) -> list[str]:
    return _dump([row for caption, part in t2_grids(tables) for row in [[caption], *part]], look)


def _cells_t3(tables: Tables, look: Look) -> list[str]:
    return _dump(t3_grid(tables), look)


def _cells_t4(tables: Tables, look: Look) -> list[str]:
    return _dump(t4_grid(tables), look)


def _raw_t2(tables: Tables, look: Look) -> list[str]:
    """Numbers above their labels, as a reader prints them that goes by the baseline."""
    out = []
    for caption, (head, *rows) in t2_grids(tables):
        out += [caption, "", *(part for cell in head for part in (cell, ""))]
        for label, *numbers in rows:
            out += [*(part for cell in numbers for part in (cell, "")), label, ""]
    return out


def _raw_t3(tables: Tables, look: Look) -> list[str]:
    names = list(APPLICANTS.values())
    out = ["申请人情况", "", *wrap(NOTE, 44), "", "法人或其他组织", names[0], "", *names[1:6], "", names[6], ""]
    body = t3_body(tables)
    torn = look.get("by_column", [])
    for n, (row, numbers) in enumerate(body):
        if row.group in torn:
            if body[n - 1][0].group != row.group:
                part = [(r, c) for r, c in body if r.group == row.group]
                for column in range(len(APPLICANTS)):
                    out += [*(c[column] for _, c in part), ""]
                out += [row.group, "", *(line for r, _ in part for line in wrap(r.label, 32)), ""]
            continue
        out += [*(line for cell in numbers for line in (cell, "")), *wrap(row.label, 40), ""]
    return out


def _raw_t4(tables: Tables, look: Look) -> list[str]:
    *heads, numbers = t4_grid(tables)
    out = ["行政复议", "", "行政诉讼", "", "未经复议直接起诉", "复议后起诉", ""]
    out += [f"{c[:2]}\n{c[2:]}\n" if len(c) > 2 else c for c in heads[2]]
    return [*out, "", *(line for cell in numbers for line in (cell, "")), ""]


TABLES: dict[str, tuple[Draw, Draw, Draw]] = {
    "pdf": (_pdf_t2, _pdf_t3, _pdf_t4),
    "layout": (_layout_t2, _layout_t3, _layout_t4),
    "cells": (_cells_t2, _cells_t3, _cells_t4),
    "raw": (_raw_t2, _raw_t3, _raw_t4),
}
