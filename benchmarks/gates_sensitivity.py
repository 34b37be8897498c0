"""How far sensitivity indices can be trusted: exactness, bias, coverage and power on functions with known answers.

    python benchmarks/gates_sensitivity.py

Prints one line per figure: name, figure, gate, met or missed. Ends with 1 if a gate is missed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import stats

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.analytic_functions import (
    G_S1,
    G_ST,
    ISHIGAMI,
    ISHIGAMI_S1,
    ISHIGAMI_ST,
    G,
    g_function,
    g_group_total,
    ishigami,
    uneven_sd,
    with_luck,
)
from cse_sim.distributions import distribution
from cse_sim.params import Prior
from cse_sim.study.design import DUMMY, Factor
from cse_sim.study.sensitivity import METHODS
from cse_sim.study.sensitivity.analysis import Analysis
from cse_sim.study.sensitivity.guard import guarded, unit_problem
from cse_sim.study.sensitivity.morris import live_and_dead

Floats = npt.NDArray[np.float64]
COUPLINGS = (0.0, 0.5, 1.0)


@dataclass(frozen=True)
class Gate:
    """One figure, what it must be, and whether it is."""

    name: str
    figure: str
    gate: str
    met: bool

    def __str__(self) -> str:
        return f"{self.name}  {self.figure}  {self.gate}  {'met' if self.met else 'missed'}"


def column(analysis: Analysis, index: str, names: Sequence[str]) -> Floats:
    """Value, low and high (3, names) of one index."""
    rows = [analysis.of(name, index) for name in names]
    return np.array([[row.value, row.low, row.high] for row in rows], dtype=np.float64).T


def names_of(factors: Sequence[Factor]) -> list[str]:
    return [factor.name for factor in factors]


def sobol_without_luck(
    factors: Sequence[Factor], function: str, rows: int, seed: int = 0
) -> tuple[Analysis, Floats]:
    """The analysis of a known function from one replicate, and the outputs by block."""
    design = METHODS["sobol"].sample(factors, rows, seed)
    y = {"g": g_function, "ishigami": ishigami}[function](design.values)
    return METHODS["sobol"].analyse(factors, design, y[:, None], seed), y


def exactness(rows: int) -> dict[str, tuple[float, float]]:
    """Largest error of S1 and ST, and largest difference from SALib on the same outputs, by function."""
    from SALib.analyze import sobol as library

    known = {"ishigami": (ISHIGAMI, ISHIGAMI_S1, ISHIGAMI_ST), "g": (G, G_S1, G_ST)}
    found = {}
    for name, (factors, first, total) in known.items():
        analysis, y = sobol_without_luck(factors, name, rows)
        names = [*names_of(factors), DUMMY]
        ours = np.stack([column(analysis, index, names)[0] for index in ("S1", "ST")])
        truth = np.stack([np.append(first, 0.0), np.append(total, 0.0)])
        order = y.reshape(rows, -1)[:, [0, *range(2, len(names) + 2), 1]].reshape(-1)
        said, _ = guarded(
            lambda problem, outputs: library.analyze(
                problem, outputs, calc_second_order=False, num_resamples=2, seed=1
            ),
            unit_problem(len(names)),
            order,
        )
        theirs = np.stack([said["S1"], said["ST"]])
        found[name] = float(np.abs(ours - truth).max()), float(np.abs(ours - theirs).max())
    return found


def noisy(rows: int, coupled: float, seed: int) -> Analysis:
    """Ishigami with as much noise as response, two replicates, uneven over the space."""
    design = METHODS["sobol"].sample(ISHIGAMI, rows, seed)
    mean, sd = ishigami(design.values), uneven_sd(design.values)
    y = with_luck(mean, design, 2, coupled, seed, sd)
    return METHODS["sobol"].analyse(ISHIGAMI, design, y, seed)


def repeated(repeats: int, rows: int, coupled: float) -> tuple[Floats, Floats]:
    """Indices (repeats, 3, 8) of S1 then ST, and shares (repeats, 3): value, low, high."""
    names = names_of(ISHIGAMI)
    indices, shares = [], []
    for seed in range(repeats):
        analysis = noisy(rows, coupled, seed)
        both = [column(analysis, index, names) for index in ("S1", "ST")]
        indices.append(np.concatenate(both, axis=1))
        shares.append(analysis.aleatory_share)
    return np.array(indices), np.array(shares)


ISHIGAMI_BOTH = np.concatenate([ISHIGAMI_S1, ISHIGAMI_ST])


def standard_errors_off(values: Floats, truth: Floats) -> Floats:
    """How many standard errors means over repeats lie from the truth; 0 where both are equal."""
    error = values.std(axis=0, ddof=1) / np.sqrt(len(values))
    off: Floats = np.abs(values.mean(axis=0) - truth) / np.where(error > 0.0, error, 1.0)
    return off


def covered(intervals: Floats, truth: Floats) -> Floats:
    """Share of intervals (repeats, 3, indices) that hold the truth, rounding granted."""
    inside = (intervals[:, 1] <= truth + 1e-12) & (truth - 1e-12 <= intervals[:, 2])
    share: Floats = inside.mean(axis=0)
    return share


def scrambled(repeats: int, rows: int) -> Floats:
    """Indices (repeats, 3, 6) of Ishigami without luck, intervals from sixteen scrambles; x1 to x3."""
    method, found = METHODS["sobol_scrambles"], []
    for seed in range(repeats):
        design = method.sample(ISHIGAMI, rows, seed)
        analysis = method.analyse(ISHIGAMI, design, ishigami(design.values)[:, None], seed)
        names = names_of(ISHIGAMI)[:3]
        found.append(
            np.concatenate([column(analysis, index, names) for index in ("S1", "ST")], axis=1)
        )
    return np.array(found)


def screened(
    seeds: Iterable[int], trajectories: int, coupled: float
) -> tuple[list[bool], list[bool]]:
    """Whether the dead input's interval holds 0, and whether all live ones exclude it, by seed."""
    dead, live = [], []
    for seed in seeds:
        design = METHODS["morris"].sample(ISHIGAMI, trajectories, seed)
        mean, sd = ishigami(design.values), uneven_sd(design.values)
        y = with_luck(mean, design, 2, coupled, seed, sd)
        analysis = METHODS["morris"].analyse(ISHIGAMI, design, y, seed)
        row = analysis.of("x4", "mean_square_effect")
        dead.append(row.low is not None and row.low <= 0.0 <= (row.high or 0.0))
        live.append(set(live_and_dead(analysis.rows)[0]) >= {"x1", "x2", "x3"})
    return dead, live


def group_totals(rows: int) -> tuple[Floats, Floats]:
    """Total indices of two groups of the g-function's inputs, and the truth."""
    members = {"odd": [0, 2, 4, 6], "even": [1, 3, 5, 7]}
    group_of = {number: name for name, numbers in members.items() for number in numbers}
    factors = [replace(factor, group=group_of[number]) for number, factor in enumerate(G)]
    design = METHODS["sobol"].sample(factors, rows, 0)
    y = g_function(design.values)[:, None]
    analysis = METHODS["sobol"].analyse(factors, design, y, 0)
    truth = [g_group_total(numbers) for numbers in members.values()]
    return column(analysis, "ST", list(members))[0], np.array(truth)


DISTRIBUTIONS: dict[str, dict[str, Any]] = {
    "uniform": {"low": -1.0, "high": 2.0},
    "loguniform": {"low": 0.001, "high": 0.05},
    "triangular": {"low": 0.0, "mode": 0.2, "high": 1.0},
    "normal": {"mean": 3.0, "sd": 2.0},
    "truncnormal": {"mean": 0.0, "sd": 1.0, "low": -2.0, "high": 2.0},
    "lognormal": {"median": 1.0, "sigma": 0.8},
    "beta": {"a": 2.0, "b": 5.0},
    "pert": {"low": 0.0, "mode": 1.0, "high": 4.0},
    "weibull": {"shape": 1.5, "scale": 2.0},
    "integer": {"low": 1, "high": 6},
    "choice": {"values": [0.0, 1.0, 5.0], "weights": [0.5, 0.3, 0.2]},
    "empirical": {"values": [1.0, 2.0, 2.5, 7.0, 9.0]},
}
"""One of each, described as in an experiment."""
WHOLE_RANGE = ("sobol", "sobol_pairs", "sobol_scrambles", "shapley", "pawn", "fast")
"""Designs whose points follow the distributions; screening tries a grid, or two ends, of the central 98 %."""
SAMPLES = {"morris": 60, "fast": 257, "sobol_scrambles": 256}


def prior_of(kind: str) -> Prior:
    return distribution({"kind": kind, **DISTRIBUTIONS[kind]})


def of_all_distributions() -> list[Factor]:
    return [Factor(kind, prior_of(kind)) for kind in DISTRIBUTIONS]


def smallest_p_value(name: str) -> float:
    """Smallest p-value of Kolmogorov and Smirnov over all distributions of more than a few values."""
    factors, found = of_all_distributions(), []
    design = METHODS[name].sample(factors, SAMPLES.get(name, 256), 1)
    for number, factor in enumerate(factors):
        drawn = np.unique(design.values[:, number])
        if len(drawn) >= 20:
            grid = factor.prior.ppf((np.arange(20_000) + 0.5) / 20_000)
            found.append(float(stats.ks_2samp(drawn, grid).pvalue))
    return min(found)


def as_before(name: str) -> bool:
    """Whether seed 0 repeats itself and NumPy's global generator is untouched."""
    method, seen = METHODS[name], []
    state = np.random.get_state()  # noqa: NPY002 - the global generator is what is watched
    for _ in range(2):
        design = method.sample(G[:2], 512, 0)
        y = design.values[:, [0]] + np.random.default_rng(1).normal(size=(len(design.values), 2))
        seen.append((design.values.tolist(), method.analyse(G[:2], design, y, 0)))
    after = np.random.get_state()  # noqa: NPY002 - likewise
    same = all(np.array_equal(one, other) for one, other in zip(state, after, strict=True))
    return same and seen[0] == seen[1]


def dead_input_of_the_standard_mistake(rows: int) -> float:
    """ST that one replicate gives the input without effect, where half of the variance is luck."""
    design = METHODS["sobol"].sample(ISHIGAMI, rows, 0)
    mean, sd = ishigami(design.values), uneven_sd(design.values)
    y = with_luck(mean, design, 1, 0.0, 0, sd)
    return METHODS["sobol"].analyse(ISHIGAMI, design, y, 0).of("x4", "ST").value or 0.0


def gates() -> Iterable[Gate]:
    """Every gate at full size."""
    for name, (error, from_library) in exactness(4096).items():
        yield Gate(f"{name}: error of S1 and ST, N 4096", f"{error:.4f}", "< 0.01", error < 0.01)
        met = from_library < 1e-6
        yield Gate(f"{name}: difference from SALib", f"{from_library:.1e}", "< 1e-6", met)
    for coupled in COUPLINGS:
        yield from unbiased(coupled)
    yield from honest()
    yield from verdicts()
    dead, _ = screened(range(20), 50, 0.0)
    yield Gate(
        "morris: dead input's interval holds 0", f"{sum(dead)} of 20", ">= 19", sum(dead) >= 19
    )
    _, live = screened(range(20), 50, 1.0)
    yield Gate("morris: all live inputs found", f"{sum(live)} of 20", "20", sum(live) == 20)
    yield from designs()
    found, truth = group_totals(4096)
    error = float(np.abs(found - truth).max())
    yield Gate("groups: error of ST", f"{error:.4f}", "< 0.02", error < 0.02)


def designs() -> Iterable[Gate]:
    """All distributions in all designs; seed 0 and the global generator."""
    finite = [
        bool(
            np.isfinite(
                method.sample(of_all_distributions(), SAMPLES.get(name, 256), 0).values
            ).all()
        )
        for name, method in METHODS.items()
    ]
    shown = f"{sum(finite)} of {len(finite)}"
    yield Gate("designs finite with 12 distributions", shown, "all", all(finite))
    p_value = min(smallest_p_value(name) for name in WHOLE_RANGE)
    yield Gate(
        f"{len(WHOLE_RANGE)} designs: smallest KS p", f"{p_value:.3f}", "> .001", p_value > 0.001
    )
    same = [as_before(name) for name in METHODS]
    yield Gate("seed 0 repeats, no global luck", f"{sum(same)} of {len(same)}", "all", all(same))


def unbiased(coupled: float) -> Iterable[Gate]:
    """Bias of indices and share, sixty repeats at N 512."""
    indices, shares = repeated(60, 512, coupled)
    off = float(standard_errors_off(indices[:, 0], ISHIGAMI_BOTH).max())
    label = f"noise share .5, coupling {coupled:g}"
    yield Gate(f"{label}: bias in standard errors", f"{off:.2f}", "<= 3", off <= 3.0)
    dead = float(indices[:, 0, -1].mean())
    yield Gate(f"{label}: ST of the dead input", f"{dead:+.4f}", "+-0.02", abs(dead) <= 0.02)
    share = float(shares[:, 0].mean())
    yield Gate(f"{label}: aleatory share", f"{share:.3f}", ".50+-.02", abs(share - 0.5) <= 0.02)


def honest() -> Iterable[Gate]:
    """Coverage and width of intervals."""
    indices, shares = repeated(200, 512, 0.0)
    share = covered(indices, ISHIGAMI_BOTH)
    yield Gate(
        "noisy, N 512: coverage",
        f"{share.min():.3f} to {share.max():.3f}",
        ">= .90",
        share.min() >= 0.9,
    )
    errors = np.sqrt(((indices[:, 0] - ISHIGAMI_BOTH) ** 2).mean(axis=0))
    wide = float(((indices[:, 2] - indices[:, 0]).mean(axis=0) / errors).max())
    yield Gate("noisy, N 512: half-width / RMSE", f"{wide:.2f}", "<= 4", wide <= 4.0)
    luck = covered(shares[:, :, None], np.array([0.5]))[0]
    yield Gate("noisy, N 512: coverage of the share", f"{luck:.3f}", ">= .90", luck >= 0.9)
    exact = covered(scrambled(200, 4096), np.concatenate([ISHIGAMI_S1[:3], ISHIGAMI_ST[:3]]))
    shown = f"{exact.min():.3f} to {exact.max():.3f}"
    met = bool(exact.min() >= 0.88 and exact.max() <= 0.99)
    yield Gate("without luck, 16 scrambles, N 4096: coverage", shown, "[.88, .99]", met)


def verdicts() -> Iterable[Gate]:
    """The verdict on too few and on enough base rows."""
    few, _ = sobol_without_luck(G, "g", 64)
    yield Gate("g, N 64: converged", str(few.converged), "False", few.converged is False)
    many, _ = sobol_without_luck(G, "g", 8192)
    yield Gate("g, N 8192: converged", str(many.converged), "True", many.converged is True)


def main() -> int:
    missed = 0
    for gate in gates():
        print(gate, flush=True)
        missed += not gate.met
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
