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
# # 02 From a folder to a dataset
#
# **Which of these reports can be counted, and what would be lost by taking a gap for a zero?**
#
# A folder of files becomes tables, and the tables say of every number whether it is there. Seventy-odd invented
# reports stand in for your download; a hundred thousand go the same way.

# %%
import altair as alt

import nlp
from nlp.analysis import gaps, panel, quality

nlp.chart_style()
print(nlp.run("../corpora/demo", "demo-dataset"))

# %% [markdown]
# Run it again and it reads only what has changed. Kill it half-way and it goes on where it stopped. One worker or
# eight, the tables are the same to the byte.

# %%
data = nlp.open_dataset("demo-dataset")
data

# %% [markdown]
# What a column means, with unit and source, is said by `data.describe("cells")`. A file that can't be read never
# stops a run; it is a row of `failures` with its reason. Look there first: a sample that lost its scans is no
# longer your sample.

# %%
data.table("failures")

# %% [markdown]
# The tables are pandas frames, or SQL if you like. How was every cell (单元格) of the statutory tables filled in?

# %%
data.query("SELECT cell_table, status, count(*) AS cells FROM cells GROUP BY ALL ORDER BY cell_table, cells DESC")

# %% [markdown]
# For regressions most people want one row an organ (机关) and year. A sum over a blank cell is `<NA>`, and so is
# a rate on fewer than ten cases. `gaps` counts what that costs:

# %%
rows = panel(data)
gaps(rows).set_index("column").loc[["received", "processed", "grant_share", "refusal_share", "correction_share"]]

# %% [markdown]
# Of the small offices we know how many requests (申请) came, and refuse to make a percentage of three of them.
# `quality` says the same of whole reports: what is missing, what doesn't add up.

# %%
checked = quality(data)
checked["without_number"] = checked["cells"] - checked["cells_value"] - checked["cells_zero"]
checked["sums_failing"] = (checked["failed_official"] + checked["failed_implied"]).fillna(0)
checked.loc[
    (checked["without_number"] > 0) | (checked["sums_failing"] > 0),
    ["organ", "year", "cells", "cells_blank", "cells_slash", "without_number", "sums_failing"],
]

# %% [markdown]
# An organ may print its name in two scripts (宁汐市财政局, 寧汐市財政局); `organ_id` is the same for both, so
# group by it.

# %%
checked["name"] = checked.groupby("organ_id")["organ"].transform("first")
base = alt.Chart(checked).encode(
    x=alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0, orient="top")), y=alt.Y("name:N", title=None)
)
tiles = base.mark_rect(stroke="white", strokeWidth=2).encode(
    color=alt.Color(
        "without_number:Q", title="cells without a number", scale=alt.Scale(type="symlog", range=["#eef3ef", "#1f5a86"])
    )
)
printed = base.transform_filter("datum.without_number > 0").mark_text(color="white").encode(text="without_number:Q")
failing = base.transform_filter("datum.sums_failing > 0").mark_text(text="✕", dx=20, fontSize=16, color="#b3261e")
(tiles + printed + failing).properties(
    width=alt.Step(64),
    height=alt.Step(26),
    title=alt.Title("Can it be counted?", subtitle="cells without a number; ✕ a printed sum is wrong 合计不符"),
)

# %% [markdown]
# **What this figure may be read as.** Which reports of this folder have every number of their tables, which lack
# some and how many, and which print a sum that their own cells contradict. The rows with gaps are where a blank
# taken for 0 would invent refusals that never were, or hide requests that were.
#
# **What it may not be read as.** A pale tile is not a true report: sums can hold and every number be wrong. A ✕
# is not a lie: most are slips of the pen. And an absent tile would be a report that this folder lacks, which need
# not be one that the office never wrote.
