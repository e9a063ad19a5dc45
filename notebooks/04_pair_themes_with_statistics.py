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
# # 04 Pair themes with statistics
#
# **Do offices that admit weak handling of requests (依申请公开) also receive more of them?**
#
# The prose of a report says what hurts; its tables say how much there was to do. Put side by side they test a
# simple idea: an office writes about requests when requests press on it.

# %%
import altair as alt

import nlp
from nlp.analysis import pair, pairs

nlp.chart_style()
nlp.run("../corpora/demo", "demo-dataset")
data = nlp.open_dataset("demo-dataset")

# %% [markdown]
# `pair` compares the reports that name the theme with those that state problems but not this one. It writes the
# sentence that its numbers allow, in both languages, and no more.

# %%
found = pair(data, "on_request_handling", "received")
found

# %% [markdown]
# Read the two effects apart. The rank-biserial effect (秩二列相关) compares **reports**: it is large where big
# offices both name the theme and receive much, whatever happens from year to year. The last row compares an
# office **with itself** in other years. A claim about what happens when requests rise needs the second.

# %%
found.effects[["measure", "model", "estimate", "low", "high", "p", "reports_carrying", "organs_carrying"]]

# %% [markdown]
# Only offices that name the theme in some years and not in others carry it. Few of them is a reason to speak
# softly.
#
# What was left out, and why? A report without the number, or one that states no problem, belongs to neither
# group.

# %%
found.excluded

# %% [markdown]
# Now the temptation: try every theme on every statistic. Twenty-four pairs, and chance alone gives one or two
# with p below 0.05. `q` (错误发现率) pays for the looking.

# %%
grid = pairs(data, ["on_request_handling", "staffing_shortage", "new_media_operation"])
grid.sort_values("p")[["zh", "statistic_zh", "rank_biserial", "p", "q", "within_p", "within_q"]].head(8)

# %%
low = grid[grid["within_p"] < 0.05]
print(
    f"{len(low)} of {grid['within_p'].notna().sum()} comparisons within offices have p < 0.05; "
    f"{(grid['within_q'] < 0.05).sum()} have q < 0.05: "
    + "; ".join(f"{r.zh} × {r.statistic_zh}" for r in low.itertuples())
)

# %% [markdown]
# Within offices, the comparison that we came with is one of several that look good, and none would survive being
# picked from the grid. Between reports some have a small `q` that nobody would have guessed; there everything in
# which offices and years differ is mixed in. That is why the question stands in the first cell of this notebook
# and not in the last.

# %%
seen = found.data.assign(
    named=found.data["names"].map({1: "names it 提及", 0: "states other problems 未提及"}),
    shown=found.data["value"] + 1,
    name=found.data.groupby("organ_id")["organ"].transform("first"),
)
order = seen.groupby("name")["value"].median().sort_values(ascending=False).index.tolist()
alt.Chart(seen).mark_point(size=85, opacity=0.85).encode(
    x=alt.X("shown:Q", title="new requests in the year, plus 1 (log) 本年新收申请", scale=alt.Scale(type="log")),
    y=alt.Y("name:N", title=None, sort=order, axis=alt.Axis(grid=True)),
    color=alt.Color(
        "named:N", title=None, legend=alt.Legend(orient="top"), scale=alt.Scale(range=["#b5541c", "#8fa9bb"])
    ),
    shape=alt.Shape("named:N", title=None, scale=alt.Scale(range=["diamond", "circle"])),
).properties(
    width=520,
    height=alt.Step(26),
    title=alt.Title(
        "Offices name request handling in their busier years", subtitle="a point a report; compare within a row"
    ),
)

# %% [markdown]
# **What this figure may be read as.** In the rows that have both marks, the diamonds lie to the right: the same
# office wrote about requests in the years in which it got more of them.
#
# **What it may not be read as.** Not that requests cause the admission, or the admission requests: a scandal or a
# new leader may bring both. Not that the top rows handle requests worst: big offices are at the top because they
# are big. A few offices carry the comparison; a row of one colour says nothing about it; and where the coder
# overlooked a sentence a diamond is drawn as a circle.
