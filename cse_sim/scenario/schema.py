"""JSON Schema of the files people write, for editors that check while one types.

It is the schema of the model, with the short forms people may write in place of full tables. What only a reader
can see (names that must agree, dates, sums) is left to ``cse-sim check``.
"""

from __future__ import annotations

import copy
from typing import Any

from cse_sim.scenario.experiment import WRITTEN_KEYS as EXPERIMENT_KEYS
from cse_sim.scenario.experiment import Experiment
from cse_sim.scenario.model import Scenario
from cse_sim.scenario.reader import WRITTEN_KEYS
from cse_sim.scenario.synthetic import SyntheticCommunities

Schema = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"
SHARE = {"type": "number", "minimum": 0, "maximum": 1}


def scenario_schema() -> Schema:
    """The schema of a scenario file."""
    schema = _written(Scenario.model_json_schema(by_alias=True), WRITTEN_KEYS)
    own, parts = schema["properties"], schema["$defs"]
    own["extends"] = {
        "type": "string",
        "description": "scenario this one is laid over: shipped name, or path that ends in .yaml",
    }
    own["communities"] = _either(own["communities"], _file(), _invented(parts))
    about = {"description": own["boundaries"]["description"]}
    own["boundaries"] = _either(_file(name_property="string"), {"type": "null"}) | about
    parts["Mission"]["properties"]["deployment"] = _either(
        parts["Mission"]["properties"]["deployment"], _file()
    )
    own["history"] = _either(own["history"], _file(coverage="number"), _events(own["history"]))
    _community(parts["CommunityRow"])
    _event(parts["HistoryEvent"])
    own["strategies"] = {
        "type": "object",
        "description": "name of a strategy -> its levers",
        "additionalProperties": _strategy(parts),
    }
    schema["anyOf"] = [{"required": schema.pop("required")}, {"required": ["extends"]}]
    return schema


def experiment_schema() -> Schema:
    """The schema of an experiment file."""
    schema = _written(Experiment.model_json_schema(by_alias=True), EXPERIMENT_KEYS)
    parts = schema["$defs"]
    vary = parts["Sensitivity"]["properties"]["vary"]
    vary["items"] = {"anyOf": [{"type": "string"}, vary["items"]]}
    vary = parts["Sweep"]["properties"]["vary"]
    values = {"type": "array", "items": {"type": "number"}, "minItems": 1}
    vary["additionalProperties"] = {
        "anyOf": [values, {"const": "prior"}, *_tried(parts.pop("Tried"), values, parts)]
    }
    return schema


def _tried(tried: Schema, values: Schema, parts: Schema) -> list[Schema]:
    """What a sweep tries, as a mapping: values, or a distribution, each with its unit."""
    unit = {"unit": tried["properties"]["unit"]}
    own = copy.deepcopy(parts["Distribution"])
    own["properties"] |= unit
    of_values = {
        "type": "object",
        "properties": {"values": values} | unit,
        "required": ["values"],
        "additionalProperties": False,
    }
    return [of_values, own]


def _written(schema: Schema, keys: list[str]) -> Schema:
    schema["properties"] = {key: part for key, part in schema["properties"].items() if key in keys}
    schema["required"] = [key for key in schema["required"] if key in keys]
    return {"$schema": DIALECT} | schema


def _either(full: Schema, *short: Schema) -> Schema:
    about = {key: full[key] for key in ("description", "default") if key in full}
    return {
        "anyOf": [*short, {key: part for key, part in full.items() if key not in about}]
    } | about


ABOUT = {
    "name_property": "property of each polygon that holds the name of its unit; default: admin1",
    "coverage": "share of real events that the table holds (0-1]",
}


def _file(**extras: str) -> Schema:
    keys: Schema = {
        "file": {"type": "string", "description": "table in the folder of the scenario or below"}
    }
    keys |= {name: {"type": kind, "description": ABOUT[name]} for name, kind in extras.items()}
    return {
        "type": "object",
        "properties": keys,
        "required": ["file"],
        "additionalProperties": False,
    }


def _events(rows: Schema) -> Schema:
    keys = {
        "events": copy.deepcopy(rows),
        "coverage": {"type": "number", "description": ABOUT["coverage"]},
    }
    return {
        "type": "object",
        "properties": keys,
        "required": ["events"],
        "additionalProperties": False,
    }


def _invented(parts: Schema) -> Schema:
    parts["SyntheticCommunities"] = SyntheticCommunities.model_json_schema()
    return {"$ref": "#/$defs/SyntheticCommunities"}


def _community(row: Schema) -> None:
    by_group = {"type": "object", "additionalProperties": SHARE}
    row["properties"]["shares"] = _either(row["properties"]["shares"], by_group)
    row["required"].remove("shares")
    row["patternProperties"] = {"^share_": SHARE}


def _event(row: Schema) -> None:
    for found in ("admin1", "where"):
        del row["properties"][found]


def _strategy(parts: Schema) -> Schema:
    use, strategy = parts["LeverUse"], parts["Strategy"]
    del use["properties"]["lever"], strategy["properties"]["name"]
    use["required"].remove("lever")
    strategy["properties"]["levers"] = {
        "type": "object",
        "description": "name of a lever -> how it is used",
        "additionalProperties": {"$ref": "#/$defs/LeverUse"},
    }
    strategy["required"] = ["levers"]
    return {"$ref": "#/$defs/Strategy"}
