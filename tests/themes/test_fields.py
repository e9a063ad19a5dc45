"""The word fields are in folded form, and none says a word twice."""

from __future__ import annotations

import pytest

from nlp.knowledge import load
from nlp.text import fold
from nlp.themes.features import fields

FIELDS = load("themes", "fields")["fields"]


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_holds_folded_words_of_two_characters_or_more(name: str) -> None:
    words = FIELDS[name]["words"]
    assert FIELDS[name]["note"]
    assert len(words) == len(set(words)) >= 10
    assert all(isinstance(word, str) and len(word) >= 2 and fold(word) == word for word in words)


def test_every_word_belongs_to_the_field_it_stands_in() -> None:
    known = fields()
    assert known.names == tuple(FIELDS)
    assert len(known.of_word) == sum(len(entry["words"]) for entry in FIELDS.values())
    found = known.automaton.find_matches_as_indexes("股室人手", overlapping=True)
    assert "few_hands" in {known.names[known.of_word[word]] for word, _, _ in found}
