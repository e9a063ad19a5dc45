"""Answers from a dataset, as tidy pandas frames; nothing heavy is imported before a function is called.

    from nlp.analysis import pair, panel, trends
    trends(nlp.open_dataset("dataset"), "staffing_shortage")

A function has the name of its module: what is imported from here is the function, whoever came first.
"""

from nlp.analysis.changes import changes
from nlp.analysis.claims_report import claims_disagreeing, claims_report
from nlp.analysis.cooccurrence import answered, cooccurrence, flow
from nlp.analysis.follow_up import follow_up, follow_up_by_theme, follow_up_years
from nlp.analysis.keyness import keyness
from nlp.analysis.kwic import kwic
from nlp.analysis.pair import pair, pairs
from nlp.analysis.panel import gaps, panel
from nlp.analysis.panel_columns import columns, crosswalk
from nlp.analysis.quality import quality, quality_by
from nlp.analysis.reuse import reuse
from nlp.analysis.trends import trends

__all__ = [
    "answered",
    "changes",
    "claims_disagreeing",
    "claims_report",
    "columns",
    "cooccurrence",
    "crosswalk",
    "flow",
    "follow_up",
    "follow_up_by_theme",
    "follow_up_years",
    "gaps",
    "keyness",
    "kwic",
    "pair",
    "pairs",
    "panel",
    "quality",
    "quality_by",
    "reuse",
    "trends",
]
