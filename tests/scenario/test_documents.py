"""YAML as people may write it, and what is refused before anything is built."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cse_sim.errors import InputError
from cse_sim.scenario import read_scenario, read_uploaded_scenario
from cse_sim.scenario.document import parse_document
from cse_sim.scenario.node import Source, plain
from tests.scenario.world import COMMUNITIES, WORLD, changed, write

HERE = Source("case.yaml")


def message(content: bytes) -> str:
    with pytest.raises(InputError) as caught:
        parse_document(content, HERE)
    return str(caught.value)


def test_no_and_yes_are_text_and_true_is_not() -> None:
    read = plain(
        parse_document(b"a: NO\nb: yes\nc: true\nd: 12:30\ne: 0o17\nf: ~\ng: 1e3\nh: 007", HERE)
    )
    assert read == {
        "a": "NO",
        "b": "yes",
        "c": True,
        "d": "12:30",
        "e": 15,
        "f": None,
        "g": 1000.0,
        "h": 7,
    }


def test_a_country_code_stays_text_in_yaml_and_csv(tmp_path: Path) -> None:
    text = changed("{name: farmers}", "{name: NO}").replace("home_group: farmers", "home_group: NO")
    text = text.replace("{count: 12, seed: 1, admin1: 2}", "{file: communities.csv}")
    table = COMMUNITIES.replace("farmers", "NO").replace("Town 3,North", "NO,NA")
    scenario = read_scenario(write(tmp_path, text, communities=table))
    assert scenario.groups[0].name == "NO"
    assert scenario.communities[3].name == "NO"
    assert scenario.admin1 == ("NA", "North", "South")


def test_thirty_levels_pass_and_thirty_one_do_not() -> None:
    parse_document(b"a: " + b"[" * 29 + b"]" * 29, HERE)
    assert (
        message(b"a: " + b"[" * 30 + b"]" * 30)
        == "case.yaml:1:33: the file is nested over 30 deep. Use fewer levels."
    )


@pytest.mark.parametrize(
    "deep", [b"[" * 1_000_000, b"- " * 1_000_000, b"{a: " * 500_000, b"a: " + b"[{a: " * 300_000]
)
def test_a_million_levels_are_refused_before_they_are_parsed(deep: bytes) -> None:
    assert "nested over 30 deep" in message(deep)


def test_text_that_is_not_utf8_is_refused_at_its_place() -> None:
    assert (
        message(b"title: a\nname: \xff")
        == "case.yaml:2:7: the file is not UTF-8. Save it as UTF-8."
    )
    assert message("title: a".encode("utf-16")).endswith("the file is not UTF-8. Save it as UTF-8.")


def test_a_file_over_5_mb_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, WORLD + "#" * 5_000_000)
    with pytest.raises(InputError, match="the file is over 5 MB"):
        read_scenario(path)
    assert "over 5 MB" in message(b"#" * 5_000_001)


def test_text_that_could_disturb_a_terminal_is_refused() -> None:
    assert "control character" in message(b'title: "\\e[31mred"\n')
    assert "control character" in message(b'"\\r": 1\n')


def test_what_is_no_file_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "circle.yaml").symlink_to("circle.yaml")
    with pytest.raises(InputError) as folder:
        read_scenario(tmp_path / "folder.yaml")
    assert str(folder.value).endswith("folder.yaml: this is not a file.")
    with pytest.raises(InputError) as circle:
        read_scenario(tmp_path / "circle.yaml")
    assert "circle.yaml: " in str(circle.value)


def test_every_forbidden_thing_is_named_not_just_the_first() -> None:
    assert message(b"a: &x 1\nb: *x\nc: !t 2\na: 3\nd: .inf") == "\n".join(
        (
            "case.yaml:1:4: anchors (&x) are not allowed. Write the value out.",
            "case.yaml:2:4: aliases (*x) are not allowed. Write the value out.",
            "case.yaml:3:4: tags (!t) are not allowed. Delete the tag.",
            'case.yaml:4:1: the key "a" is given twice (first in line 1). Keep one.',
            "case.yaml:5:4: .inf is not a number that can be used. Write a finite number.",
        )
    )


@pytest.mark.parametrize(
    "content",
    [b"", b"# only a comment\n", b"- a\n", b"a", b"a: [1", b"a:\t- b\n c", b"\x00", b"? [a]\n: b"],
)
def test_what_is_no_mapping_is_an_input_error(content: bytes) -> None:
    message(content)


PIECES = st.sampled_from(
    ["title", "weeks", "groups", "communities", ": ", "\n", "- ", "{", "}", "[", "]", ",", "'", '"', "#", "&a", "*a",
     "!x", "%Y", "---", "...", "|", ">", "?", "  ", "\t", "1", "-1", "1e999", ".nan", "null", "~", "2000-01-01", "é",
     "\ufeff", "\\ud800", "\x85", "name", "file", "x.csv", "extends", "training"]
)  # fmt: skip


def outcome(content: bytes) -> str:
    try:
        read = read_uploaded_scenario(content, "fuzz.yaml")
    except InputError as error:
        return str(error)
    return f"fuzz.yaml: {type(read).__name__}"


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES, max_size=30).map("".join) | st.text(max_size=80))
def test_any_text_is_read_or_refused_with_an_input_error(text: str) -> None:
    assert outcome(text.encode("utf-8", "replace")).startswith("fuzz.yaml")


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=100))
def test_any_bytes_are_refused_with_an_input_error(content: bytes) -> None:
    assert outcome(content).startswith("fuzz.yaml")


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(WORLD) - 1), st.integers(0, 12), PIECES)
def test_a_damaged_scenario_is_read_or_refused_with_an_input_error(
    at: int, cut: int, piece: str
) -> None:
    said = outcome((WORLD[:at] + piece + WORLD[at + cut :]).encode())
    assert all(line.startswith(("fuzz.yaml", "there is no")) for line in said.splitlines())
