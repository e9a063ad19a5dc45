"""The YAML files that stand beside the stages: headings, forms, rules, platform kinds, cues, codes."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

import yaml


@cache
def load(room: str, name: str) -> Any:
    """The content of ``nlp/<room>/<name>.yaml``, read once.

    >>> load("statistics", "forms")["version"]
    '1'
    """
    folder = resources.files("nlp") / room if room else resources.files("nlp")
    text = (folder / f"{name}.yaml").read_text("utf-8")
    return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
