"""gongkai: yearly government disclosure reports (政府信息公开工作年度报告) as data.

    import nlp
    report = nlp.read("report.txt")          # one report
    nlp.run(["reports/"], "dataset")         # many, into Parquet tables
    data = nlp.open_dataset("dataset")       # and pandas frames out of them

Nothing is downloaded, and nothing heavy is imported before it is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nlp import analysis
    from nlp.analyse import read
    from nlp.citation import cite
    from nlp.components import pipeline
    from nlp.dataset import open_dataset
    from nlp.engine import run
    from nlp.pages.charts import chart_style
    from nlp.pages.report_page_frame import report_frame as report_frame
    from nlp.themes.codebook import codebook

__version__ = "0.1.0"
__all__ = ["analysis", "chart_style", "cite", "codebook", "open_dataset", "pipeline", "read", "run"]

_HOMES = {
    "chart_style": "nlp.pages.charts",
    "cite": "nlp.citation",
    "codebook": "nlp.themes.codebook",
    "open_dataset": "nlp.dataset",
    "pipeline": "nlp.components",
    "read": "nlp.analyse",
    "report_frame": "nlp.pages.report_page_frame",
    "run": "nlp.engine",
}


def __getattr__(name: str) -> Any:
    if name == "analysis":
        return import_module("nlp.analysis")
    if name not in _HOMES:
        raise AttributeError(f"module 'nlp' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
