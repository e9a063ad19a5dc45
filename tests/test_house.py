"""The plan of the house: data walks one way, and no import runs back up."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
import yaml

NLP = Path(__file__).parents[1] / "nlp"
FLOORS = [
    {"text", "unwrap", "report", "knowledge", "segment", "packed"},
    {"document"},
    {"reading", "narrative", "dataset"},
    {"structure", "statistics", "themes", "validation"},
    {"analysis"},
    {"analyse", "components", "citation", "docbin", "pages"},
    {"workers", "progress", "engine"},
    {"cli_answers"},
    {"cli_coding"},
    {"cli_themes"},
    {"cli", "__main__"},
]
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
FILES = sorted(path for path in NLP.rglob("*.py") if path != NLP / "__init__.py")


def room_of(path: Path) -> str:
    return path.relative_to(NLP).parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    rooms = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("nlp."):
            rooms.add(node.module.split(".")[1])
    return rooms


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(NLP)))
def test_no_import_runs_up_or_aside(path: Path) -> None:
    room = room_of(path)
    for other in imported(path) - {room}:
        top_file = (NLP / f"{other}.py").exists()
        assert FLOOR[other] < FLOOR[room] or (top_file and FLOOR[other] == FLOOR[room]), (room, other)


@pytest.mark.parametrize("path", sorted(NLP.rglob("*.yaml")), ids=lambda path: str(path.relative_to(NLP)))
def test_knowledge_reads_as_yaml_without_a_key_twice(path: Path) -> None:
    class Strict(yaml.SafeLoader):
        pass

    def mapping(loader: Strict, node: yaml.MappingNode) -> dict[object, object]:
        keys = [loader.construct_object(key) for key, _ in node.value]
        assert len(keys) == len(set(keys)), f"a key stands twice: {keys}"
        return dict(zip(keys, (loader.construct_object(value, deep=True) for _, value in node.value), strict=True))

    Strict.add_constructor("tag:yaml.org,2002:map", mapping)
    assert yaml.load(path.read_text("utf-8"), Strict)
