from __future__ import annotations

import html
import itertools
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from cse_sim.cli import exit_code
from cse_sim.report.page import write_report
from cse_sim.study.question import canonical_scenario
from tests.report import studies
from tests.report.reading import Reader, compared, drawings, page_of

KINDS = {
    "comparison": studies.comparison,
    "map": studies.with_map,
    "run": studies.alone,
    "sensitivity": studies.sensitivity,
    "sweep": studies.sweep,
}
LARGEST = 3_000_000
ABROAD = re.compile(r"""(?:src|href|action|data|poster)\s*=|url\(|@import|https?://""", re.I)


@pytest.fixture(scope="module", params=KINDS)
def page(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    return page_of(KINDS[request.param](tmp_path_factory.mktemp("study") / "it"))


def test_nothing_is_fetched_and_nothing_runs(page: str) -> None:
    outside = [
        page[place.start() : place.start() + 60]
        for place in ABROAD.finditer(page)
        if not page[place.start() :].startswith('href="#')
    ]
    assert outside == []
    assert {tag for tag, _ in Reader(page).tags} & {
        "script",
        "img",
        "link",
        "iframe",
        "object",
    } == set()
    assert not re.search(r"\son[a-z]+\s*=", page)


def test_it_is_small_and_whole(page: str) -> None:
    assert 10_000 < len(page.encode()) < LARGEST
    assert page.lstrip().startswith("<!DOCTYPE html>")
    assert page.rstrip().endswith("</html>")


def test_thirty_panels_of_ten_years_are_no_large_page(tmp_path: Path) -> None:
    asked, tables = studies.of_many(strategies=6, levels=(0.5, 1.0, 2.0, 5.0, 20.0), weeks=520)
    page = page_of(studies.written(tmp_path / "study", asked, **tables))
    assert len(page.encode()) < LARGEST / 2
    page = html.unescape(page)
    time = page[page.index('<section id="time"') :]
    assert "every strategy at the scenario's own budget; weekly.parquet holds the others" in time
    assert "one week in 13, weekly.parquet holds all" in time
    panels = [each for each in drawings(page) if each.find("path[@class='outer']") is not None]
    assert len(panels) == 6 * 4
    lines = [path.get("d", "") for each in panels for path in each.findall("path[@class='median']")]
    assert {line.count("L") + 1 for line in lines} == {131}
    assert all(line.rpartition("L")[2].startswith("336 ") for line in lines), "the last week"
    quarters = re.findall(
        r"<th scope=\"row\">plan_1 with everybody at 1 × the budget</th><td[^>]*>(\d+)<", time
    )
    assert quarters[:41] == [*map(str, range(1, 521, 13)), "520"]


def test_many_strategies_share_the_points_of_a_figure(tmp_path: Path) -> None:
    asked, tables = studies.of_many(strategies=18, levels=(1.0,), weeks=520)
    page = page_of(studies.written(tmp_path / "study", asked, **tables))
    lines = [path for each in drawings(page) for path in each.findall("path[@class='median']")]
    assert {line.get("d", "").count("L") + 1 for line in lines} == {41}
    assert len(lines) == 18 * 4
    assert "Drawn is every strategy" not in page


def test_headings_go_down_one_step_at_a_time(page: str) -> None:
    levels = Reader(page).headings
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in itertools.pairwise(levels))


def test_every_drawing_says_what_it_is_and_has_its_numbers_below(page: str) -> None:
    found = drawings(page)
    for drawing in found:
        title, says = drawing.find("title"), drawing.find("desc")
        assert drawing.get("role") == "img"
        assert title is not None
        assert says is not None
        assert title.text
        assert says.text
        assert drawing.get("aria-labelledby") == f"{title.get('id')} {says.get('id')}"
    figures = re.findall(r"<figure.*?</figure>", page, re.S)
    assert len(figures) >= 1
    for figure in figures:
        assert figure.index("How to read") < figure.index("<svg")
        assert figure.rindex("</svg>") < figure.index("<details") < figure.index("<table")


def test_every_table_has_a_caption_and_headers(page: str) -> None:
    tables = re.findall(r"<table.*?</table>", page, re.S)
    assert len(tables) >= 5
    for table in tables:
        columns = table.count('<th scope="col"')
        body = table[table.index("<tbody>") :]
        assert re.search(r"<caption>[^<]", table)
        assert columns >= 2
        assert body.count("<tr>") == body.count('<th scope="row"')
        assert body.count("<td") == (columns - 1) * body.count("<tr>")


def test_names_on_the_page_are_used_once(page: str) -> None:
    names = [facts["id"] for _, facts in Reader(page).tags if "id" in facts]
    assert len(names) == len(set(names))
    links = re.findall(r'href="#([^"]+)"', page)
    assert set(links) <= set(names)


def test_every_page_names_runs_seed_versions_digests_and_its_limits(page: str) -> None:
    said = Reader(page).visible
    for words in ("root seed 3", "numpy", "never predicts", "none failed", "cse-sim report"):
        assert words in said
    assert "N = " in said
    assert len(re.findall(r"\b[0-9a-f]{64}\b", page)) >= 3


def test_equal_inputs_give_equal_bytes(tmp_path: Path) -> None:
    first, second = (studies.comparison(tmp_path / name / "study") for name in ("one", "two"))
    assert write_report(first).read_bytes() == write_report(second).read_bytes()


def test_a_changed_number_stands_with_its_reason(tmp_path: Path) -> None:
    from cse_sim.scenario.model import Override

    changed = studies.scenario().model_copy(
        update={"overrides": {"trust.reach": Override(value=0.25, because="a reason of our own")}}
    )
    said = Reader(compared(tmp_path, scenario=canonical_scenario(changed))).visible
    assert "a reason of our own" in said
    assert "0.25" in said


def test_levers_stand_with_their_evidence_and_how_they_go_wrong(tmp_path: Path) -> None:
    said = Reader(compared(tmp_path)).visible
    assert "unmet expectations; capture by one group" in said
    assert "Grades run from A" in said


def test_the_command_writes_where_it_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = studies.comparison(tmp_path / "study")
    assert exit_code(["report", str(folder)]) == 0
    assert capsys.readouterr().out.strip() == str(folder / "report.html")
    assert exit_code(["report", str(folder), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == [{"path": str(folder / "report.html")}]
    place = tmp_path / "elsewhere.html"
    assert exit_code(["report", str(folder), "--out", str(place), "--title", "Why & how?"]) == 0
    assert "<h1>Why &amp; how?</h1>" in place.read_text(encoding="utf-8")


def test_a_file_that_is_there_is_replaced_only_when_asked_and_the_study_never(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, letter = studies.comparison(tmp_path / "study"), tmp_path / "letter"
    letter.write_text("mine", encoding="utf-8")
    asked = ["report", str(folder), "--out", str(letter)]
    assert exit_code(asked) == 2
    assert "this file is there already. Add --overwrite" in capsys.readouterr().err
    assert letter.read_text(encoding="utf-8") == "mine"
    assert exit_code([*asked, "--overwrite"]) == 0
    assert letter.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    for name in ("manifest.json", "parts.json", "ro-crate-metadata.json", "runs.parquet"):
        own = ["report", str(folder), "--out", str(folder / name), "--overwrite"]
        assert exit_code(own) == 2, name
        assert "the study itself would be lost" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in before} == before
    for usual in ([], ["--out", str(folder / "report.html")], []):
        assert exit_code(["report", str(folder), *usual]) == 0


def no_folder(folder: Path) -> Path:
    return folder


def empty(folder: Path) -> Path:
    folder.mkdir()
    return folder


def unfinished(folder: Path) -> Path:
    studies.comparison(folder)
    manifest = folder / "manifest.json"
    text = manifest.read_text(encoding="utf-8").replace('"status": "done"', '"status": "planned"')
    manifest.write_text(text, encoding="utf-8")
    return folder


def without_a_table(folder: Path) -> Path:
    studies.comparison(folder)
    (folder / "comparison.parquet").unlink()
    return folder


def damaged(folder: Path) -> Path:
    studies.comparison(folder)
    (folder / "weekly.parquet").write_bytes(b"no table")
    return folder


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (no_folder, "no study lies here"),
        (empty, "no study lies here"),
        (unfinished, "not finished"),
        (without_a_table, "table of the study is missing"),
        (damaged, "table of the study cannot be read"),
    ],
)
def test_a_folder_without_a_report_to_make_ends_in_one_line(
    make: Callable[[Path], Path], words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make(tmp_path / "study")
    assert exit_code(["report", str(folder)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert words in line
    assert not (folder / "report.html").exists()
