"""Who writes what others wrote: sentences copied over the years of an organ and from organ to organ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nlp.analysis import corpus
from nlp.analysis.minhash import SEED, banding
from nlp.analysis.reuse_clusters import clusters, spread
from nlp.analysis.reuse_pairs import pairs
from nlp.analysis.reuse_reports import relations, reports
from nlp.analysis.reuse_sentences import SECTIONS, place_of, sentences
from nlp.analysis.reuse_template import LEAST_KINDS, common_from, template

if TYPE_CHECKING:
    import pandas as pd

    from nlp.dataset import Dataset

FEW_ORGANS = 10


@dataclass(frozen=True)
class ReuseResult:
    """What ``reuse`` found, a frame each; the words of the columns are explained where the frame is made.

    ``relations``  how much of a report one other holds, by how the two are related; ``unrelated`` is the baseline
    ``reports``    the same report by report: from the own report of last year, from other organs, the nearest report
    ``clusters``   sentences that are near-copies of each other: first seen, number of organs, provinces, years
    ``spread``     the clusters by year and province
    ``pairs``      every pair of near-copies with both places in the texts
    ``sentences``  every sentence looked at, with its ``cluster`` and, where it is nobody's, why (``template``)
    ``templates``  the wordings that were subtracted
    ``notes``      what to know before publishing
    """

    relations: pd.DataFrame
    reports: pd.DataFrame
    clusters: pd.DataFrame
    spread: pd.DataFrame
    pairs: pd.DataFrame
    sentences: pd.DataFrame
    templates: pd.DataFrame
    notes: tuple[str, ...]

    def __repr__(self) -> str:
        return (
            f"ReuseResult({len(self.sentences):,} sentences, {len(self.pairs):,} pairs, "
            f"{len(self.clusters):,} clusters, {len(self.templates):,} template wordings)"
        )

    def _repr_html_(self) -> str:
        from html import escape

        table: str = self.relations.to_html(index=False)
        return table + "".join(f"<p>{escape(note)}</p>" for note in self.notes)


def reuse(
    dataset: Dataset, similarity: float = 0.8, sections: Sequence[str] = SECTIONS, seed: int = SEED
) -> ReuseResult:
    """Sentences that stand again, or nearly so, in a later report of the organ or in a report of another one.

    >>> found = reuse(open_dataset("dataset"))  # doctest: +SKIP
    >>> found.relations[["relation", "estimate", "low", "high"]]  # doctest: +SKIP

    Two sentences are copies where the normalised indel similarity (1 - insertions and deletions / letters of both;
    rapidfuzz) of their masked forms is at least ``similarity``; order within a report plays no part. What the form
    prescribes (``reuse_form.yaml``) or many unrelated organs write (``nlp.analysis.reuse_template``) is subtracted
    first. Which of two wrote first is told by the year of the report and is no proof of who copied whom.

    Similarity below 0.5, or a section that holds no prose, raises ``ValueError``. Reports without organ or year are
    left out and counted in ``notes``. Candidates come from MinHash (``nlp.analysis.minhash``: at most 1 in 200 pairs
    just at the bound is missed). Method after Smith, Cordell & Dillon 2013 (clusters of reprinted text) and DOMAIN 2.4.
    """
    import numpy as np

    banding(similarity)
    every = sentences(dataset, sections)
    known, notes = _known(corpus.reports(dataset))
    organs = _organs(known, notes)
    columns = ["report_id", "organ_id", "organ", "province", "function", "year"]
    found = every.merge(known[columns], on="report_id")
    found = found.sort_values(["year", "organ_id", "report_id", "start"], ignore_index=True)
    texts = sorted(set(found["masked"]))
    found["text_id"] = np.searchsorted(np.array(texts, dtype=object), found["masked"].to_numpy(object))
    places = found[["text_id", "organ_id"]].drop_duplicates().rename(columns={"text_id": "text"})
    why, near = template(texts, places, organs, similarity, seed)
    found["template"] = why[found["text_id"]]
    own = found[found["template"] == ""].reset_index(drop=True)
    of = clusters(own, near, len(texts))
    found["cluster"] = found["text_id"].map(of.members)
    own["cluster"] = own["text_id"].map(of.members)
    related = relations(own, near, known, organs)
    keep = ["report_id", "organ_id", "organ", "province", "function", "year", "section", "start", "end", "text"]
    return ReuseResult(
        relations=related.relations,
        reports=reports(found, related, known),
        clusters=of.frame,
        spread=spread(own),
        pairs=pairs(own, near, len(texts), organs),
        sentences=found[[*keep, "template", "cluster"]].astype({"cluster": "Int64"}),
        templates=_templates(found[found["template"] != ""]),
        notes=tuple(notes),
    )


def _known(every: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """The reports whose organ and year are known, sorted by year, and what to say of the others."""
    unknown = every["organ"].isna() | every["year"].isna()
    notes = [f"{unknown.sum()} of {len(every)} reports without organ or year are left out"] if unknown.any() else []
    known = every[~unknown].sort_values(["year", "organ_id", "report_id"], ignore_index=True)
    several = int((known["copies"] > 1).sum())
    if several:
        notes.append(f"{several} reports are one of several of their organ and year, which are not compared")
    return known.astype({"year": "int64"}), notes


def _organs(known: pd.DataFrame, notes: list[str]) -> pd.DataFrame:
    """An organ a row, with its ``place`` (province, else the first place of its name) and ``function``."""
    organs = known.groupby("organ_id")[["organ", "province", "function"]].first()
    lacking = organs["province"].isna()
    names = organs["organ"].map(place_of)
    organs["place"] = organs["province"].where(~lacking, names).fillna(organs.index.to_series())
    organs["function"] = organs["function"].fillna("other")
    if lacking.any():
        notes.append(
            f"province unknown for {lacking.sum()} of {len(organs)} organs: told apart by the place in their name"
        )
    if len(organs) < FEW_ORGANS:
        notes.append(f"{len(organs)} organs: too few to learn what is common wording and to set a baseline")
    if organs["place"].nunique() < LEAST_KINDS:
        notes.append(f"fewer than {LEAST_KINDS} provinces: common wording of one can't be told from copying in it")
    notes.append(f"common: stands in the reports of {common_from(len(organs))} organs or more, of unrelated kinds")
    return organs


def _templates(found: pd.DataFrame) -> pd.DataFrame:
    """A row a wording that was subtracted: ``text why organs provinces years sentences``, the most common first."""
    groups = found.groupby("text_id", sort=True)
    frame = groups.agg(
        text=("text", "first"), why=("template", "first"), organs=("organ_id", "nunique"),
        provinces=("province", "nunique"), years=("year", "nunique"), sentences=("text", "size"),
    )  # fmt: skip
    return frame.sort_values(["organs", "sentences", "text"], ascending=[False, False, True], ignore_index=True)
