from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import cse_sim as cse
from cse_sim.study.provenance import crate
from tests.study.cases import COMPARE

ASKED = (*COMPARE, "--runs", "10", "--out", "here")


@pytest.fixture
def study(cli) -> Path:
    """A small finished comparison in the folder ``here``."""
    assert cli(*ASKED)[0] in (0, 3)
    return Path("here")


def test_the_manifest_says_who_when_on_what_and_from_which_code(study: Path) -> None:
    manifest = json.loads((study / "manifest.json").read_text())
    made = manifest["made_with"]
    assert len(made["installed_sha256"]) == 64
    assert made["processor"]
    assert made["processors"] >= 1
    assert made["git"] is None or len(made["git"]["commit"]) == 40
    assert manifest["seconds"]["wall"] > 0
    assert manifest["seconds"]["cpu"] > 0
    assert manifest["counts"]["reused"] == 0
    assert manifest["parts"]["count"] == 9


def test_every_digest_in_the_files_computes_anew(study: Path) -> None:
    manifest = json.loads((study / "manifest.json").read_text())
    parts = json.loads((study / "parts.json").read_text())["parts"]
    told = {f"parts/{key}.parquet": digest for key, digest in parts.items()}
    told |= {f"{name}.parquet": digest for name, digest in manifest["tables"].items()}
    told["parts.json"] = manifest["parts"]["list_sha256"]
    for name, digest in told.items():
        assert hashlib.sha256((study / name).read_bytes()).hexdigest() == digest, name
    assert {f"{name}" for name in told} >= {path.name for path in study.glob("*.parquet")}


def test_the_crate_has_what_its_profile_asks_for(study: Path) -> None:
    graph = json.loads((study / "ro-crate-metadata.json").read_text())["@graph"]
    by_id = {entity["@id"]: entity for entity in graph}
    assert len(by_id) == len(graph)
    root = by_id[by_id["ro-crate-metadata.json"]["about"]["@id"]]
    assert by_id[root["conformsTo"]["@id"]]["@type"] == "CreativeWork"
    action = by_id[root["mentions"]["@id"]]
    assert action["@type"] == "CreateAction"
    assert by_id[action["instrument"]["@id"]]["softwareVersion"]
    results = {entity["@id"] for entity in action["result"]}
    assert results == {path.name for path in study.glob("*.parquet")}
    for part in root["hasPart"]:
        assert (study / part["@id"]).is_file()
        assert by_id[part["@id"]]["@type"] == "File"
    assert action["startTime"] <= action["endTime"]


def test_the_crate_names_no_folder_of_this_machine(study: Path) -> None:
    manifest = json.loads((study / "manifest.json").read_text())
    assert str(study.resolve()) not in json.dumps(crate(manifest))


def test_an_untouched_study_verifies(study: Path, cli) -> None:
    before = {path: path.read_bytes() for path in study.rglob("*") if path.is_file()}
    code, out, err = cli("verify", "here")
    assert (code, err) == (0, "")
    assert out.startswith("here: all ")
    assert {path: path.read_bytes() for path in study.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("touched", ["runs.parquet", "parts.json", "a part", "the inputs"])
def test_whatever_is_touched_is_named(touched: str, study: Path, cli) -> None:
    if touched == "the inputs":
        manifest = json.loads((study / "manifest.json").read_text())
        manifest["inputs"]["seed"] += 1
        (study / "manifest.json").write_text(json.dumps(manifest))
        named = "manifest.json"
    else:
        path = min(study.glob("parts/*.parquet")) if touched == "a part" else study / touched
        content = path.read_bytes()
        changed = bytes([content[-1] ^ 1]) if path.suffix == ".parquet" else b"\n"
        path.write_bytes(content[:-1] + changed + (b" " if path.suffix == ".json" else b""))
        named = path.name
    code, out, _ = cli("verify", "here")
    assert code == 3
    assert named in out.splitlines()[0]
    assert len(out.splitlines()) == 1


def test_a_missing_part_is_named(study: Path, cli) -> None:
    part = min(study.glob("parts/*.parquet"))
    part.unlink()
    assert cli("verify", "here")[:2] == (3, f"{part}: missing\n")


def test_a_sample_comes_out_the_same(study: Path, cli) -> None:
    code, out, err = cli("reproduce", "here", "--sample", "1")
    assert (code, out, err) == (0, "here: 30 of 30 runs come out the same, bit for bit.\n", "")
    assert cli("reproduce", "here", "--sample", "0.01")[1].startswith("here: ")


def test_numbers_that_do_not_come_out_again_are_named(study: Path, cli) -> None:
    part = min(study.glob("parts/*.parquet"))
    table = pq.read_table(part, use_threads=False)
    place = table.schema.get_field_index("deaths")
    other = table.set_column(place, "deaths", table["deaths"].take([*range(1, len(table)), 0]))
    pq.write_table(other, part, compression="zstd")
    told = json.loads((study / "parts.json").read_text())
    told["parts"][part.stem] = hashlib.sha256(part.read_bytes()).hexdigest()
    (study / "parts.json").write_text(json.dumps(told))
    code, out, _ = cli("reproduce", "here", "--sample", "1")
    assert (code, out) == (3, f"{part}: other numbers come out\n")


@pytest.mark.parametrize("share", ["0", "-1", "1.5", "nan"])
def test_a_share_that_cannot_be_is_one_clear_line(share: str, study: Path, cli) -> None:
    code, out, err = cli("reproduce", "here", "--sample", share)
    assert (code, out, err.count("\n")) == (2, "", 1)


@pytest.mark.parametrize("verb", ["verify", "reproduce"])
def test_an_unfinished_study_is_bad_input(verb: str, cli) -> None:
    cli(*ASKED, "--shard", "1/2")
    code, out, err = cli(verb, "here")
    assert (code, out) == (2, "")
    assert "not finished" in err


@pytest.mark.parametrize("lost", ["missing", "damaged", "with all parts"])
def test_a_list_of_parts_that_is_lost_is_a_change_that_resume_puts_right(
    lost: str, study: Path, cli
) -> None:
    listed = study / "parts.json"
    if lost == "damaged":
        listed.write_text("{", encoding="utf-8")
    else:
        listed.unlink()
    if lost == "with all parts":
        shutil.rmtree(study / "parts")
    said = "not as it was written" if lost == "damaged" else "missing"
    code, out, err = cli("verify", "here")
    assert (code, out) == (3, f"{listed}: {said}\n")
    assert err == "What is missing or changed is computed again by: cse-sim resume here\n"
    code, out, err = cli("reproduce", "here")
    assert (code, out) == (2, "")
    assert "the list of parts cannot be read. Write it again with: cse-sim resume here." in err
    assert cli("resume", "here", "--quiet")[0] == 0
    assert cli("verify", "here")[0] == 0
    assert len(list((study / "parts").glob("*.parquet"))) == 9


def test_tables_saved_from_python_verify_as_far_as_they_go(cli) -> None:
    cse.compare("training", ["none", "integrated"], runs=4, weeks=13).save("saved")
    manifest = json.loads(Path("saved/manifest.json").read_text(encoding="utf-8"))
    code, out, err = cli("verify", "saved")
    assert (code, out) == (0, f"saved: all {1 + len(manifest['tables'])} digests agree.\n")
    assert err == "Saved from Python without its parts: the tables alone are looked at.\n"
    code, out, err = cli("reproduce", "saved")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "saved from Python, without the parts of the study. verify, report, export" in err
    Path("saved/regret.parquet").unlink()
    assert cli("verify", "saved")[:2] == (3, "saved/regret.parquet: missing\n")
