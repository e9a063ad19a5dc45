"""Reports with random numbers in every statutory cell, as Word and Rich Text files would print them."""

from __future__ import annotations

import random

from word_files import abstract, docx, lvl, num, p, tbl, tc, tr

from corpora.demo_kit.forms import t2_blocks
from corpora.demo_kit.numbers import Tables, fill
from corpora.format_kit.tables import Cell, Table, columns, table_2, table_3, table_4

TITLES = ("总体情况", "主动公开政府信息情况", "收到和处理政府信息公开申请情况", "政府信息公开行政复议、行政诉讼情况",
          "存在的主要问题及改进情况", "其他需要报告的事项")  # fmt: skip
PROBLEMS = "一是解读形式单一，图示不多。二是个别栏目更新不及时。下一步，我局将增加图解，按月检查栏目。"
NUMBERING = abstract(0, lvl(0, "chineseCounting", "%1、")) + num(1, 0)
HEADING = "青禾县水利局2023年政府信息公开工作年度报告"
ABOUT = "2023年，我局主动公开政府信息318条，收到政府信息公开申请若干件。"


def random_tables(form: str, seed: int) -> Tables:
    """Consistent tables with distinct numbers; some cells are blank or a stroke, some have a thousands separator."""
    rng = random.Random(seed)
    requests = {"new_received": rng.randrange(200, 400), "carried_in": rng.randrange(40), "seed": seed}
    t2 = {row: [rng.randrange(1500) for _ in block.columns] for block in t2_blocks(form) for row in block.rows}
    tables = fill(
        {
            "forms": [form, form],
            "seed": seed,
            "t2": t2,
            "requests": {k: v for k, v in requests.items() if k != "seed"} | {"carried_out": rng.randrange(30)},
            "t4": {
                block: [rng.randrange(9) for _ in range(4)] for block in ("review", "lit_direct", "lit_after_review")
            },
            "thousands": rng.random() < 0.5,
        }
    )
    for cell in rng.sample([c for c in tables.printed if tables.printed[c] == "0"], 6):
        tables.printed[cell] = rng.choice(["", "/", ""])
        tables.values[cell] = None
    return tables


def form_docx(tables: Tables, automatic: bool = True) -> bytes:
    """A report whose headings are numbered by Word, or by hand."""
    one, two, three, four, five, six = (
        p(title, num="1") if automatic else p(f"{'一二三四五六'[n]}、{title}") for n, title in enumerate(TITLES)
    )
    t2, t3, t4 = word_table(table_2(tables)[0]), word_table(table_3(tables)), word_table(table_4(tables))
    body = p(HEADING) + one + p(ABOUT) + two + t2 + three + t3 + four + t4 + five + p(PROBLEMS) + six + p("无。")
    return docx(body, numbering=NUMBERING)


def form_text(tables: Tables) -> str:
    """The same report as a text file with piped tables."""
    head = [HEADING]
    bodies = [ABOUT, piped(table_2(tables)[0]), piped(table_3(tables)), piped(table_4(tables)), PROBLEMS, "无。"]
    for n, (title, body) in enumerate(zip(TITLES, bodies, strict=True)):
        head += [f"{'一二三四五六'[n]}、{title}", body]
    return "\n".join(head) + "\n"


def piped(table: Table) -> str:
    return "\n".join("|" + "|".join(cell.text for cell in row) + "|" for row in table)


def filled(table: Table) -> list[list[tuple[int, Cell, bool]]]:
    """Every row with the column and the cell of each place, and whether it only prolongs the one above."""
    rows: list[list[tuple[int, Cell, bool]]] = [[] for _ in table]
    for r, row in enumerate(columns(table)):
        for c, cell in row:
            rows[r].append((c, cell, False))
            for below in range(r + 1, r + cell.high):
                rows[below].append((c, Cell("", cell.wide), True))
    return [sorted(row, key=lambda place: place[0]) for row in rows]


def word_table(table: Table) -> str:
    return tbl(
        *(
            tr(
                *(
                    tc(
                        cell.text,
                        span=cell.wide,
                        merge="continue" if below else "restart" if cell.high > 1 else "",
                    )
                    for _, cell, below in row
                )
            )
            for row in filled(table)
        ),
        widths=(700,) * 15,
    )


def form_rtf(tables: Tables) -> bytes:
    """The report as Rich Text in code page 936, every Chinese byte escaped."""
    parts = [f"{rtf(HEADING)}\\par\n"]
    bodies = [ABOUT, table_2(tables)[0], table_3(tables), table_4(tables), PROBLEMS, "无。"]
    for n, (title, body) in enumerate(zip(TITLES, bodies, strict=True)):
        parts.append(f"{{\\listtext {rtf('一二三四五六'[n] + '、')}\\tab}}{rtf(title)}\\par\n")
        parts.append(f"{rtf(body)}\\par\n" if isinstance(body, str) else rtf_table(body))
    head = "{\\rtf1\\ansi\\ansicpg936\\deff0{\\fonttbl{\\f0\\fcharset134 SimSun;}}\\pard\\plain\\f0 "
    return (head + "".join(parts) + "}").encode("ascii")


def rtf(text: str) -> str:
    return "".join(
        character if character.isascii() else "".join(f"\\'{byte:02x}" for byte in character.encode("gb18030"))
        for character in text
    )


def rtf_table(table: Table) -> str:
    parts = []
    for row, heads in zip(filled(table), columns(table), strict=True):
        tall = {c for c, cell in heads if cell.high > 1}
        marks = ["\\clvmrg" if below else "\\clvmgf" if c in tall else "" for c, _, below in row]
        edges = "".join(f"{mark}\\cellx{(c + cell.wide) * 700}" for mark, (c, cell, _) in zip(marks, row, strict=True))
        cells = "".join(f"\\pard\\intbl {rtf(cell.text)}\\cell" for _, cell, _ in row)
        parts.append(f"\\trowd\\trleft0{edges}{cells}\\row\n")
    return "".join(parts) + "\\pard "
