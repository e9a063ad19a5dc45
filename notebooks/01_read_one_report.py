# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 01 Read one report
#
# **What does one county government admit about its own openness, and does each thing it admits get a promise?**
#
# Every January Chinese offices publish a 政府信息公开工作年度报告 on the year before. Section 五
# (存在的主要问题及改进情况) must say what went wrong and what will be done about it. We read one such report
# closely before we count many. The report is invented, as is everything in `corpora/demo`; its shape is that of
# real ones.

# %%
import re

import altair as alt
import pandas as pd

import nlp

nlp.chart_style()
report = nlp.read("../corpora/demo/lanchuan_government_2022.md")
report

# %% [markdown]
# That is the whole report: the text as printed, problems (问题) and measures (措施) marked in it, the tables
# redrawn, and every check that fails. Whatever is marked can be quoted, because offsets point into the source:

# %%
pd.set_option("display.max_colwidth", 100)
pd.DataFrame(
    [(u.id, u.kind, report.text[u.start : u.end], ", ".join(theme.code for theme in u.themes)) for u in report.units],
    columns=["unit", "kind", "as printed", "themes"],
)

# %% [markdown]
# The themes were given by a trained coder. It is one reader among possible readers, and notebook 07 asks how far
# to trust it. Beside it stands a second, transparent one that goes by cue words; where the two differ, look
# twice:

# %%
labels = nlp.codebook()
pd.DataFrame(
    [
        (unit.id, theme.coder, labels.code(theme.code).zh, unit.text[span[0] - unit.start : span[1] - unit.start])
        for unit in report.units
        for theme in (*unit.themes, *unit.second)
        for span in theme.evidence[:1]
    ],
    columns=["unit", "coder", "theme", "leans on"],
)

# %% [markdown]
# Now the tables. A cell has a **status**, and only `value` and `zero` carry a number. A blank (空白) is never a
# 0: an office that leaves the cell empty has told us nothing.

# %%
pd.Series([cell.status for cell in report.cells]).value_counts()

# %% [markdown]
# This report doesn't add up, and nobody may mend it silently. What was expected and what is printed stand side by
# side; the number in the data remains the printed one.

# %%
pd.DataFrame(
    [(f.rule, f.origin, f.expected, f.actual, f.message) for f in report.findings if f.outcome == "fail"],
    columns=["rule", "origin", "expected", "printed", "message"],
)

# %% [markdown]
# Here the prose helps: section 一 says 办结104件, which is what the outcomes in the table add up to, while the
# total row prints 102. A misprint in the total is likely. Likely is for you to write, not for the data to assume.
#
# Back to the question. A link (对应) joins a problem to the measure that answers it, and says on what ground:

# %%
units = {unit.id: unit for unit in report.units}
links = pd.DataFrame(
    [(link.problem, link.measure, link.basis, link.score) for link in report.links],
    columns=["problem", "measure", "basis", "score"],
)
links


# %%
def wrapped(text: str, width: int = 20) -> str:
    return re.sub(f"(.{{{width}}}[，、。；]?)(?=.)", r"\1\n", text)


sides = {"problem": 0, "measure": 1}
boxes = pd.DataFrame(
    [
        {"side": sides[unit.kind], "kind": unit.kind, "row": row, "id": unit.id, "text": wrapped(unit.text)}
        for kind in sides
        for row, unit in enumerate(unit for unit in report.units if unit.kind == kind)
    ]
)
place = boxes.set_index("id")["row"]
lines = links.assign(row=links["problem"].map(place), row2=links["measure"].map(place), side=0, side2=1)

# %%
x = alt.X("side:Q", axis=None, scale=alt.Scale(domain=[-1.05, 2.05]))
y = alt.Y("row:Q", axis=None, scale=alt.Scale(reverse=True, padding=30))
color = alt.Color("kind:N", title=None, scale=alt.Scale(domain=["problem", "measure"], range=["#b5541c", "#2f7a50"]))
drawn = (
    alt.Chart(lines)
    .mark_rule(strokeWidth=2, color="#8a857b")
    .encode(x=x, y=y, x2="side2", y2="row2", strokeDash=alt.StrokeDash("basis:N", title="link 对应"))
)
dots = alt.Chart(boxes).mark_point(size=90, opacity=1).encode(x=x, y=y, color=color)
said = {
    kind: alt.Chart(boxes)
    .transform_filter(alt.datum.kind == kind)
    .mark_text(align=align, dx=shift, lineBreak="\n", baseline="middle", fontSize=12)
    .encode(x=x, y=y, text="text")
    for kind, align, shift in (("problem", "right", -12), ("measure", "left", 12))
}
(drawn + dots + said["problem"] + said["measure"]).properties(
    width=760, height=300, title=f"{report.organ.name} {report.year}: problems and the measures that answer them"
)

# %% [markdown]
# **What this figure may be read as.** In its own words this office answered each of its three problems with at
# least one measure of the same subject.
#
# **What it may not be read as.** Not that anything was done: section 五 promises. Not that these are the office's
# only or worst problems: it chose what to admit. And all links of this report are `thematic`: they rest on shared
# subject and wording, not on the office's own numbering (`enumerated`) or layout (`structural`). The study trip
# (考察交流) is tied to coordination by the weakest of them, as the column `score` says. Read the two sentences
# before you cite the line.
