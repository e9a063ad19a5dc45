"""The gold of a report: what its author meant, in the shape that the scoring tool reads."""

from __future__ import annotations

import re
from typing import Any

from corpora.demo_kit.forms import APPLICANTS, BLOCKS, outcomes, t3_rows
from corpora.demo_kit.markup import Mark, Narrative
from corpora.demo_kit.numbers import Number, Tables

_AGAINST = {
    "requests_received": ["t3.new_received.total"],
    "requests_closed": ["t3.processed_total.total"],
    "requests_carried_out": ["t3.carried_out.total"],
    "requests_granted": ["t3.granted.total"],
    "requests_partial": ["t3.partial.total"],
    "requests_denied": [f"t3.{code}.total" for code in outcomes("F2021") if code.startswith("denied_")],
    "reconsiderations": ["t4.review.total"],
    "lawsuits": ["t4.lit_direct.total", "t4.lit_after_review.total"],
}
_QUOTED = 12  # characters of a section's body that stand in the gold, at either end


def gold_of(
    source: dict[str, Any], agency: dict[str, Any], texts: dict[str, Narrative], tables: Tables
) -> dict[str, Any]:
    """The annotation of one report. Raises where the author contradicts himself."""
    problems, measures, links, links_ok = _units(texts["s5"].marks)
    claims, claims_ok = _claims([m for text in texts.values() for m in text.marks], tables)
    platforms = [_platform(p) for p in source.get("platforms", [])]
    counted = [{"kind": "items_disclosed", "value": p["count"], "text": p["name"]} for p in platforms if p["count"]]
    fee = source["fee"]
    return {
        "doc": f"{agency['id']}_{source['year']}",
        "organ": agency["organ"],
        "year": source["year"],
        "level": agency["level"],
        "function": agency["function"],
        "region": {"code": None, "province": None, "prefecture": None, "county": None},
        "declared_format": source.get("declared_format"),
        "formats": tables.forms,
        "sections": _sections(source, texts),
        "cells": tables.values,
        "problems": problems,
        "measures": measures,
        "past_measures": [_unit(m) for m in texts["s5"].marks if m.kind == "h"],
        "links": links,
        "links_ok": links_ok,
        "platforms": platforms,
        "platforms_ok": [_platform(p) for p in source.get("platforms_ok", [])],
        "claims": claims,
        "claims_ok": [*claims_ok, *counted],
        "fee": {"status": fee[0], "yuan": fee[1]},
        "notes": source.get("notes", []),
        "findings": sorted({*arithmetic_findings(tables), *source.get("findings", [])}),
        "findings_ok": source.get("findings_ok", []),
    }


def arithmetic_findings(tables: Tables) -> list[str]:
    """The rules of the form that the printed numbers break; a sum with an unfilled part is not judged."""
    v, form, broken = tables.values, tables.forms["t3"], set()

    def differs(left: list[Number | None], right: list[Number | None]) -> bool:
        known = [n for n in [*left, *right] if n is not None]
        return len(known) == len(left) + len(right) and sum(known[: len(left)]) != sum(known[len(left) :])

    for p in APPLICANTS:
        n = {row.code: v[f"t3.{row.code}.{p}"] for row in t3_rows(form)}
        if differs([n["new_received"], n["carried_in"]], [n["processed_total"], n["carried_out"]]):
            broken.add("T3.BALANCE")
        if differs([n["processed_total"]], [n[code] for code in outcomes(form)]):
            broken.add("T3.SUM_OUTCOMES")
    for row in t3_rows(form):
        if differs([v[f"t3.{row.code}.{p}"] for p in APPLICANTS if p != "total"], [v[f"t3.{row.code}.total"]]):
            broken.add("T3.SUM_APPLICANTS")
    for block in BLOCKS:
        parts = [v[f"t4.{block}.{c}"] for c in ("upheld", "corrected", "other_result", "pending")]
        if differs(parts, [v[f"t4.{block}.total"]]):
            broken.add("T4.SUM")
    for row_code in ("rules", "normative_docs"):
        new, stock = (v.get(f"t2.{row_code}.{c}") for c in ("newly_disclosed", "disclosed_total"))
        if new is not None and stock is not None and new > stock:
            broken.add("T2.LE")
    return sorted(broken)


def _sections(source: dict[str, Any], texts: dict[str, Narrative]) -> dict[str, dict[str, str | None]]:
    sections: dict[str, dict[str, str | None]] = {}
    for sid in ("s0", "s1", "s2", "s3", "s4", "s5", "s6"):
        if sid in texts:
            body = re.sub(r"\s", "", texts[sid].body)
            sections[sid] = {"title": source["titles"].get(sid), "first": body[:_QUOTED], "last": body[-_QUOTED:]}
        elif sid != "s0":
            sections[sid] = {"title": source["titles"].get(sid)}
    return sections


def _units(marks: list[Mark]) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[list[int]], list[list[int]]]:
    problems: list[dict[str, Any]] = []
    measures: list[dict[str, Any]] = []
    links: list[list[int]] = []
    links_ok: list[list[int]] = []
    for mark in marks:
        if mark.kind not in ("p", "m"):
            continue
        if mark.kind == "p":
            problems.append(_unit(mark))
            continue
        links += [[int(a[1:]) - 1, len(measures)] for a in mark.args if a[0] == ">"]
        links_ok += [[int(a[1:]) - 1, len(measures)] for a in mark.args if a[0] == "~"]
        measures.append(_unit(mark))
    if any(p >= len(problems) for p, _ in [*links, *links_ok]):
        raise ValueError("a measure answers a problem that isn't there")
    return problems, measures, sorted(links), sorted(links_ok)


def _unit(mark: Mark) -> dict[str, Any]:
    codes = [a for a in mark.args if a[0] not in "?>~"]
    if not 1 <= len(codes) <= 3:
        raise ValueError(f"one to three codes a unit: {mark.text}")
    return {"text": mark.text, "codes": codes, "ok": [a[1:] for a in mark.args if a[0] == "?"]}


def _claims(marks: list[Mark], tables: Tables) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {"c": [], "c?": []}
    for mark in marks:
        if mark.kind not in found:
            continue
        for arg in mark.args:
            kind, _, number = arg.partition("=")
            value: Number = float(number.rstrip("*")) if "." in number else int(number.rstrip("*"))
            cells = [tables.values[c] for c in _AGAINST.get(kind, [])]
            known = [c for c in cells if c is not None]
            disagrees = bool(cells) and len(known) == len(cells) and sum(known) != value
            if mark.kind == "c" and disagrees != number.endswith("*"):
                raise ValueError(f"{kind}={number} against {known}: {mark.text}")
            found[mark.kind].append({"kind": kind, "value": value, "text": mark.text})
    return found["c"], found["c?"]


def _platform(source: dict[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = {"name": None, "kind": None, "count": None, "approx": False, "unit": None, "aliases": []}
    return plain | source
