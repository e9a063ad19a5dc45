"""What to cite, with the versions that ran."""

from __future__ import annotations

import nlp
from nlp.analyse import versions


def cite() -> str:
    """The citation of this version of gongkai, with the versions of its forms, codebook and model.

    >>> print(cite())  # doctest: +ELLIPSIS
    The gongkai developers. gongkai: reading China's yearly government disclosure reports into data. Version ...
    """
    v = versions()
    return (
        "The gongkai developers. gongkai: reading China's yearly government disclosure reports into data. "
        f"Version {nlp.__version__} (forms {v.forms}, codebook {v.codebook}, themes by model {v.model}), 2026. "
        "Software.\n"
        "Forms: 国办公开办函〔2019〕60号 (F2019), 国办公开办函〔2021〕30号 (F2021)."
    )
