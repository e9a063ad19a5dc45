"""Tables whose cells are held apart by a sign: Markdown pipes, tabs, OCR Markdown in many pieces."""

from __future__ import annotations

import re

from corpora.demo_kit.forms import APPLICANTS, NOTE, RESULTS
from corpora.demo_kit.grids import Draw, Look, Row, extra, t2_grids, t3_body, t3_grid, t4_grid
from corpora.demo_kit.numbers import Tables


def _pipe(row: Row) -> str:
    return "| " + " | ".join(row) + " |"


def _pipe_table(rows: list[Row], look: Look) -> list[str]:
    rows = [_trim(row) for row in rows] if look.get("ragged") else rows
    if look.get("br"):
        rows = [[_broken(cell) for cell in row] for row in rows]
    rule = "|" + "---|" * len(rows[0])
    return [_pipe(rows[0]), rule, *map(_pipe, rows[1:]), ""]


def _trim(row: Row) -> Row:
    while len(row) > 1 and not row[-1]:
        row = row[:-1]
    return row


def _broken(cell: str) -> str:
    """A head of four characters and more, broken in the middle as narrow columns do."""
    if re.fullmatch(r"[一-鿿]{4,6}", cell) and cell in {*RESULTS.values(), *APPLICANTS.values(), "尚未审结"}:
        return cell[: len(cell) // 2] + "<br>" + cell[len(cell) // 2 :]
    return cell


def _pipes_t2(tables: Tables, look: Look) -> list[str]:
    if look.get("t2_apart"):
        return [line for caption, rows in t2_grids(tables) for line in ["### " + caption, "", *_pipe_table(rows, look)]]
    rows = [row for caption, part in t2_grids(tables) for row in [[caption], *part]]
    wide = max(map(len, rows))
    return _pipe_table([row + [""] * (wide - len(row)) for row in rows], look)


def _pipes_t3(tables: Tables, look: Look) -> list[str]:
    return _pipe_table(_drift(t3_grid(tables), look), look)


def _pipes_t4(tables: Tables, look: Look) -> list[str]:
    return _pipe_table(t4_grid(tables), look)


def _drift(rows: list[Row], look: Look) -> list[Row]:
    """The label slides to the left from ``drift_from`` on, as after a page break; group cells named there are lost."""
    start, lost = look.get("drift_from"), look.get("lost_groups", [])
    rows = [["" if c in lost else c for c in row] for row in rows]
    if start is None:
        return rows
    out = []
    for n, row in enumerate(rows):
        slid = n >= start and not row[0] and not row[1]
        out.append([*row[2:], "", ""] if slid and not look.get("ragged") else row[2:] if slid else row)
    return out


def _tsv_t2(tables: Tables, look: Look) -> list[str]:
    return ["\t".join(row) for caption, part in t2_grids(tables) for row in [[caption], *part]] + [""]


def _tsv_t3(tables: Tables, look: Look) -> list[str]:
    rows, out = _drift(t3_grid(tables), look), []
    for n, row in enumerate(rows):
        label = next((c for c in row if c), "")
        row = extra(row, label, look)
        if label == look.get("page_in_label"):
            cut = len(label) - 2
            out += ["\t".join(row).replace(label, label[:cut]), "", "\t" + label[cut:]]
        else:
            out.append("\t".join(row))
        if n in look.get("page_after_rows", []):
            out += ["", ""]
    return [*out, ""]


def _tsv_t4(tables: Tables, look: Look) -> list[str]:
    return ["\t".join(row) for row in t4_grid(tables)] + [""]


def _ocr_t2(tables: Tables, look: Look) -> list[str]:
    return _pipes_t2(tables, {**look, "t2_apart": True})


def _ocr_t3(tables: Tables, look: Look) -> list[str]:
    """A heading and a small table for every row or group, with heads that say nothing."""
    heads = ["项目", *look.get("ocr_heads", list(APPLICANTS.values()))]
    body = t3_body(tables)
    groups: list[tuple[str, list[Row]]] = []
    for row, numbers in body:
        title = row.group or row.label
        if row.code == "granted":
            groups.append((row.block, []))
        if not groups or groups[-1][0] != title or not row.group:
            groups.append((title, []))
        groups[-1][1].append([row.label, *numbers])
    out = [NOTE, ""]
    for title, rows in groups:
        out += [f"### {title}", ""] + (_pipe_table([heads, *rows], {}) if rows else [])
    return out


def _ocr_t4(tables: Tables, look: Look) -> list[str]:
    *_, numbers = t4_grid(tables)
    out = []
    for n, title in enumerate(["行政复议", "行政诉讼：未经复议直接起诉", "行政诉讼：复议后起诉"]):
        out += [f"### {title}", "", *_pipe_table([list(RESULTS.values()), numbers[5 * n : 5 * n + 5]], {})]
    return out


TABLES: dict[str, tuple[Draw, Draw, Draw]] = {
    "pipes": (_pipes_t2, _pipes_t3, _pipes_t4),
    "tsv": (_tsv_t2, _tsv_t3, _tsv_t4),
    "ocr": (_ocr_t2, _ocr_t3, _ocr_t4),
}
