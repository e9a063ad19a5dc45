"""A report in a notebook: one line of text, and the report's page in a frame that can touch nothing around it."""

from __future__ import annotations

from markupsafe import Markup

from nlp.pages.report_page import report_page
from nlp.pages.report_page_letters import shorten, visible
from nlp.report import Report

HEIGHT = 640


def report_frame(report: Report) -> str:
    """HTML that shows a report where a notebook prints it; ``Report._repr_html_`` calls it.

    >>> report_frame(report)[:4]  # doctest: +SKIP
    '<p l'

    The page runs in a sandboxed frame without an origin: it sees neither the notebook nor its cookies. Where a
    program drops frames, as code hosts do, the line above remains.
    """
    kinds = [unit.kind for unit in report.units]
    failing = sum(finding.outcome == "fail" for finding in report.findings)
    line = Markup('<p lang="zh-CN"><b>{}</b> {} · {} 问题 problems · {} 措施 measures · {} 检查不通过 checks fail</p>')
    frame = Markup(
        '<iframe title="{}" sandbox="allow-scripts" srcdoc="{}" width="100%" height="{}" '
        'style="border:1px solid #8886;border-radius:6px"></iframe>'
    )
    name = visible(shorten(report.organ.name or report.source.name, 120))
    year = report.year or ""
    said = line.format(name, year, kinds.count("problem"), kinds.count("measure"), failing)
    return str(said + frame.format(f"{name} {year}", report_page(report), HEIGHT))
