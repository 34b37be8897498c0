"""The last bit of a table may not hang on how many threads a library adds with."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys

import numpy as np
import pytest

from cse_sim.study.exact_products import grained

WORK = """
import hashlib, sys
import numpy as np
from cse_sim.study.compare import correlation
from cse_sim.study.decisions.cost import fieller
from cse_sim.study.decisions.multiplicity import simultaneous
from cse_sim.study.decisions.resample import resampled_means as of_runs
from cse_sim.study.sensitivity.bootstrap import resampled_means
rng, told = np.random.default_rng(0), hashlib.sha256()
for rows in (500, 1000):
    told.update(resampled_means(rng.normal(size=(rows, 20)), 1).tobytes())
    told.update(of_runs(rng.normal(size=(5, rows))).tobytes())
    told.update(simultaneous(rng.normal(size=(5, rows))).p.tobytes())
a, b = rng.normal(size=(2, 100_000))
told.update(np.array([correlation(a, b), *fieller(a + 3, b + 2)]).tobytes())
print(told.hexdigest())
"""


def test_tables_have_the_same_bits_on_any_number_of_threads() -> None:
    found = set()
    for threads in ("1", "2", "3"):
        variables = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"), threads)
        done = subprocess.run(
            [sys.executable, "-c", WORK],
            env=os.environ | variables,
            capture_output=True,
            text=True,
            check=True,
        )
        found.add(done.stdout)
    assert len(found) == 1
    assert len(found.pop().strip()) == 2 * hashlib.sha256().digest_size


@pytest.mark.parametrize("scale", [1e-250, 1e-6, 1.0, 1e12])
def test_sums_of_grained_numbers_do_not_depend_on_their_order(scale: float) -> None:
    rng = np.random.default_rng(1)
    values = scale * rng.lognormal(0, 3, (1000, 3))
    counts = rng.multinomial(1000, np.full(1000, 0.001), size=20).astype(np.float64)
    rounded = grained(values, 1000, axis=0)
    first = counts @ rounded
    for _ in range(5):
        order = rng.permutation(1000)
        one_by_one = np.zeros_like(first)
        for row in order:
            one_by_one += counts[:, row, None] * rounded[row]
        assert np.array_equal(one_by_one, first)
    assert np.abs(rounded - values).max() <= 2.0**-41 * np.abs(values).max()


def test_nothing_but_zeros_stays_zero() -> None:
    assert not grained(np.zeros((4, 2)), 4, axis=0).any()
    assert np.isfinite(grained(np.full((4, 2), 5e-324), 4, axis=0)).all()
