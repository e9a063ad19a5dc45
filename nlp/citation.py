"""What to cite, with the versions that ran."""

from __future__ import annotations

import nlp
from nlp.analyse import versions


def cite() -> str:
    """The citation of this version of gongkai, with the versions of its forms and codebook.

    >>> print(cite())  # doctest: +ELLIPSIS
    The gongkai developers. gongkai: reading China's yearly government disclosure reports into data. Version ...
    """
    v = versions()
    coder = f"model {v.model}" if v.model else f"cues of codebook {v.codebook}"
    return (
        "The gongkai developers. gongkai: reading China's yearly government disclosure reports into data. "
        f"Version {nlp.__version__} (forms {v.forms}, codebook {v.codebook}, themes by {coder}), 2026. Software.\n"
        "Forms: 国办公开办函〔2019〕60号 (F2019), 国办公开办函〔2021〕30号 (F2021)."
    )
