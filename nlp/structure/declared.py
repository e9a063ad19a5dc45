"""The form that a report says it follows: the notice of the State Council's disclosure office that it cites."""

from __future__ import annotations

import re
from functools import cache
from itertools import islice

from nlp.knowledge import load

REACH = 40
MOST_SEEN = 100


def declared_format(folded: str) -> str | None:
    """ "F2021" where the text cites 国办公开办函〔2021〕30号, "F2019" for 〔2019〕60号, None where it cites neither.

    >>> declared_format("格式见国办公开办函〔2019〕年60号")
    'F2019'

    Of two the newer counts: a report under the newer form may cite the older as replaced. Spaces, line breaks, other
    brackets and a stray 年 are read over (VARIETY 3); the printed tables are asked elsewhere.
    """
    cited = set()
    for found in islice(_OFFICE.finditer(folded), MOST_SEEN):
        bare = "".join(folded[max(0, found.start() - 8) : found.end() + REACH].split())
        cited |= {form for form, pattern in _notices().items() if pattern.search(bare)}
    return max(cited, default=None)


_OFFICE = re.compile(r"办\s{0,3}函")


@cache
def _notices() -> dict[str, re.Pattern[str]]:
    return {form: re.compile(pattern) for form, pattern in load("structure", "names")["declared"].items()}
