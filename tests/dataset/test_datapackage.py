"""The data package holds to the rules of Data Package v1 and Table Schema, and describes every column."""

import csv
import hashlib
import json
import re

import pytest

from nlp.dataset import export
from nlp.dataset.tables import tables

FIELD_TYPES = {"string", "number", "integer", "boolean", "object", "array", "date", "datetime", "any"}


@pytest.fixture(scope="module")
def folder(dataset, tmp_path_factory):
    out = tmp_path_factory.mktemp("package")
    export(dataset, "datapackage", out)
    return out


@pytest.fixture
def package(folder):
    return json.loads((folder / "datapackage.json").read_text("utf-8"))


def rows_of(folder, resource):
    with (folder / resource["path"]).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def read_as(kind, text):
    """A field as Table Schema reads it; ValueError where it can't."""
    if kind == "integer":
        return int(text)
    if kind == "number":
        return float(text)
    if kind == "boolean":
        return {"true": True, "false": False}[text]
    if kind == "array":
        value = json.loads(text)
        assert isinstance(value, list)
        return value
    return text


def test_every_table_is_a_resource_that_is_there_whole(folder, package):
    assert package["profile"] == "tabular-data-package"
    assert re.fullmatch(r"[a-z0-9._/-]+", package["name"])
    assert [resource["name"] for resource in package["resources"]] == [*tables(), "cells_wide"]
    for resource in package["resources"]:
        data = (folder / resource["path"]).read_bytes()
        assert re.fullmatch(r"[a-z0-9._-]+", resource["name"])
        assert resource["bytes"] == len(data)
        assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        assert resource["profile"] == "tabular-data-resource"


def test_every_field_reads_as_its_type_and_within_its_values(folder, package):
    for resource in package["resources"]:
        fields = resource["schema"]["fields"]
        rows = rows_of(folder, resource)
        assert all(field["type"] in FIELD_TYPES for field in fields)
        if rows:
            assert list(rows[0]) == [field["name"] for field in fields]
        for row in rows:
            for field in fields:
                text = row[field["name"]]
                if text != "":
                    read_as(field["type"], text)
                    assert text in field.get("constraints", {}).get("enum", [text])


def test_primary_keys_are_unique_and_foreign_keys_lead_somewhere(folder, package):
    held = {resource["name"]: rows_of(folder, resource) for resource in package["resources"]}
    for resource in package["resources"]:
        schema, rows = resource["schema"], held[resource["name"]]
        if "primaryKey" in schema:
            keys = [tuple(row[name] for name in schema["primaryKey"]) for row in rows]
            assert len(set(keys)) == len(keys)
            assert all(all(key) for key in keys)
        for key in schema.get("foreignKeys", ()):
            target, [column] = key["reference"]["resource"], key["reference"]["fields"]
            assert {row[key["fields"][0]] for row in rows} <= {row[column] for row in held[target]}
    assert any("foreignKeys" in resource["schema"] for resource in package["resources"])


def test_every_column_is_described_in_both_languages(package):
    for resource in package["resources"]:
        assert resource["description_zh"]
        for field in resource["schema"]["fields"]:
            if field["name"] == "s14.req_received":  # a cell that no form of ours prints
                continue
            assert field["source"]
            assert field["description"]
            assert re.search("[一-鿿]", field["description_zh"]), (resource["name"], field["name"])


def test_the_values_are_those_of_the_dataset(folder, package, dataset):
    cells = next(resource for resource in package["resources"] if resource["name"] == "cells")
    frame = dataset.table("cells")
    read = [float(row["value"]) if row["value"] else None for row in rows_of(folder, cells)]
    assert read == [None if value != value else value for value in frame["value"]]


def test_schema_org_tells_what_where_and_when(folder, package, dataset):
    made = json.loads((folder / "metadata.jsonld").read_text("utf-8"))
    assert (made["@context"], made["@type"]) == ("https://schema.org/", "Dataset")
    assert made["temporalCoverage"] == "2022/2022"
    assert made["spatialCoverage"] == ["云岭省"]
    assert made["identifier"] == dataset.versions["corpus"] == package["id"]
    assert [one["contentUrl"] for one in made["distribution"]] == [one["path"] for one in package["resources"]]
    assert {"cells.value", "units.hedge"} <= {one["name"] for one in made["variableMeasured"]}


def test_the_same_dataset_gives_the_same_bytes(dataset, folder, tmp_path):
    for path in export(dataset, "datapackage", tmp_path):
        assert path.read_bytes() == (folder / path.name).read_bytes()
