"""Which coder speaks: the shipped model, with the cues as second coder; or one of the two alone."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple, get_args

import nlp
from nlp.themes.codebook import codebook
from nlp.themes.cues import CueCoder
from nlp.themes.files import Coder

Choice = Literal["both", "model", "cues"]
CHOICES: tuple[Choice, ...] = get_args(Choice)
MODEL = "themes-1"


class Coders(NamedTuple):
    """Who codes: ``first`` speaks; what ``second`` says is kept beside it."""

    first: Coder
    second: Coder | None


@cache
def coders(choice: Choice) -> Coders:
    """The coders of that choice, loaded once.

    >>> type(coders("cues").first).__name__
    'CueCoder'

    A choice that there is not raises ``ValueError``.
    """
    name = model_name(choice)
    if name is None:
        return Coders(CueCoder(codebook()), None)
    from nlp.themes.classifier import TrainedCoder
    from nlp.themes.model_file import load_model

    model = TrainedCoder(load_model(model_file(name)))
    return Coders(model, CueCoder(codebook()) if choice == "both" else None)


def model_name(choice: Choice) -> str | None:
    """The name of the model that speaks by this choice; None where the cues speak."""
    if choice not in CHOICES:
        raise ValueError(f"no coder {choice!r}; there are {', '.join(CHOICES)}")
    return None if choice == "cues" else MODEL


def stamp(choice: Choice) -> str:
    """What tells the coders of this choice from those of another version: the hash of the model's file, if any."""
    name = model_name(choice)
    return hashlib.sha256(model_file(name).read_bytes()).hexdigest() if name else ""


def model_file(name: str = MODEL) -> Path:
    """The file of a shipped model: inside an installed package, or in ``models/`` of a checkout."""
    package = Path(nlp.__file__).parent
    inside = package / "models" / f"{name}.npz"
    return inside if inside.exists() else package.parent / "models" / f"{name}.npz"
