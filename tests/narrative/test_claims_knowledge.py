"""The YAML files of platforms, counts, claims and fee hold what the code asks of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, get_args

import pytest

from nlp.knowledge import load
from nlp.narrative.numbers import UNITS
from nlp.report import ClaimKind, PlatformKind
from nlp.text import fold


def texts(entry: Any) -> Iterator[str]:
    if isinstance(entry, dict):
        for value in entry.values():
            yield from texts(value)
    elif isinstance(entry, list):
        for value in entry:
            yield from texts(value)
    else:
        yield entry


@pytest.mark.parametrize("name", ["platforms", "counts", "claims", "fee"])
def test_every_entry_is_folded_text(name: str) -> None:
    for text in texts(load("narrative", name)):
        assert isinstance(text, str)
        assert fold(text) == text


@pytest.mark.parametrize("name", ["counts", "claims", "fee"])
def test_every_pattern_compiles(name: str) -> None:
    for text in texts(load("narrative", name)):
        re.compile(text)


def test_platform_kinds_are_those_of_the_record() -> None:
    kinds = load("narrative", "platforms")["kinds"]
    assert set(kinds) - {"new_media"} == set(get_args(PlatformKind))


def test_no_platform_word_stands_twice() -> None:
    data = load("narrative", "platforms")
    words = [*texts(data["kinds"]), *data["none"]]
    assert len(words) == len(set(words))


def test_claims_are_counted_in_units_that_are_read() -> None:
    units = load("narrative", "claims")["units"]
    assert {u for words in units.values() for u in words.split()} <= set(UNITS)
    assert set(units) - {"requests", "cases"} <= set(get_args(ClaimKind))
