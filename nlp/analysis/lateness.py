"""When a page says that its report was published, and whether that was in time."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import TYPE_CHECKING

from nlp.analysis.panel_pairs import is_government
from nlp.text import fold

if TYPE_CHECKING:
    import pandas as pd

    from nlp.dataset import Dataset

KEY = "published_on"
_DATE = re.compile(
    r"(?<!\d)(?:(20\d\d)\s?(?:年|[-/.])\s?(\d{1,2})\s?(?:月|[-/.])\s?(\d{1,2})|(20\d\d)(\d\d)(\d\d))(?!\d)"
)


def lateness(dataset: Dataset) -> pd.DataFrame:
    """A row a report: ``report_id published_on due_on days_late late``, empty where the page states no date.

    >>> lateness(open_dataset("dataset"))  # doctest: +SKIP

    The deadline is 31 January of the next year for a department and 31 March for a government (条例, 2019, Art. 49),
    and 31 March for all for the years to 2018 (2007, Art. 31); a report of that day is in time. Townships, which
    Art. 49 doesn't name, are held to the day of departments. Of several dates the earliest counts, for pages are
    moved and touched later; one before the end of the report's year can't be its publication and is passed over.
    """
    import pandas as pd

    frame = dataset.table("reports", ["report_id", "organ", "function", "year", "metadata"])
    years = [None if pd.isna(year) else int(year) for year in frame["year"]]
    governments = is_government(frame["organ"], frame["function"])
    dates = [published(text, year) for text, year in zip(frame["metadata"], years, strict=True)]
    due = [deadline(year, bool(own)) if year else None for year, own in zip(years, governments, strict=True)]
    late = [(a - b).days if a and b else None for a, b in zip(dates, due, strict=True)]
    days = pd.Series(late, dtype="Int64")
    return pd.DataFrame(
        {
            "report_id": frame["report_id"],
            "published_on": [day.isoformat() if day else None for day in dates],
            "due_on": [day.isoformat() if day else None for day in due],
            "days_late": days,
            "late": days > 0,
        }
    )


def deadline(year: int, government: bool) -> date:
    """The last day to publish a report about a year.

    >>> deadline(2023, government=False).isoformat(), deadline(2023, government=True).isoformat()
    ('2024-01-31', '2024-03-31')
    """
    return date(year + 1, 3, 31) if government or year < 2019 else date(year + 1, 1, 31)


def published(metadata: str | None, year: int | None) -> date | None:
    """The earliest date of publication in the metadata of a report that lies after the report's year.

    >>> published('[{"key": "published_on", "label": "发布日期", "value": "2024年2月5日 10:30"}]', 2023)
    datetime.date(2024, 2, 5)
    """
    if not metadata or KEY not in metadata:
        return None
    values = [fold(str(entry.get("value", ""))) for entry in json.loads(metadata) if entry.get("key") == KEY]
    days = [day for value in values for match in _DATE.finditer(value) if (day := _day(match))]
    return min((day for day in days if year is None or day.year > year), default=None)


def _day(match: re.Match[str]) -> date | None:
    year, month, day = (int(part) for part in match.groups() if part)
    try:
        return date(year, month, day)
    except ValueError:
        return None
