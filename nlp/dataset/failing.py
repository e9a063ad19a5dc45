"""The findings that fail: of one report, or of a whole dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args, overload

from nlp.report import Finding, Origin, Report, Severity

if TYPE_CHECKING:
    import pandas as pd

    from nlp.dataset.open import Dataset


@overload
def failed(source: Report, origin: str | None = None, severity: str | None = None) -> tuple[Finding, ...]: ...
@overload
def failed(source: Dataset, origin: str | None = None, severity: str | None = None) -> pd.DataFrame: ...
def failed(
    source: Report | Dataset, origin: str | None = None, severity: str | None = None
) -> tuple[Finding, ...] | pd.DataFrame:
    """The findings whose outcome is ``fail``: a tuple for a report, a frame with path, organ and year for a dataset.

    >>> failed(dataset, origin="official")  # doctest: +SKIP

    ``origin`` official keeps the one rule that the form itself prints (30号, footnote of table 3). An origin or
    severity that does not exist raises ``ValueError``.
    """
    for given, known in ((origin, get_args(Origin)), (severity, get_args(Severity))):
        if given is not None and given not in known:
            raise ValueError(f"{given!r} is none of {', '.join(known)}")
    if isinstance(source, Report):
        return tuple(
            finding
            for finding in source.findings
            if finding.outcome == "fail" and origin in (None, finding.origin) and severity in (None, finding.severity)
        )
    where = [f"{name} = '{given}'" for name, given in (("origin", origin), ("severity", severity)) if given]
    return source.query(
        "SELECT path, organ, year, rule, origin, severity, cells, expected, actual, message, report_id, finding "
        "FROM findings JOIN reports USING (report_id) "
        f"WHERE {' AND '.join([*where, '''outcome = 'fail' '''])} ORDER BY path, report_id, finding"
    )
