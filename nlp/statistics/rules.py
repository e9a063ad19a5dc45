"""What the tables' own arithmetic says of them; findings tell, nothing is repaired."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from nlp.knowledge import load
from nlp.report import Cell, Claim, Fee, Finding, FindingOutcome, Platform
from nlp.statistics.forms import TableForm, cell_label, table_form
from nlp.statistics.readings import SLACK
from nlp.statistics.tables import Forms

Number = int | float
YUAN_PER_WAN = 10_000


def check(cells: Sequence[Cell], format: Forms) -> tuple[Finding, ...]:
    """The rules of the tables held against the cells: pass, fail, or not assessable where a number is missing.

    >>> row = [Cell(f"t4.review.{c}", v, str(v), "value") for c, v in
    ...        zip(("upheld", "corrected", "other_result", "pending", "total"), (10, 1, 0, 0, 0))]
    >>> finding = next(f for f in check(row, Forms(None, None, "F2021")) if f.rule == "T4.SUM")
    >>> finding.outcome, finding.expected, finding.actual
    ('fail', 11, 0)

    ``expected`` is the side that is added up, ``actual`` what is printed as total. Sources: the footnote of table
    3 (official), totals implied by the layout, plausibility; see rules.yaml. A table that is not there is not
    checked.
    """
    values: dict[str, Number | None] = {cell.id: cell.value for cell in cells}
    findings: list[Finding] = []
    if format.t2:
        form = table_form("t2", format.t2)
        numbers = [values.get(cell) for cell in form.cell_ids]
        findings += _counts("T2.NONNEG", form, numbers)
        findings += _check_t2(values, form)
    if format.t3:
        form = table_form("t3", format.t3)
        numbers = [values.get(cell) for cell in form.cell_ids]
        findings += _equal(_t3_sums(form), numbers)
        findings += _counts("T3.NONNEG", form, numbers)
    if format.t4:
        form = table_form("t4", format.t4)
        numbers = [values.get(cell) for cell in form.cell_ids]
        findings += _equal(_row_sums("T4.SUM", form), numbers)
        findings += _counts("T4.NONNEG", form, numbers)
    return tuple(findings)


@dataclass(frozen=True, eq=False)
class _Sum:
    """Cells whose sum a rule says is the sum of other cells: both as slices of the form's cells, and all by id."""

    rule: str
    left: slice
    right: slice
    cells: tuple[str, ...]


def _sum_of(rule: str, form: TableForm, left: slice, right: slice) -> _Sum:
    return _Sum(rule, left, right, form.cell_ids[left] + form.cell_ids[right])


@cache
def _t3_sums(form: TableForm) -> tuple[_Sum, ...]:
    """Of every column the balance, then of every column the outcomes, then of every row the applicants."""
    width, size = len(form.rows[0].columns), len(form.cell_ids)
    columns = range(width)
    first, outcomes, total = 2 * width, size - 2 * width, size - width
    balance = [
        _sum_of("T3.BALANCE", form, slice(at, first, width), slice(outcomes + at, size, width)) for at in columns
    ]
    results = [
        _sum_of("T3.SUM_OUTCOMES", form, slice(first + at, outcomes, width), slice(outcomes + at, total, width))
        for at in columns
    ]
    return (*balance, *results, *_row_sums("T3.SUM_APPLICANTS", form))


@cache
def _row_sums(rule: str, form: TableForm) -> tuple[_Sum, ...]:
    width = len(form.rows[0].columns)
    ends = range(width, len(form.cell_ids) + 1, width)
    return tuple(_sum_of(rule, form, slice(end - width, end - 1), slice(end - 1, end)) for end in ends)


def _equal(rules: Iterable[_Sum], numbers: Sequence[Number | None]) -> Iterator[Finding]:
    """Of every rule whether its sides are equal; ``numbers`` are the values of the form's cells."""
    known = [0 if number is None else number for number in numbers]
    whole = None not in numbers
    for rule in rules:
        if whole or (None not in numbers[rule.left] and None not in numbers[rule.right]):
            yield _sum_finding(rule, sum(known[rule.left]), sum(known[rule.right]))
        else:
            yield _kept_finding(rule.rule, "not_assessable", rule.cells, None, None)


@lru_cache(maxsize=4096, typed=True)
def _sum_finding(rule: _Sum, expected: Number, actual: Number) -> Finding:
    """Kept: a record never changes, and most sums of most reports are small numbers that come again."""
    outcome: FindingOutcome = "pass" if abs(expected - actual) < SLACK else "fail"
    return _finding(rule.rule, outcome, rule.cells, expected, actual)


def _check_t2(values: Mapping[str, Number | None], form: TableForm) -> Iterator[Finding]:
    for row in form.rows:
        if "newly_disclosed" in row.columns:
            low, high = (f"t2.{row.code}.{column}" for column in ("newly_disclosed", "disclosed_total"))
            new, total = values.get(low), values.get(high)
            outcome: FindingOutcome = "not_assessable"
            if new is not None and total is not None:
                outcome = "pass" if new <= total else "fail"
            yield _finding("T2.LE", outcome, (low, high), total, new)


def _counts(rule: str, form: TableForm, numbers: Sequence[Number | None]) -> Iterator[Finding]:
    """One finding for every count that is negative or no whole number; one that passes if none is."""
    cells = form.cell_ids
    known = [number for number in numbers if number is not None]
    bad = []
    if known and (min(known) < 0 or float in set(map(type, known))):
        pairs = [(cell, number) for cell, number in zip(cells, numbers, strict=True) if number is not None]
        bad = [(cell, number) for cell, number in pairs if not _may_hold(cell, number)]
    for cell, value in bad:
        yield _finding(rule, "fail", (cell,), None, value)
    if not bad:
        if len(known) < len(cells):
            cells = tuple([cell for cell, value in zip(cells, numbers, strict=True) if value is not None])
        yield _kept_finding(rule, "pass" if cells else "not_assessable", cells, None, None)


def _may_hold(cell: str, value: Number) -> bool:
    """Whether the column of a cell is one for changes, if this is negative, and for money, if it is no whole number."""
    known = load("statistics", "rules")
    column = cell.rsplit(".", 1)[1]
    whole = column in known["money"] or float(value).is_integer()
    return whole and (value >= 0 or column in known["signed"])


def check_claims(claims: Iterable[Claim]) -> tuple[Finding, ...]:
    """The numbers of the prose held against the tables, from what the claims already say of themselves.

    >>> claim = Claim("requests_received", 21, "own", "受理21件", 0, 6, ("t3.new_received.total",), "agrees")
    >>> [(finding.rule, finding.outcome) for finding in check_claims([claim])]
    [('X.TEXT_T3', 'pass')]

    A claim of another scope, or one that stands against no cell, is not assessable or gives no finding.
    """
    rules = load("statistics", "rules")["claims"]
    findings = []
    for claim in claims:
        if claim.against:
            outcome: FindingOutcome = "not_assessable"
            if claim.outcome in ("agrees", "disagrees"):
                outcome = "pass" if claim.outcome == "agrees" else "fail"
            rule = rules[claim.against[0].split(".")[0]]
            message = f"the text says {claim.value}: {claim.text}"
            findings.append(_finding(rule, outcome, claim.against, claim.value, None, message))
    return tuple(findings)


def check_platforms(platforms: Iterable[Platform]) -> tuple[Finding, ...]:
    """The sums inside the prose: what an account wrote itself and what it forwarded against all that it published.

    >>> from nlp.report import Count
    >>> stated = {"published": 90, "original": 60, "reposted": 31}
    >>> counts = tuple(Count(number, False, "篇", what, 0, 1) for what, number in stated.items())
    >>> [finding.message for finding in check_platforms([Platform("青溪普法", "wechat", 0, 1, counts)])]
    ['句内各部分之和等于总数: 青溪普法: expected 91, printed 90']

    Only where a platform states the whole and both parts once, in one unit and none of them about; no cells stand
    behind these findings. Source: DOMAIN X.TEXT_INTERNAL, a note.
    """
    findings = []
    for platform in platforms:
        stated = {
            what: [c for c in platform.counts if c.what == what] for what in ("published", "original", "reposted")
        }
        counts = [count for found in stated.values() for count in found]
        exact = not any(count.approx for count in counts) and len({count.unit for count in counts}) == 1
        if exact and all(len(found) == 1 for found in stated.values()):
            whole, own, forwarded = (found[0].value for found in stated.values())
            outcome: FindingOutcome = "pass" if whole == own + forwarded else "fail"
            message = f"{platform.name}: expected {own + forwarded}, printed {whole}"
            findings.append(_finding("X.TEXT_INTERNAL", outcome, (), own + forwarded, whole, message))
    return tuple(findings)


def check_fee(fee: Fee, cells: Sequence[Cell]) -> tuple[Finding, ...]:
    """Whether section 六 and table 2 can both be right about fees (a note, never more).

    Table 2 counts all administrative fees of the organ in 万元: a collected information-processing fee must fit
    into them; that none was collected says nothing about the others. Text that names no fee gives no finding.
    """
    cell = next((cell for cell in cells if cell.id == "t2.admin_fee.fee_amount"), None)
    if fee.status == "not_mentioned" or cell is None:
        return ()
    outcome: FindingOutcome = "not_assessable"
    paid = None
    if cell.value is not None and cell.unit in (None, "万元", "元"):
        paid = cell.value if cell.unit == "元" else cell.value * YUAN_PER_WAN
    if paid is not None and fee.status == "collected" and fee.yuan:
        outcome = "pass" if paid + SLACK * YUAN_PER_WAN >= fee.yuan else "fail"
    elif paid == 0:
        outcome = "pass"
    return (_finding("X.FEE", outcome, (cell.id,), fee.yuan, paid),)


def check_format(declared: str | None, format: Forms) -> tuple[Finding, ...]:
    """Whether the tables have the form that the report says it follows; no word of a form, no finding.

    >>> [f.message for f in check_format("F2021", Forms("F2021", "F2019", "F2021")) if f.outcome == "fail"]
    ['所称格式与所用表式一致: declared F2021, printed t2 F2021, t3 F2019, t4 F2021']
    """
    if declared is None:
        return ()
    observed = {table: form for table, form in format._asdict().items() if form}
    outcome: FindingOutcome = "not_assessable"
    if observed:
        outcome = "pass" if set(observed.values()) == {declared} else "fail"
    told = ", ".join(f"{table} {form}" for table, form in observed.items()) or "no table"
    return (_finding("X.FORMAT", outcome, (), None, None, f"declared {declared}, printed {told}"),)


def _finding(
    rule: str,
    outcome: FindingOutcome,
    cells: tuple[str, ...],
    expected: Number | None,
    actual: Number | None,
    message: str | None = None,
) -> Finding:
    known = load("statistics", "rules")["rules"][rule]
    if message is None:
        where = cell_label(cells[-1]) if cells else ""
        told = f"expected {expected}, printed {actual}" if outcome == "fail" else outcome.replace("_", " ")
        message = f"{where}: {told}" if where else told
    message = f"{known['label']}: {message}"
    return Finding(rule, known["origin"], known["severity"], outcome, cells, expected, actual, message)


_kept_finding = lru_cache(maxsize=256, typed=True)(_finding)
"""The same, kept, for findings without numbers."""
