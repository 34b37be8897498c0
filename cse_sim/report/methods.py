"""How the numbers were made, in plain sentences, and what they cannot say."""

from __future__ import annotations

import shlex

from cse_sim.report.finished import Finished
from cse_sim.report.parts import Section, Table
from cse_sim.report.words import number

NEVER = "The model compares strategies under stated assumptions; it never predicts."


def methods(study: Finished) -> Section:
    """Runs, seeds, tests, versions, digests, and the command that gives the same numbers again."""
    said = [*filter(None, (_runs(study), _design(study), _luck(study)))]
    if study.comparison:
        said += [*filter(None, (_tests(study), _sequential(study)))]
    if study.verb == "sensitivity":
        said += [
            "An index says how much of the outcome's spread over the explored ranges goes with an input. Effects are "
            "told from luck by replicates; an input that no model has (the dummy) is analysed like any other and shows "
            "how large an index of nothing can be."
        ]
    versions = {**study.manifest["package"], **study.manifest["libraries"]}
    names = ", ".join(f"{name} {version}" for name, version in versions.items() if version)
    said.append(
        f"Computed with {names}, Python {study.manifest['python']}, on {study.manifest['platform']}."
    )
    said.append(f"Begun {study.manifest['start']}, ended {study.manifest['end']}.")
    rows = [
        ("Inputs", study.manifest["inputs_sha256"]),
        ("Program and numerical libraries", study.manifest["code_sha256"]),
        *((f"{name}.parquet", digest) for name, digest in study.manifest["tables"].items()),
    ]
    digests = Table("SHA-256 digests", ("What", "Digest"), tuple(rows), 2)
    failed = failures(study)
    return Section(
        "methods",
        "Methods",
        tuple(said),
        tables=(failed,) if failed.rows else (),
        folded=(digests,),
    )


def limits(study: Finished) -> Section:
    """What a reader must not take from the page."""
    points = [
        f"{NEVER} No number here says what will happen, or what would have happened.",
        "A difference that cannot be told apart is no proof of equality, and one that can is a statement about this "
        "model: evidence for several levers is weak (see the grades).",
        _spread(study),
        "Communities and organisations below the first administrative level are invented.",
        "What the model leaves out it cannot show: among others individual leaders, diplomacy, and how the strategies "
        "themselves came about.",
    ]
    return Section("limits", "Limits", points=tuple(points))


def command(study: Finished) -> str:
    """The command that makes the study again; empty if it was made from Python."""
    said = study.manifest["command"]
    return shlex.join(said) if said and said[0] == "cse-sim" else ""


def failures(study: Finished) -> Table:
    """Runs that did not end, each with its reason."""
    runs = study.runs
    rows: tuple[tuple[str, ...], ...] = ()
    if "error" in runs:
        bad = runs[runs["status"] != "done"] if "status" in runs else runs[:0]
        rows = tuple(
            (
                study.title_of(row["strategy"]),
                str(row["run"]),
                str(row["seed"]),
                str(row["error"] or "–"),
            )
            for row in bad.to_dict("records")
        )
    return Table("Failed runs", ("Strategy", "Run", "Seed", "Reason"), rows[:200], 4)


def _runs(study: Finished) -> str:
    counts, inputs = study.manifest["counts"], study.inputs
    failed = counts["failed"]
    rest = f"; {failed} failed and are listed below, in no mean" if failed else "; none failed"
    several = len(inputs["strategies"])
    each = (
        f"{inputs['runs']} runs"
        if study.verb in ("run", "compare")
        else f"{inputs['runs']} replicates at each point"
    )
    return (
        f"N = {number(counts['done'], 0)} of {number(counts['planned'], 0)} planned runs: {each} of "
        f"{several} {'strategy' if several == 1 else 'strategies'} over {study.weeks} weeks{rest}."
    )


def _design(study: Finished) -> str:
    """How the points were chosen; empty without a design."""
    design = study.inputs.get("design")
    if not design:
        return ""
    facts = [
        f"{name} {design[name]}" for name in ("method", "samples", "points") if design.get(name)
    ]
    inputs = f"; {len(design['factors'])} inputs are varied" if "factors" in design else ""
    rest = (
        "the other parameters are drawn in every run and count as luck"
        if study.inputs["parameters"] == "prior"
        else "all else stands at the scenario's values"
    )
    return f"The points of the design: {', '.join(facts)}{inputs}; {rest}."


def _luck(study: Finished) -> str:
    drawn = study.inputs["parameters"] == "prior"
    if study.verb in ("sensitivity", "sweep"):
        return (
            f"Luck is keyed by the root seed {study.inputs['seed']}, the run, the decision, the week and the agent; points "
            "with the same run numbers live through the same luck, which is how effects are told from noise."
        )
    return (
        f"Common random numbers: luck is keyed by the root seed {study.inputs['seed']}, the run, the decision, the week "
        "and the agent, so run r has the same luck in every strategy whatever else happens in it. "
        + (
            "Run r also draws the same values of the unknown parameters in every strategy."
            if drawn
            else "All parameters stand at their defaults."
        )
    )


def _tests(study: Finished) -> str:
    tested = len(study.challengers)
    return (
        "Differences are means over pairs of runs with equal luck, with pointwise 95 % paired-t intervals. “Better” and "
        "“worse” are said only if the paired t test rejects at 5 % after Holm's adjustment over the "
        f"{tested} strategies compared on that indicator and the difference reaches the smallest that matters. The "
        "adjustment does not go over indicators: of many that are shown, some may differ by chance. “Runs won” is the share "
        "of pairs in which the strategy is better, ties half. A difference is given where at least nine pairs in ten have "
        "a number. Likelihood words follow the calibrated scale of the IPCC (likely: 66 % or more, very likely: 90 %, "
        "virtually certain: 99 %) and speak of shares of runs of this model, counted as (won + 1) / (pairs + 2) so that few runs never make certain."
    )


def _sequential(study: Finished) -> str:
    """How the number of runs came about; empty if it was fixed beforehand."""
    found = study.sequential
    if found is None:
        return ""
    times = f"{found['looks']} time{'' if found['looks'] == 1 else 's'}"
    return (
        f"The study was sequential: its runs were doubled to answer --{found['rule']} {found['indicator']}={found['amount']:g} "
        f"and looked at {times}, last at {found['runs']} runs. Such intervals cover less often than 95 %, the "
        "more so after many looks; a claim is confirmed with fresh runs, of another seed and in a number that is fixed."
    )


def _spread(study: Finished) -> str:
    if study.verb in ("sensitivity", "sweep"):
        return (
            "Two spreads are told apart: between points, what is varied differs, within the ranges that were chosen; between "
            "replicates of a point, luck alone."
        )
    if study.inputs["parameters"] == "prior":
        return (
            "Two spreads are mixed in every range: luck (what happens by chance in a run) and not knowing the parameters, "
            "which every run draws anew. The interval of a mean difference shrinks with more runs; the spread over runs does not."
        )
    return "The spread over runs is luck alone, for parameters stand at their defaults: what is not known about them comes on top."
