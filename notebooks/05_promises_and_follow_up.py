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
# # 05 Promises and follow-up
#
# **When an office admits a problem, does the problem come back the year after?**
#
# Section 五 of one year promises; section 五 of the next is where we can look. Villagers in China have long held
# officials to their own words (O'Brien & Li 2006, *Rightful Resistance*); a reader of two reports in a row can do
# so too, with care.

# %%
import altair as alt
import pandas as pd

import nlp
from nlp.analysis import follow_up, follow_up_by_theme, follow_up_years, kwic

nlp.chart_style()
nlp.run("../corpora/demo", "demo-dataset")
data = nlp.open_dataset("demo-dataset")
follow_up_years(data)["followed"].value_counts()

# %% [markdown]
# Only years that follow each other count; a missing report is a gap, not an improvement. Every problem of year t
# is then looked for in t + 1, by its themes and by its wording:

# %%
rows = follow_up(data)
old = rows[rows["status"] != "new"]
pd.crosstab(old["promised"].map({True: "promised 有承诺", False: "no promise 无承诺"}), old["status"], margins=True)

# %% [markdown]
# Mind the word `kept`. It means: a measure was promised, and the problem isn't named again. The report is silent
# about the problem, and silence (沉默) has many reasons. What does the next report itself say of the promise?

# %%
pd.set_option("display.max_colwidth", 100)
told = old[old["done"] == "past_measure"]
print(
    f"of {(old['status'] == 'kept').sum()} problems called kept, {len(told)} are reported as dealt with in section 五"
)
told[["organ", "year", "text", "done_text"]]

# %% [markdown]
# Others are told in passing, in section 一, in words that no rule foresees. A search over the next report finds
# some; here the subdistrict that had promised to add staff in 2019.

# %%
kwic(data, "专职", window=18).loc[
    lambda f: f["section"].str.startswith("s1"), ["organ", "year", "left", "hit", "right"]
]

# %% [markdown]
# And the opposite: a problem that returns with its promise, nearly word for word, three years running, and then
# is heard of no more. By the rule above its last year is `kept`. Would you call it that?

# %%
town = old[old["organ"].str.contains("鹭埠") & old["codes"].map(lambda codes: "staffing_shortage" in codes)]
town[["year", "status", "text", "measures", "done"]]

# %% [markdown]
# Now all themes. A common theme seems to come back even where offices pay last year no heed, because it is
# common. `expected` says how often *other* offices name it in the year after: that is the line to beat.

# %%
shares = follow_up_by_theme(data)
back = shares[(shares["status"] == "repeated") & (shares["n"] >= 10) & (shares["code"] != "all")]
back[["zh", "numerator", "denominator", "estimate", "low", "high", "expected"]]

# %%
y = alt.Y("zh:N", title=None, sort=alt.EncodingSortField("estimate", order="descending"))
x = alt.X("estimate:Q", title="share of problems named again the year after 次年重复出现", axis=alt.Axis(format="%"))
span = alt.Chart(back).mark_rule(strokeWidth=2, color="#b5541c").encode(y=y, x=alt.X("low:Q"), x2="high:Q")
dot = alt.Chart(back).mark_point(size=90, color="#b5541c", opacity=1).encode(y=y, x=x)
line = alt.Chart(back).mark_tick(thickness=3, size=18, color="#23221f").encode(y=y, x="expected:Q")
(span + dot + line).properties(
    width=480,
    height=alt.Step(36),
    title=alt.Title(
        "Does a problem come back to the office that named it?",
        subtitle="dot and 95 % interval: it does; black tick: other offices name it that year 其他机关",
    ),
)

# %% [markdown]
# **What this figure may be read as.** A dot with its whole interval to the right of its tick is a problem that
# stays with its office: here at most request handling (依申请公开), and by a hair. Where the tick lies inside the
# interval, one year tells us no more of the next than how common the theme is: new media come back because
# everybody names them.
#
# **What it may not be read as.** A low share is not success: most problems are not named again because reports
# pick new ones every year. Nor is a high one failure: a candid office may report slow progress. The ticks are
# uncertain too, which isn't drawn; among six themes one may clear its tick by luck; and themes with fewer than
# ten problems to follow, most of them, are left out.
