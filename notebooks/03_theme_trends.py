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
# # 03 Theme trends
#
# **Do offices complain more of their new media (政务新媒体) than they used to?**
#
# Accounts on WeChat, Weibo and Douyin were to bring government closer. Reports increasingly list them as a
# problem: 更新慢, 互动少, 各自为战. We follow that theme (主题) over the years, beside one that we expect to stay
# flat.

# %%
import altair as alt
import pandas as pd

import nlp
from nlp.analysis import changes, keyness, trends

nlp.chart_style()
nlp.run("../corpora/demo", "demo-dataset")
data = nlp.open_dataset("demo-dataset")
print(nlp.codebook().describe("new_media_operation"))

# %% [markdown]
# The definition comes first, for a theme is what its codebook (编码手册) says, not what its name suggests. Then
# the words: which of them mark the problems coded so against all other problems?

# %%
keyness(data, {"code": "new_media_operation"}, kind="problem").head(8)[["word", "count", "count_rest", "z", "organs"]]

# %% [markdown]
# (号 and 公众 are halves of 公众号, where the word cutter parted it: read words, don't trust them.) Then whole
# sentences. If these aren't what you mean by the theme, stop here.

# %%
pd.set_option("display.max_colwidth", 100)
data.query("""
    SELECT organ, year, units.text
    FROM themes JOIN units USING (unit_id) JOIN reports ON units.report_id = reports.report_id
    WHERE speaks AND code = 'new_media_operation' AND kind = 'problem' ORDER BY year, organ
""").head(8)

# %% [markdown]
# Now the count. The denominator is the reports that state any problem at all; a report that states none is not a
# report without the theme, it is silent (`reports_silent`).

# %%
theme = trends(data, "new_media_operation")
theme[["year", "numerator", "denominator", "estimate", "low", "high", "reports_silent"]]

# %% [markdown]
# Twelve offices a year make wide intervals. A rise from the first year to the last can be tested office by
# office, since the same ones report in both; `p` is exact. But we may look only at what we meant to look at.

# %%
ranked = changes(data)
ranked.head(6)[["zh", "share_first", "share_last", "estimate", "low", "high", "p", "q", "grew"]]

# %%
mine = ranked.set_index("code").loc["new_media_operation"]
print(
    f"named by {mine.numerator_first} of {mine.denominator_first} reports for {mine['first']}, "
    f"{mine.numerator_last} of {mine.denominator_last} for {mine['last']}; "
    f"alone p = {mine.p:.3f}, as the best of {ranked['p'].notna().sum()} themes q = {mine.q:.3f}"
)

# %% [markdown]
# Two numbers, two questions. Had we named this theme *before* looking, `p` would be ours to cite. Picked from the
# list because it rose most, it must carry `q`, which pays for the looking: what stands above 0.05 there is a lead
# to follow in more reports, not a finding. Twelve offices can't support a search through two dozen themes.

# %%
both = [trends(data, code) for code in ("new_media_operation", "staffing_shortage")]
frame = pd.concat(both)
line = alt.Chart(frame).encode(
    x=alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0)),
    color=alt.Color("zh:N", title=None, legend=alt.Legend(orient="top")),
)
share = alt.Y("estimate:Q", title="share of reports that name it 提及比例", axis=alt.Axis(format="%"))
band = line.mark_area().encode(y=alt.Y("low:Q", scale=alt.Scale(domain=[0, 1])), y2="high:Q")
breaks = alt.Chart(pd.DataFrame({"year": [2021]})).mark_rule(strokeDash=[4, 4], color="#8a857b").encode(x="year:O")
alt.layer(band, line.mark_line(point=True).encode(y=share), breaks).properties(
    width=520,
    title=alt.Title(
        "Complaints about new media rise; about staff they don't",
        subtitle="bands: 95 % Wilson intervals; dashed: new form of the tables",
    ),
)

# %% [markdown]
# **What this figure may be read as.** Among these twelve offices, ever more reports name weak new media, as coded
# by the trained coder, while staff shortage stays where it was.
#
# **What it may not be read as.** Not that new media got worse: naming a problem may be candour, fashion, or a
# line in the year's circular (通知). Not China: twelve invented offices are a demonstration. Not a jump at the
# dashed line: the new form for 2021 redefined tables, not section 五, so this series doesn't break there. And all
# of it passes through a coder with errors of its own; see 07 before you publish a level.
