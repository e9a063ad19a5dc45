"""What each column of the panel means, and how far the two forms can be compared in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from nlp.analysis.panel_cells import cells_of, choices, counts, joined, rates, table_2
from nlp.analysis.panel_text import KINDS, of_problems
from nlp.dataset.cell_ids import cell_ids
from nlp.knowledge import load
from nlp.themes.codebook import Codebook, codebook

if TYPE_CHECKING:
    import pandas as pd

COMPARABILITY = ("exact", "derived", "approximate", "none")
"""From the best to the worst: a rate is as comparable as the worse of its two counts."""
_ENTRY = ("column", "unit", "formula", "numerator", "denominator", "comparability", "en", "zh", "source")
_CROSSWALK = ("column", "comparability", "F2019", "F2021", "why", "en", "zh")


def columns(book: Codebook | None = None) -> pd.DataFrame:
    """Every column that ``panel`` may give, harmonised or not: unit, formula, comparability, both labels, source.

    >>> frame = columns().set_index("column")
    >>> frame.loc["refusal_share", ["formula", "zh"]].tolist()
    ['denied / processed', '不予公开率']

    ``formula`` speaks of cell ids for a count and of columns for a rate, whose two are in ``numerator`` and
    ``denominator`` too. ``book`` is the codebook of the theme columns, gongkai's by default.
    """
    import pandas as pd

    return pd.DataFrame(list(_entries(book or codebook())), columns=list(_ENTRY))


def crosswalk() -> pd.DataFrame:
    """How each number of the harmonised panel joins the forms F2019 and F2021: ``comparability`` and why.

    >>> crosswalk().set_index("column").loc["t2_admin_fee_fee_amount_wan_yuan", "comparability"]
    'none'

    ``exact``: the same row under the same words; ``derived``: a sum of rows of one form is a row of the other;
    ``approximate``: the same event under other words; ``none``: no counterpart, the column holds one form only.
    ``F2019`` and ``F2021`` are the cells (of a rate, the columns) that it is made of. Source: DOMAIN 1.6, in
    ``crosswalk.yaml``.
    """
    import pandas as pd

    return pd.DataFrame(_joins(), columns=list(_CROSSWALK))


def _joins() -> list[tuple[Any, ...]]:
    known = load("analysis", "crosswalk")
    why_apart = {id: entry["why"] for entry in known["apart"] for id in entry["cells"]}
    rows: list[tuple[Any, ...]] = []
    for name, entry in counts().items():
        old, new = (_sum(entry, form) for form in ("F2019", "F2021"))
        if name in known["derived"]:
            how, why = "derived", known["derived"][name]
        elif cells_of(entry)[0] in why_apart:
            how, why = "none", why_apart[cells_of(entry)[0]]
        else:
            how, why = "exact", known["same"]
        rows.append((name, how, old, new, why, entry["en"], entry["zh"]))
    worst = {row[0]: (COMPARABILITY.index(row[1]), row[4]) for row in rows}
    for name, entry in rates().items():
        place, why = max(worst[entry["numerator"]], worst[entry["denominator"]], key=lambda pair: pair[0])
        formula = f"{entry['numerator']} / {entry['denominator']}"
        rows.append((name, COMPARABILITY[place], formula, formula, why, entry["en"], entry["zh"]))
    for name, entry in joined().items():
        old, new = (", ".join(entry[form]) for form in ("F2019", "F2021"))
        rows.append((name, entry["comparability"], old, new, entry["why"], entry["en"], entry["zh"]))
    for name, id in table_2().items():
        if id in why_apart:
            cell = cell_ids()[id]
            old, new = (id if form in cell.forms else None for form in ("F2019", "F2021"))
            rows.append((name, "none", old, new, why_apart[id], cell.en, cell.zh))
    return rows


def _sum(entry: Mapping[str, Any], form: str) -> str | None:
    """A count as a formula of the cells that a form prints; None where it prints none of them."""
    fitting = [ids for ids in choices(entry) if all(form in cell_ids()[id].forms for id in ids)]
    if not fitting:
        return None
    return " + ".join(fitting[0]) + "".join(f" - {id}" for id in entry.get("less", ()))


def _entries(book: Codebook) -> Iterator[dict[str, Any]]:
    known = load("analysis", "rates")
    comparable = {row[0]: row[1] for row in _joins()}
    for name, entry in known["identity"].items():
        yield {"column": name, **entry}
    for name, entry in counts().items():
        formula = _sum(entry, "F2021") or _sum(entry, "F2019")
        yield _plain(name, entry, formula, comparable[name])
    for name, entry in rates().items():
        yield _rate(name, entry, comparable[name])
    for name, entry in joined().items():
        yield _plain(name, {"unit": cell_ids()[entry["F2021"][0]].unit, "source": "30号, 60号", **entry},
                     " or ".join(dict.fromkeys(id for form in ("F2021", "F2019") for id in entry[form])),
                     entry["comparability"])  # fmt: skip
    for name, id in table_2().items():
        cell = cell_ids()[id]
        about = {"unit": "万元" if name.endswith("_wan_yuan") else cell.unit, "en": cell.en, "zh": cell.zh}
        yield _plain(name, {**about, "source": cell.source}, id, "exact" if len(cell.forms) > 1 else "none")
    for name, entry in known["text"].items():
        if name == "coder":
            yield from (_rate(share, body, None) for share, body in of_problems().items())
        yield {"column": name, **entry}
    for code in book:
        yield {"column": f"theme_{code.code}", **_labelled(known["themes"], {"en": code.en, "zh": code.zh})}
    for what, entry in known["platforms"].items():
        yield from ({"column": f"{what}_{kind}", **_labelled(entry, known["kinds"][kind])} for kind in KINDS)
    for name, entry in known["last"].items():
        yield {"column": name, **entry}


def _plain(name: str, entry: Mapping[str, Any], formula: str | None, comparability: str) -> dict[str, Any]:
    words = {word: entry[word] for word in ("unit", "en", "zh", "source")}
    return {"column": name, "formula": formula, "comparability": comparability, **words}


def _rate(name: str, entry: Mapping[str, Any], comparability: str | None) -> dict[str, Any]:
    words = {word: entry[word] for word in ("numerator", "denominator", "en", "zh", "source")}
    formula = f"{entry['numerator']} / {entry['denominator']}"
    return {"column": name, "unit": "share", "formula": formula, "comparability": comparability, **words}


def _labelled(entry: Mapping[str, str], words: Mapping[str, str]) -> dict[str, str]:
    return {**entry, "en": entry["en"].format(**words), "zh": entry["zh"].format(**words)}
