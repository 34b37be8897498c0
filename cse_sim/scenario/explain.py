"""What pydantic found wrong, said to a planner: place, what is wrong, what is allowed, what to do."""

from __future__ import annotations

import json
import types
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from cse_sim.errors import InputError, nearest
from cse_sim.scenario.node import Node, place_of, plain

Location = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)


def validated(
    model: type[Model], node: Node, problems: list[InputError], where: str = ""
) -> Model | None:
    """The node as a model, or None and the problems added; `where` goes before each place."""
    try:
        return model.model_validate_json(json.dumps(plain(node)), strict=True)
    except ValidationError as error:
        for problem in explained(error, node, model):
            problem.where = ".".join(part for part in (where, problem.where) if part)
            problems.append(problem)
        return None


def explained(error: ValidationError, root: Node, model: type[BaseModel]) -> Iterator[InputError]:
    """One error per problem, placed in the tree."""
    for details in error.errors(include_url=False):
        location: Location = details["loc"]
        node, where = place_of(root, location)
        field, inside = field_at(model, location)
        kind, context, value = details["type"], details.get("ctx", {}), details["input"]
        if kind == "missing":
            above, where = place_of(root, location[:-1])
            if location[-1] in above.keys:
                continue  # it is there, and what is wrong with it has been said
            yield above.error(
                f'"{location[-1]}" is missing',
                where=where,
                do=f"Add {location[-1]}: {_about(field)}".rstrip(": "),
            )
        elif kind == "extra_forbidden":
            above, where = place_of(root, location[:-1])
            yield unknown_key(above, str(location[-1]), keys_of(inside), where)
        elif kind in ("too_short", "too_long") and _long_enough(node, details.get("ctx", {})):
            continue  # only because items are wrong, and that is said of each
        else:
            what, allowed = _said(kind, context, value, field)
            do = _hint(kind, context, value)
            if location[0] == "overrides" and kind == "model_type":
                do = f"Write {{value: {quoted(value)}, because: the reason}}"
            yield node.error(what, where=where, allowed=allowed, do=do)


def unknown_key(node: Node, key: str, names: list[str], where: str) -> InputError:
    """The error for a key nobody knows, with the nearest known name or all of them."""
    guess = nearest(key, names)
    allowed = "" if guess or not names else "Known keys: " + ", ".join(names)
    return node.key_error(key, f'unknown key "{key}"', where=where, allowed=allowed, do=guess)


def keys_of(model: Any) -> list[str]:
    """The keys a model takes, as people write them."""
    if isinstance(model, type) and issubclass(model, BaseModel):
        return [field.alias or name for name, field in model.model_fields.items()]
    return []


def field_at(model: Any, location: Location) -> tuple[FieldInfo | None, Any]:
    """The field at a location and the model that holds it."""
    field: FieldInfo | None = None
    holder: Any = model
    here: Any = model
    for step in location:
        holder, field = here, None
        if isinstance(here, type) and issubclass(here, BaseModel):
            named = {each.alias or name: each for name, each in here.model_fields.items()}
            field = named.get(str(step))
            here = _bare(field.annotation) if field else None
        else:
            inner = get_args(here)
            here = _bare(inner[1] if get_origin(here) is dict else inner[0]) if inner else None
    return field, holder


def _bare(annotation: Any) -> Any:
    """The type without None and Annotated."""
    while True:
        if get_origin(annotation) is Annotated:
            annotation = get_args(annotation)[0]
        elif get_origin(annotation) in (Union, types.UnionType):
            annotation = next(part for part in get_args(annotation) if part is not type(None))
        else:
            return annotation


def _about(field: FieldInfo | None) -> str:
    return field.description or "" if field else ""


def _said(
    kind: str, context: Mapping[str, Any], value: Any, field: FieldInfo | None
) -> tuple[str, str]:
    about = f" ({_about(field)})" if _about(field) else ""
    if kind in ("greater_than_equal", "greater_than", "less_than_equal", "less_than"):
        ways = ("early", "late") if isinstance(value, str) else ("small", "large")
        way = ways[0] if kind.startswith("greater") else ways[1]
        return f"{quoted(value)} is too {way}", f"Allowed: {_range(kind, context, field)}{about}"
    if kind == "literal_error":
        return (
            f"{quoted(value)} is not allowed",
            f"Allowed: {str(context['expected']).replace(chr(39), '')}",
        )
    if kind in ("too_short", "too_long"):
        least = context.get("min_length")
        limit = f"at least {least}" if least is not None else f"at most {context.get('max_length')}"
        return f"there are {_length(value, context)} entries", f"Allowed: {limit}{about}"
    if kind == "string_too_short":
        return "the text is empty", ""
    if kind == "string_too_long":
        return "the text is too long", f"Allowed: at most {context['max_length']} characters"
    return (
        f"expected {_EXPECTED.get(kind, 'something else')}, found {quoted(value)}",
        _sentence(_about(field)),
    )


_EXPECTED = {
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "int_parsing": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "finite_number": "a finite number",
    "string_type": "text",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "date_type": "a date written YYYY-MM-DD",
    "date_parsing": "a date written YYYY-MM-DD",
    "date_from_datetime_parsing": "a date written YYYY-MM-DD",
    "date_from_datetime_inexact": "a date written YYYY-MM-DD",
    "model_type": "keys with values",
    "dict_type": "keys with values",
    "tuple_type": "a list",
    "list_type": "a list",
    "int_parsing_size": "a smaller number",
}


def quoted(value: Any) -> str:
    """A value as people wrote it, cut to a readable length."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "keys with values"
    if isinstance(value, list | tuple):
        return "a list"
    text = str(value)
    text = text if len(text) <= 60 else text[:57] + "..."
    return f'"{text}"' if isinstance(value, str) else text


def _range(kind: str, context: Mapping[str, Any], field: FieldInfo | None) -> str:
    limits: dict[str, Any] = {}
    for rule in field.metadata if field else ():
        for name in ("ge", "gt", "le", "lt"):
            if hasattr(rule, name):
                limits[name] = getattr(rule, name)
    limits = limits or dict(context)
    low = (
        f"at least {limits['ge']}"
        if "ge" in limits
        else f"above {limits['gt']}"
        if "gt" in limits
        else ""
    )
    high = (
        f"at most {limits['le']}"
        if "le" in limits
        else f"below {limits['lt']}"
        if "lt" in limits
        else ""
    )
    return " and ".join(part for part in (low, high) if part)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _long_enough(node: Node, context: Mapping[str, Any]) -> bool:
    least, most = context.get("min_length", 0), context.get("max_length")
    return (
        isinstance(node.value, list)
        and len(node.value) >= least
        and (most is None or len(node.value) <= most)
    )


def _length(value: Any, context: Mapping[str, Any]) -> str:
    return str(context.get("actual_length") or len(value))


def _hint(kind: str, context: Mapping[str, Any], value: Any) -> str:
    if kind == "literal_error" and isinstance(value, str):
        return nearest(
            value,
            [part.strip(" '") for part in str(context["expected"]).replace(" or ", ",").split(",")],
        )
    if kind == "string_type" and isinstance(value, int | float):
        return f'Put it in quotes: "{quoted(value)}"'
    if (
        kind in ("int_type", "float_type")
        and isinstance(value, str)
        and value.replace("_", "").replace(",", "").isdigit()
    ):
        return f"Write {value.replace('_', '').replace(',', '')}"
    if kind.startswith("bool") and isinstance(value, str):
        return "Write true or false, without quotes"
    return ""
