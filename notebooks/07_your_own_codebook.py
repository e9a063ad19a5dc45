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
# # 07 Your own codebook, validation and reliability
#
# **Can I defend a theme tag, in the categories of my own question?**
#
# Suppose you study state capacity and need three categories, not two dozen: lack of **means** (缺人缺钱缺设备),
# lack of **skill** (能力不足), lack of **will** (不愿公开). You write your own codebook (编码手册), let people
# code a sample blind, and publish how far they agree with each other, and the machine with them.
#
# A codebook is a YAML file, below. Its `maps_to` says which of gongkai's codes belong to a category of yours;
# what maps to nothing is as much a decision as what does.

# %%
import json
from pathlib import Path

import altair as alt
import numpy as np
import pandas as pd

import nlp
from nlp.themes.codebook import load_codebook
from nlp.validation.adjudicate import adjudicate
from nlp.validation.agreement import agreement
from nlp.validation.evaluate import evaluate
from nlp.validation.ids import unit_ids
from nlp.validation.sample import draw
from nlp.validation.sheets import write_sheets
from nlp.validation.units import coded, coders

nlp.chart_style()
nlp.run("../corpora/demo", "demo-dataset")
data = nlp.open_dataset("demo-dataset")

# %%
mine = """
version: capacity-1
families: {K: {zh: 能力, en: Capacity}}
codes:
  means:
    {kind: problem, family: K, zh: 缺人缺物, en: Lack of means, definition: 人手、经费或设备不够。,
     include: 人少、兼职。, exclude: 人够而不会做算 skill。, maps_to: [staffing_shortage, technical_infrastructure]}
  skill:
    {kind: problem, family: K, zh: 能力不足, en: Lack of skill, definition: 会的人不够或没有培训。,
     include: 业务不熟。, exclude: 人手少算 means。, maps_to: [staff_capability, training_insufficient]}
  will:
    {kind: problem, family: K, zh: 意愿不足, en: Lack of will, definition: 不重视也无人督促。,
     include: 被动应付、不考核。, exclude: 不会做算 skill。, maps_to: [awareness_commitment, supervision_assessment]}
"""
Path("capacity.yaml").write_text(mine, encoding="utf-8")
book = load_codebook("capacity.yaml")
category = {code: entry.code for entry in book for code in entry.maps_to}
category

# %% [markdown]
# The sample is a probability sample: every problem can come in, units on which the machine's coders differ come
# in more often, and `weight` makes up for that. Coders get sheets without the machine's answers.

# %%
sample = draw(data, 120, by=("year", "code"), kinds=["problem"])
write_sheets(sample, "round1", "csv", book, coders=["anna", "ben"], force=True)
sample[["text", "codes", "doubt", "inclusion", "weight"]].head(4)

# %% [markdown]
# Now people would code. In their place we take **Anna**: the authors of the demo reports, who noted what they
# meant by every sentence before any program read it (`corpora/demo/gold`). **Ben is made up**: he is Anna who
# overlooks every eighth code and now and then sees a lack of skill where she sees none. Don't cite Ben.

# %%
files = data.table("reports", ["name", "sha256"]).set_index("name")["sha256"]
noted = {}
for name, sha256 in files.items():
    gold = json.loads(Path("../corpora/demo/gold", f"{Path(name).stem}.json").read_text(encoding="utf-8"))
    ids = unit_ids((sha256, "problem", problem["text"]) for problem in gold["problems"])
    for unit, problem in zip(ids, gold["problems"]):
        noted[unit] = sorted({category[code] for code in problem["codes"] if code in category})
rng, rows = np.random.default_rng(7), []
for unit in sample["unit_id"][sample["unit_id"].isin(noted)]:
    ben = [code for code in noted[unit] if rng.random() > 1 / 8]
    ben = ben or (["skill"] if rng.random() < 0.06 else [])
    rows += [(unit, code, "anna") for code in noted[unit] or ["none"]] + [
        (unit, code, "ben") for code in ben or ["none"]
    ]
codings = pd.DataFrame(rows, columns=["unit_id", "code", "coder"])
print(f"{codings['unit_id'].nunique()} of {len(sample)} units coded by both")

# %% [markdown]
# The missing ones are sentences that the machine cut elsewhere than the authors did: they are lost to this test,
# which judges tags and not cutting (切分). Do two readers agree, beyond chance?

# %%
agreed = agreement(codings, codes=list(book.codes))
agreed[["scope", "name", "units", "prevalence", "percent", "kappa", "kappa_low", "kappa_high", "alpha", "ac1"]].round(2)

# %% [markdown]
# High percent agreement is cheap where a category is rare; kappa and alpha (信度系数) pay for that, and their
# intervals say how much so few units can tell. Where the two differ somebody with a name decides; here Anna has
# the last word. Against that gold stands the machine, in the same three categories, weighted back to the corpus:

# %%
first = adjudicate(codings)
decided = first.conflicts.assign(decision=np.where(first.conflicts["yes"].str.contains("anna"), "yes", "no"))
gold = adjudicate(codings, decided=decided, by="anna").gold


def in_my_words(coder: str) -> pd.DataFrame:
    said = coded(data, coder, kinds=["problem"]).assign(code=lambda f: f["code"].map(category))
    mine = said.dropna(subset="code")
    return pd.concat([mine, said[~said["unit_id"].isin(mine["unit_id"])].fillna({"code": "none"})]).drop_duplicates(
        ["unit_id", "code"]
    )[["unit_id", "code", "coder"]]


weights = dict(zip(sample["unit_id"], sample["weight"]))
judged = {name: evaluate(gold, in_my_words(name), weights, codes=list(book.codes)) for name in coders(data)}
scores = pd.concat([result.scores.assign(coder=name) for name, result in judged.items()])
scores.loc[
    scores["scope"] == "code", ["coder", "name", "support", "precision", "recall", "f", "f_low", "f_high", "note"]
].round(2)

# %% [markdown]
# Read the column `note`: where seven sentences carry a category, an interval from 1.00 to 1.00 means that no
# error was met among them, not that none will be. Draw more of what is rare.
#
# What a reader wants in the end is how common a category is. Counting tags gives `apparent`; allowing for the
# coder's errors gives `corrected`, with an interval that admits how little the gold knows.

# %%
judged[coders(data)[0]].prevalence[
    ["code", "units", "apparent", "corrected", "corrected_low", "corrected_high", "note"]
].round(3)

# %%
people = agreed[agreed["scope"] == "code"].assign(
    who="two people: kappa (Ben is made up)", value=agreed["kappa"], low=agreed["kappa_low"], high=agreed["kappa_high"]
)
machine = scores[scores["scope"] == "code"].assign(
    who=lambda f: f["coder"] + " against the gold: F",
    value=lambda f: f["f"],
    low=lambda f: f["f_low"],
    high=lambda f: f["f_high"],
)
drawn = pd.concat([people, machine])[["name", "who", "value", "low", "high"]].assign(
    zh=lambda f: f["name"].map(lambda name: f"{book.code(name).zh} {name}")
)
base = alt.Chart(drawn).encode(y=alt.Y("who:N", title=None), color=alt.Color("who:N", legend=None))
span = base.mark_rule(strokeWidth=2.5).encode(
    x=alt.X("low:Q", title="0 to 1, with 95 % interval", scale=alt.Scale(domain=[0, 1])), x2="high:Q"
)
dot = base.mark_point(size=80, opacity=1).encode(x="value:Q")
(span + dot).properties(width=380, height=90).facet(
    row=alt.Row("zh:N", title=None, header=alt.Header(labelAngle=0, labelAlign="left"))
).properties(title="How far a tag can be trusted, by category")

# %% [markdown]
# **What this figure may be read as.** By category, how well two readers agree and how well each coder of the
# machine finds what the adjudicated gold has, on this sample of this corpus. Where a machine's interval reaches
# below what you would accept from a research assistant, code that category by hand.
#
# **What it may not be read as.** Kappa and F are different things and stand on one axis only to be seen together;
# don't subtract them. Ben's agreement with Anna is a number we chose. The gold is the intent of authors of
# invented reports, whose wording is tidier than life: on your reports expect less, and repeat this notebook with
# two real people.
