"""How far a file may reach: names, links, folders, uploads."""

from __future__ import annotations

from pathlib import Path

import pytest

from cse_sim.errors import InputError
from cse_sim.scenario import read_experiment, read_scenario, read_uploaded_scenario
from tests.scenario.world import COMMUNITIES, WORLD, changed, write

FILES = changed("{count: 12, seed: 1, admin1: 2}", "{file: communities.csv}")


def refused(path: Path | str) -> str:
    with pytest.raises(InputError) as caught:
        read_scenario(path)
    return str(caught.value)


def test_a_name_is_never_looked_up_as_a_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine").mkdir()
    write(tmp_path / "mine", WORLD)
    monkeypatch.chdir(tmp_path)
    assert refused("mine").startswith(
        'there is no shipped scenario "mine". Shipped: liberia, training.'
    )
    assert 'Did you mean "training"?' in refused("trainin")
    assert "neither a shipped scenario nor a path that ends in .yaml" in refused("mine/case.yml")
    assert refused("nowhere.yaml") == "nowhere.yaml: there is no such file."
    assert refused(tmp_path / "mine").endswith("liberia, training.")


def test_tables_may_lie_below_the_scenario_and_nowhere_else(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    (inside / "tables").mkdir(parents=True)
    (inside / "tables" / "communities.csv").write_text(COMMUNITIES, encoding="utf-8")
    (tmp_path / "outside.csv").write_text(COMMUNITIES, encoding="utf-8")
    (inside / "link.csv").symlink_to(tmp_path / "outside.csv")
    (inside / "good.csv").symlink_to(inside / "tables" / "communities.csv")
    (inside / "loop.csv").symlink_to(inside / "loop.csv")
    for good in ("tables/communities.csv", "tables/../tables/communities.csv", "good.csv"):
        read_scenario(write(inside, FILES.replace("communities.csv", good)))
    for bad in ("../outside.csv", "link.csv", "tables/../../outside.csv"):
        assert "lies outside the folder of the scenario" in refused(
            write(inside, FILES.replace("communities.csv", bad))
        )
    assert "is not a relative path" in refused(
        write(inside, FILES.replace("communities.csv", "/etc/passwd"))
    )
    for bad in ("loop.csv", "tables", '"a\\0b"', "''", "[a]"):
        assert "case.yaml:7:21: communities.file" in refused(
            write(inside, FILES.replace("communities.csv", bad))
        )


def test_extends_lays_one_scenario_over_another(tmp_path: Path) -> None:
    write(tmp_path, WORLD)
    child = tmp_path / "child.yaml"
    child.write_text(
        "extends: case.yaml\nweeks: 52\nmission: {name: UNCHILD}\ngroups: [{name: farmers}]\n",
        encoding="utf-8",
    )
    read = read_scenario(child)
    assert (read.name, read.title, read.weeks) == ("child", "Test country", 52)
    assert read.mission.name == "UNCHILD"
    assert read.mission.deployment[0].strength == 500
    assert [group.name for group in read.groups] == ["farmers"]


def test_extends_names_the_file_that_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, changed("excluded: 0.4", "excluded: 4") + "authorities: {capasity: 1}\n")
    Path("child.yaml").write_text(
        "extends: case.yaml\nweeks: 0\nauthorities: {capacity: 2}\n", encoding="utf-8"
    )
    lines = refused("child.yaml").splitlines()
    assert [line.split(": ")[0] for line in lines] == [
        "case.yaml:6:31",
        "case.yaml:16:25",
        "child.yaml:2:8",
        "child.yaml:3:25",
    ]


def test_extends_a_shipped_scenario_with_its_tables(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "extends: liberia\nweeks: 900\nmission: {deployment: [], start: null, end: null}\n",
    )
    path.write_text("extends: liberia\nstrategy: none\n", encoding="utf-8")
    assert len(read_scenario(path).communities) == 140


def test_extends_may_reach_the_folder_above_and_no_further(tmp_path: Path) -> None:
    low = tmp_path / "top" / "low"
    low.mkdir(parents=True)
    write(tmp_path, WORLD)
    write(tmp_path / "top", WORLD)
    read_scenario(write(low, "extends: ../case.yaml\n"))
    assert "outside the folder above" in refused(write(low, "extends: ../../case.yaml\n"))
    (tmp_path / "top" / "link.yaml").symlink_to(tmp_path / "case.yaml")
    assert "outside the folder above" in refused(write(low, "extends: ../link.yaml\n"))
    write(tmp_path / "top", "extends: ../case.yaml\n")
    assert "outside the folder above" in refused(write(low, "extends: ../case.yaml\n"))


def test_a_circle_is_named(tmp_path: Path) -> None:
    write(tmp_path, "extends: b.yaml\n")
    (tmp_path / "b.yaml").write_text("extends: case.yaml\n", encoding="utf-8")
    assert "extends this scenario in turn" in refused(tmp_path / "case.yaml")


def test_an_upload_names_only_what_is_shipped() -> None:
    read_uploaded_scenario(b"extends: training\nweeks: 500\n", "mine.yaml")
    read_uploaded_scenario(b"extends: liberia\nstrategy: none\n", "mine.yaml")
    for bad in (
        b"extends: ../case.yaml\n",
        FILES.encode(),
        WORLD.encode() + b"history: {file: events.csv}\n",
    ):
        with pytest.raises(InputError, match="an upload may"):
            read_uploaded_scenario(bad, "mine.yaml")


def test_an_experiment_names_a_scenario_beside_or_one_folder_above(tmp_path: Path) -> None:
    (tmp_path / "a" / "experiments").mkdir(parents=True)
    write(tmp_path / "a", WORLD)
    path = tmp_path / "a" / "experiments" / "question.yaml"
    path.write_text(
        "title: T\nscenario: ../case.yaml\nstrategies: [none, partner]\n", encoding="utf-8"
    )
    experiment, scenario = read_experiment(path)
    assert (experiment.name, scenario.name) == ("question", "case")
    path.write_text(
        "title: T\nscenario: ../../case.yaml\nstrategies: [none, partner]\n", encoding="utf-8"
    )
    with pytest.raises(InputError, match="outside the folder above"):
        read_experiment(path)
