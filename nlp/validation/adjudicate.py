"""From several coders to one gold: what they agree on passes, what they don't is decided by somebody with a name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from nlp.validation.decisions import Decisions, decisions
from nlp.validation.units import NONE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

GOLD = ("unit_id", "code", "coder", "basis", "note")
CONFLICTS = ("unit_id", "code", "yes", "no", "decision", "note")
FAULTS = ("unit_id", "code", "fault", "value")
YES = frozenset({"yes", "y", "1", "true", "是", "对"})
NO = frozenset({"no", "n", "0", "false", "否", "不", "错"})
BY_MAJORITY = "majority"


class Adjudication(NamedTuple):
    """The gold so far (``unit_id code coder basis note``) and the conflicts that are open.

    ``conflicts``: ``unit_id code yes no decision note``, a row a code on which coders differ, ``yes`` and ``no``
    naming them; a unit that only one coder saw has its codes there too. ``faults``: decisions that can't be followed.
    """

    gold: pd.DataFrame
    conflicts: pd.DataFrame
    faults: pd.DataFrame


def conflicts(codings: pd.DataFrame, codes: Sequence[str] | None = None) -> pd.DataFrame:
    """Every unit and code on which the coders who saw the unit differ, with who said yes and who no.

    >>> import pandas as pd
    >>> rows = [("u1", "a", "anna"), ("u1", "b", "anna"), ("u1", "a", "ben")]
    >>> conflicts(pd.DataFrame(rows, columns=["unit_id", "code", "coder"])).iloc[0, :4].tolist()
    ['u1', 'b', 'anna', 'ben']
    """
    return adjudicate(codings, codes, single=True).conflicts


def with_texts(conflicts: pd.DataFrame, key: pd.DataFrame) -> pd.DataFrame:
    """Conflicts with the ``text`` of their units from the key of the sample, for who decides.

    >>> import pandas as pd
    >>> key = pd.DataFrame({"unit_id": ["u1"], "text": ["人少"]})
    >>> with_texts(pd.DataFrame({"unit_id": ["u1"], "code": ["a"]}), key)
      unit_id text code
    0      u1   人少    a
    """
    texts = dict(zip(key["unit_id"], key["text"], strict=True))
    shown = conflicts.copy()
    shown.insert(1, "text", [texts.get(unit, "") for unit in conflicts["unit_id"]])
    return shown


def adjudicate(
    codings: pd.DataFrame,
    codes: Sequence[str] | None = None,
    decided: pd.DataFrame | None = None,
    by: str = "",
    majority: bool = False,
    single: bool = False,
) -> Adjudication:
    """Gold where coders agree; conflicts to be decided, or decided by the sheet that came back.

    >>> import pandas as pd
    >>> rows = [("u1", "a", "anna"), ("u1", "a", "ben"), ("u2", "a", "anna"), ("u2", "b", "ben")]
    >>> first = adjudicate(pd.DataFrame(rows, columns=["unit_id", "code", "coder"]))
    >>> first.gold[["unit_id", "code", "coder"]].values.tolist(), first.conflicts["code"].tolist()
    ([['u1', 'a', 'anna, ben']], ['a', 'b'])

    decided   the conflicts with ``decision`` yes or no; a row more, with a unit and a code, adds the code
    by        who decided them: stands in the gold as ``coder``
    majority  let more than half of the coders of a unit decide; ties stay open. Never by itself.
    single    take what the only coder of a unit said as it is

    A unit comes into the gold when nothing about it is open: half a decision is none. ``basis`` of a row: ``agreed``,
    ``decided``, ``added``, ``majority`` or ``single``; a unit with no code left has ``none``. Decisions that are no yes
    or no, contradict each other, or are about nothing that was coded stand in ``faults``; decisions without ``by``
    raise ``ValueError``.
    """
    import pandas as pd

    found = decisions(codings, codes)
    answers, notes, faults = _answers(decided, found)
    if decided is not None and answers and not by:
        raise ValueError("a gold says who decided: name them")
    gold: list[tuple[str, str, str, str, str]] = []
    open_rows: list[tuple[str, str, str, str, str, str]] = []
    for place, unit in enumerate(found.units):
        rows, left = _unit(found, place, answers.get(unit, {}), notes, by, majority, single)
        open_rows += left
        gold += rows if not left else []
    return Adjudication(
        pd.DataFrame(gold, columns=list(GOLD)).astype("str"),
        pd.DataFrame(open_rows, columns=list(CONFLICTS)).astype("str"),
        pd.DataFrame(faults, columns=list(FAULTS)).astype("str"),
    )


def _unit(
    found: Decisions,
    place: int,
    answers: Mapping[str, bool],
    notes: Mapping[tuple[str, str], str],
    by: str,
    majority: bool,
    single: bool,
) -> tuple[list[tuple[str, str, str, str, str]], list[tuple[str, str, str, str, str, str]]]:
    """The rows of the gold for one unit, and what is open about it."""
    unit = found.units[place]
    seen = [c for c in range(len(found.coders)) if found.seen[c, place]]
    everybody = ", ".join(found.coders[c] for c in seen)
    alone = len(seen) < 2
    gold, left = [], []
    basis, who = ("single" if alone else "agreed"), everybody
    for column, code in enumerate(found.codes):
        yes = [found.coders[c] for c in seen if found.given[c, place, column]]
        no = [name for name in (found.coders[c] for c in seen) if name not in yes]
        note = notes.get((unit, code), "")
        if code in answers:
            word = "decided" if (yes and no) or alone else "added"
            basis, who = word, by
            if answers[code]:
                gold.append((unit, code, by, word, note))
        elif yes and (not no and (single or not alone)):
            gold.append((unit, code, everybody, "single" if alone else "agreed", note))
        elif yes and majority and not alone and len(yes) != len(no):
            if not gold:
                basis, who = BY_MAJORITY, everybody
            if len(yes) > len(no):
                gold.append((unit, code, ", ".join(yes), BY_MAJORITY, note))
        elif yes:
            left.append((unit, code, ", ".join(yes), ", ".join(no), "", note))
    if NONE in answers:
        basis, who = "decided", by
        if answers[NONE] == bool(gold):
            left.append((unit, NONE, "", "", "", "none and codes can't both hold, nor both fail"))
    elif alone and not single and not left and not gold and not answers:
        left.append((unit, NONE, everybody, "", "", ""))
    if not gold and not left:
        gold.append((unit, NONE, who, basis, ""))
    return gold, left


def _answers(
    decided: pd.DataFrame | None, found: Decisions
) -> tuple[dict[str, dict[str, bool]], dict[tuple[str, str], str], list[tuple[str, str, str, str]]]:
    """The decisions by unit and code, the notes to them, and what can't be followed."""
    answers: dict[str, dict[str, bool]] = {}
    notes: dict[tuple[str, str], str] = {}
    faults: list[tuple[str, str, str, str]] = []
    if decided is None:
        return answers, notes, faults
    units, codes = set(found.units), {*found.codes, NONE}
    clashing = set()
    for record in decided.to_dict("records"):
        row: dict[str, Any] = {str(name): value if isinstance(value, str) else "" for name, value in record.items()}
        unit, code, word = (row.get(name, "").strip() for name in ("unit_id", "code", "decision"))
        answer = True if word.lower() in YES else False if word.lower() in NO else None
        if unit not in units or code not in codes:
            faults.append((unit, code, "unknown_unit" if unit not in units else "unknown_code", word))
        elif not word:
            continue
        elif answer is None:
            faults.append((unit, code, "neither_yes_nor_no", word))
        elif answers.get(unit, {}).get(code, answer) != answer:
            faults.append((unit, code, "decided_both_ways", word))
            clashing.add((unit, code))
        else:
            answers.setdefault(unit, {})[code] = answer
            notes[unit, code] = row.get("note", "")
    for unit, code in clashing:
        del answers[unit][code]
    return answers, notes, faults
