"""The JSON Schema accepts what the reader accepts, and refuses unknown keys and wrong kinds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cse_sim.scenario import shipped_experiments, shipped_scenarios, shipped_strategies
from cse_sim.scenario.document import read_document
from cse_sim.scenario.node import Source, plain
from cse_sim.scenario.schema import experiment_schema, scenario_schema
from tests.scenario.world import WORLD, changed, write

KINDS: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}


def fits(value: Any, schema: Any, root: dict[str, Any]) -> bool:
    """Whether a value fits a schema, for the words of JSON Schema that ours uses."""
    if isinstance(schema, bool):
        return schema
    if "$ref" in schema and not fits(value, root["$defs"][schema["$ref"].split("/")[-1]], root):
        return False
    if "anyOf" in schema and not any(fits(value, part, root) for part in schema["anyOf"]):
        return False
    if "type" in schema:
        right = isinstance(value, KINDS[schema["type"]])
        if not right or (isinstance(value, bool) and schema["type"] != "boolean"):
            return False
    if "const" in schema and value != schema["const"]:
        return False
    if "enum" in schema and value not in schema["enum"]:
        return False
    if isinstance(value, int | float) and not _in_range(value, schema):
        return False
    if isinstance(value, list):
        enough = schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value))
        return enough and all(fits(item, schema.get("items", True), root) for item in value)
    if isinstance(value, dict):
        if not set(schema.get("required", ())) <= set(value):
            return False
        return all(_key_fits(key, item, schema, root) for key, item in value.items())
    return True


def _in_range(value: float, schema: dict[str, Any]) -> bool:
    return (
        schema.get("minimum", value) <= value <= schema.get("maximum", value)
        and not value <= schema.get("exclusiveMinimum", value - 1)
        and not value >= schema.get("exclusiveMaximum", value + 1)
    )


def _key_fits(key: str, item: Any, schema: dict[str, Any], root: dict[str, Any]) -> bool:
    if key in schema.get("properties", {}):
        return fits(item, schema["properties"][key], root)
    for start, part in schema.get("patternProperties", {}).items():
        if key.startswith(start.removeprefix("^")):
            return fits(item, part, root)
    return fits(item, schema.get("additionalProperties", True), root)


def written(path: Path) -> Any:
    return plain(read_document(path, Source(path.name)))


@pytest.mark.parametrize("path", shipped_scenarios().values(), ids=shipped_scenarios())
def test_shipped_scenarios_fit(path: Path) -> None:
    assert fits(written(path), scenario_schema(), scenario_schema())


@pytest.mark.parametrize("path", shipped_experiments().values(), ids=shipped_experiments())
def test_shipped_experiments_fit(path: Path) -> None:
    assert fits(written(path), experiment_schema(), experiment_schema())


def test_shipped_strategies_fit_inside_a_scenario(tmp_path: Path) -> None:
    mine = {name: written(path) for name, path in shipped_strategies().items()}
    whole = written(write(tmp_path, WORLD)) | {"strategies": mine}
    assert fits(whole, scenario_schema(), scenario_schema())


@pytest.mark.parametrize(("key", "right"), [("unit", True), ("units", False)])
def test_a_unit_fits_beside_every_value(tmp_path: Path, key: str, right: bool) -> None:
    unit = {key: "weeks"}
    override = {"trust.half_life_weeks": {"value": 5, "because": "x", **unit}}
    world = written(write(tmp_path, WORLD)) | {"overrides": override}
    assert fits(world, scenario_schema(), scenario_schema()) is right
    schema = experiment_schema()
    asked = {"title": "T", "scenario": "training"}
    for tried in ({"values": [1, 2]}, {"kind": "uniform", "low": 1, "high": 2}):
        sweep = {"vary": {"trust.half_life_weeks": tried | unit}}
        assert fits(asked | {"sweep": sweep}, schema, schema) is right
    vary = [{"name": "trust.half_life_weeks", **unit}]
    explored = {"method": "morris", "vary": vary}
    assert fits(asked | {"sensitivity": explored}, schema, schema) is right
    assert fits(asked | {"overrides": override}, schema, schema) is right


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("weeks: 104", "week: 104"),
        ("weeks: 104", "weeks: 1041"),
        ("weeks: 104", "weeks: many"),
        ("excluded: 0.4", "excluded: 4"),
        ("excluded: 0.4", "exclude: 0.4"),
        ("type: signed", "type: sined"),
        ("count: 12", "count: 9"),
        ("count: 12, seed: 1, admin1: 2", "file: a.csv, seed: 1"),
        ("title: Test country\n", ""),
        ("title: Test country", "name: Test country"),
        ("budget: {", "history_coverage: 1\nbudget: {"),
    ],
)
def test_mistakes_do_not_fit(tmp_path: Path, old: str, new: str) -> None:
    assert fits(written(write(tmp_path, WORLD)), scenario_schema(), scenario_schema())
    assert not fits(
        written(write(tmp_path, changed(old, new))), scenario_schema(), scenario_schema()
    )


def test_a_child_needs_only_what_it_changes() -> None:
    assert fits({"extends": "training", "weeks": 52}, scenario_schema(), scenario_schema())


def test_every_key_is_described() -> None:
    for schema in (scenario_schema(), experiment_schema()):
        for name, part in [("top", schema), *schema["$defs"].items()]:
            for key, field in part.get("properties", {}).items():
                assert field.get("description"), (name, key)
        assert json.loads(json.dumps(schema)) == schema
