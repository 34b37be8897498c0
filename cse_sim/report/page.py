"""One self-contained HTML page of a finished study: no script, no other file, nothing fetched."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from cse_sim.report.answer import answer, question
from cse_sim.report.assumptions import assumptions
from cse_sim.report.costs import money
from cse_sim.report.country import country
from cse_sim.report.differences import differences, matrix
from cse_sim.report.finished import Finished
from cse_sim.report.harms import harms
from cse_sim.report.indices import indices, sentences
from cse_sim.report.methods import NEVER, command, limits, methods
from cse_sim.report.parts import Section
from cse_sim.report.ranges import ranges
from cse_sim.report.robustness import robustness
from cse_sim.report.setting import setting
from cse_sim.report.sweep import movements, sweep
from cse_sim.report.weeks import over_time

FILE = "report.html"


def write_report(folder: Path, out: Path | None = None, title: str | None = None) -> Path:
    """Write the report of a finished study; gives back where it lies.

    Raises
    ------
    InputError
        when the folder holds no finished study, or a table is missing or damaged.
    RunFailed
        when the file cannot be written.
    """
    from cse_sim.study.store import whole

    page = report_page(Finished(folder), title)
    place = out or folder / FILE
    with whole(place) as path:
        path.write_text(page, encoding="utf-8", newline="\n")
    return place


def report_page(study: Finished, title: str | None = None) -> str:
    """The page as text: equal studies, equal text."""
    from jinja2 import Environment, StrictUndefined

    home = files("cse_sim.report")
    pages = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    template = pages.from_string((home / "page.html.j2").read_text(encoding="utf-8"))
    said = answer(study)
    if study.verb == "sensitivity" and "sensitivity" in study.tables:
        said = sentences(study)
    elif study.verb == "sweep":
        said = movements(study)
    return template.render(
        title=title or question(study),
        answer=said,
        never=NEVER,
        sections=sections(study),
        command=command(study),
        folder=study.folder.name,
        failed=study.manifest["counts"]["failed"],
        planned=study.manifest["counts"]["planned"],
        package=study.manifest["package"]["cse-sim"],
        ended=str(study.manifest["end"])[:10],
        style=(home / "page.css").read_text(encoding="utf-8"),
    )


def sections(study: Finished) -> list[Section]:
    """All that follows the answer, in reading order; what a study does not have is left out."""
    found = [setting(study), *_findings(study), money(study)]
    found += [assumptions(study), methods(study), limits(study)]
    return [section for section in found if section is not None]


def _findings(study: Finished) -> list[Section | None]:
    if study.verb == "sensitivity" and "sensitivity" in study.tables:
        figures = tuple(indices(study))
        return [Section("inputs", "What decides the outcome", figures=figures)]
    if study.verb == "sweep":
        figures = tuple(sweep(study, study.page.outcomes))
        return [Section("sweep", "Along what was varied", figures=figures), harms(study)]
    first = (
        _comparison(study)
        if study.comparison
        else Section(
            "outcomes", "Outcomes", figures=(ranges(study, "outcomes-ranges", study.page.outcomes),)
        )
    )
    return [first, harms(study), robustness(study), over_time(study), country(study)]


def _comparison(study: Finished) -> Section:
    baseline = study.title_of(study.inputs["baseline"])
    glance = (
        matrix(study, f"{block} at a glance: every strategy against {baseline}", names)
        for block, names in (("Outcomes", study.page.outcomes), ("Harms", study.page.harms))
    )
    figure = differences(
        study, "differences", "Differences and their intervals", study.page.outcomes
    )
    return Section(
        "outcomes",
        f"Compared with {baseline}",
        tables=tuple(table for table in glance if table.rows),
        figures=(figure,) if figure else (),
    )
