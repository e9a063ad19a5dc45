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
# # 06 Who copies whom
#
# **Which reports were written by copying (抄袭), and from whom: the office's own past, or another office?**
#
# Reports have set phrases, and every office repeats itself a little. Copying begins where the same sentence
# stands in two reports and neither the form nor common usage explains it.

# %%
import altair as alt

import nlp
from nlp.analysis import reuse

nlp.chart_style()
nlp.run("../corpora/demo", "demo-dataset")
data = nlp.open_dataset("demo-dataset")
found = reuse(data)
found

# %% [markdown]
# The table asks, of pairs of reports, what part of one stands in the other, by how the two are related.
# `unrelated` is the baseline (基线): what offices of another place and another business share by chance and
# custom. Read every other row against it. The notes below the table limit what this corpus can say.
#
# First what was subtracted, because nobody copied it. These wordings come from the form or from everyone:

# %%
found.templates.head(8)[["text", "why", "organs", "sentences"]]

# %% [markdown]
# Then the sentences that stand in several places. Numbers don't count in the comparison, so that 收到申请12件 and
# 收到申请15件 are the same sentence, and short formulas are near-copies without anybody copying. Mind that when
# you read the top of this list:

# %%
found.clusters.head(10)[["first_year", "first_organs", "organs", "sentences", "text"]]

# %% [markdown]
# More telling is how much of **one** report stands in **one** other. Two shares: in the office's own report of
# the year before, and in the nearest report of another office.

# %%
columns = ["organ", "year", "sentences", "own_share", "nearest_share", "nearest_organ", "nearest_year"]
reports = found.reports.assign(most=found.reports[["own_share", "nearest_share"]].max(axis=1).fillna(0)).sort_values(
    "most", ascending=False
)
reports[columns].head(6).round(2)

# %% [markdown]
# Read before you accuse. The pairs give both places in the texts. Look at those below 1 with care: a plain
# formula about fees is near enough to another, and no copy.

# %%
top = reports.sort_values("nearest_share", ascending=False).iloc[0]
sentences = found.pairs[
    (found.pairs["report_id_2"] == top["report_id"]) & (found.pairs["report_id_1"] == top["nearest_report_id"])
]
sentences[["organ_1", "year_1", "organ_2", "year_2", "similarity", "text_2"]]

# %%
baseline = found.relations.set_index("relation").loc["unrelated"]
print(
    f"{top['organ']} {top['year']}: {top['nearest_numerator']:.0f} of {top['sentences']} sentences stand in "
    f"{top['nearest_organ']} {top['nearest_year']:.0f}; a report of an unrelated office holds "
    f"{baseline['estimate']:.1%} ({baseline['low']:.1%} to {baseline['high']:.1%})"
)

# %%
sources = {
    "own_share": "its own report of last year 本机关上年",
    "nearest_share": "one report of another office 他机关",
}
tiles = (
    found.reports.melt(["organ_id", "organ", "year"], list(sources), "source", "share")
    .dropna(subset="share")
    .assign(source=lambda f: f["source"].map(sources), name=lambda f: f.groupby("organ_id")["organ"].transform("first"))
)
base = alt.Chart(tiles).encode(
    x=alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0)), y=alt.Y("name:N", title=None)
)
fill = base.mark_rect(stroke="white", strokeWidth=2).encode(
    color=alt.Color(
        "share:Q",
        title="of its sentences",
        scale=alt.Scale(range=["#f1efe9", "#b5541c"], domain=[0, 1]),
        legend=alt.Legend(format="%"),
    )
)
text = (
    base.transform_filter("datum.share >= 0.2")
    .mark_text()
    .encode(
        text=alt.Text("share:Q", format=".0%"),
        color=alt.condition("datum.share > 0.5", alt.value("white"), alt.value("#23221f")),
    )
)
(fill + text).properties(width=alt.Step(46), height=alt.Step(24)).facet(
    column=alt.Column("source:N", title=None, sort=list(sources.values()))
).properties(
    title=alt.Title(
        "How much of a report stands in an earlier one",
        subtitle=f"an unrelated office's report holds {baseline['estimate']:.1%}",
    )
)

# %% [markdown]
# **What this figure may be read as.** On the left, reports that carry on their office's own text of the year
# before. On the right, reports that hold much of one report of another office, for the same year or an earlier
# one. Pale tiles wrote afresh, as far as this corpus can see.
#
# **What it may not be read as.** Not guilt: a shared template (模板) from the superior office looks the same, and
# the source of both may lie outside the folder. Not direction beyond the calendar: the earlier report is earlier,
# no more. The right side shows the *largest* of many comparisons, so a little above the baseline is nothing. And
# what an office wrote before this corpus begins is unknown, so its first year has no tile on the left.
