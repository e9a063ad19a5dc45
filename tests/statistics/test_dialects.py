"""Random table sets in every way of printing: each cell right, or without a number and spoken of, never wrong."""

from __future__ import annotations

import random

import pytest
from reading_of import by_id, read, warned
from table_printer import DIALECTS, TROUBLES, table_set

ROUNDS = 8
MAY_ABSTAIN = {"eight_numbers": 0.06, "stray_page_numbers": 0.08, "column_dump": 0.06, "blanks_for_zeros": 0.02}
"""Share of cells that may stay without a number where print errors and layout leave two readings."""


def drawn(name: str, seed: int):
    rng = random.Random(f"{name}{seed}")
    forms = (rng.choice(["F2021", "F2019"]), rng.choice(["F2021", "F2019"]))
    errors = rng.choice([0, 0, 1, 4, 20])
    return rng, forms, table_set(rng, *forms, errors, zeros=rng.choice([0.2, 0.6, 0.9]))


def judge(name: str, text: str, known, forms, with_sections: bool) -> int:
    """The number of cells left without their number, after none was found wrong or silent."""
    reading = read(text, with_sections)
    cells, spoken = by_id(reading), warned(reading)
    assert [reading.format.t2, reading.format.t3] == list(forms)
    missing = 0
    for cell, value in known.items():
        if cells[cell].value != value:
            assert cells[cell].value is None, (name, cell, value, cells[cell])
            assert cell in spoken, (name, cell, cells[cell])
            missing += 1
    return missing


@pytest.mark.parametrize("name", DIALECTS)
def test_every_dialect_is_read_whole(name):
    missing = total = 0
    for seed in range(ROUNDS):
        rng, forms, values = drawn(name, seed)
        missing += judge(name, DIALECTS[name](rng, values, forms), values, forms, with_sections=seed % 3 > 0)
        total += len(values)
    assert missing <= MAY_ABSTAIN.get(name, 0) * total


@pytest.mark.parametrize("name", TROUBLES)
def test_no_trouble_brings_a_wrong_number(name):
    missing = total = 0
    for seed in range(ROUNDS):
        rng, forms, values = drawn(name, seed)
        text, known = TROUBLES[name](rng, values, forms)
        if name == "rows_left_out" and forms[1] == "F2019" and known["t3.other_all.total"] is None:
            continue  # the row that tells the forms apart is not printed
        missing += judge(name, text, known, forms, with_sections=seed % 3 > 0)
        total += len(values)
    assert missing <= MAY_ABSTAIN.get(name, 0) * total
