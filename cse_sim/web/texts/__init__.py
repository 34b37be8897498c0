"""The page's words, one catalogue per language; what a language lacks is said in English."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = {"en": "English", "fr": "Français", "ar": "العربية"}
RIGHT_TO_LEFT = {"ar"}
ENGLISH = "en"


@cache
def catalogue(language: str) -> dict[str, Any]:
    """Sections of words, as the file of the language has them."""
    path = Path(__file__).parent / f"{language}.json"
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


@cache
def words(language: str, section: str) -> dict[str, str]:
    """The words of a section; English where the language has none."""
    own = catalogue(language).get(section, {}) if language in LANGUAGES else {}
    return {**catalogue(ENGLISH).get(section, {}), **own}


def word(language: str, section: str, key: str, **values: Any) -> str:
    """One text with its values filled in; where writing runs from the right, each value keeps its own direction."""
    if language in RIGHT_TO_LEFT:
        values = {name: isolated(value) for name, value in values.items()}
    return words(language, section)[key].format(**values)


def isolated(value: Any) -> Any:
    """A text whose direction is its own and does not set that of the sentence around it."""
    return f"\u2068{value}\u2069" if isinstance(value, str) and value else value


def number_in(language: str, text: str) -> str:
    """A number as the report writes it, in another language: its decimal mark and the few words beside it."""
    english, own = words(ENGLISH, "numbers"), words(language, "numbers")
    if own == english:
        return text
    if own["decimal"] == ",":
        text = text.replace(", ", " ; ")
    text = re.sub(r"(?<=\d)\.(?=\d)", own["decimal"], text)
    for key, said in english.items():
        if key != "decimal":
            text = text.replace(said, own[key])
    return text


def name_of(language: str, section: str, key: str, otherwise: str) -> str:
    """The name of something the model declares; as declared where the language has no name for it."""
    return (
        catalogue(language).get(section, {}).get(key, otherwise)
        if language in LANGUAGES
        else otherwise
    )
