"""Luck: the published generator, keyed draws, and counts by inversion."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from cse_sim import luck


@pytest.mark.parametrize(
    ("counter", "key", "answer"),
    [
        ([0] * 4, [0] * 2, [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8]),
        ([0xFFFFFFFF] * 4, [0xFFFFFFFF] * 2, [0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD]),
        (
            [0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344],
            [0xA4093822, 0x299F31D0],
            [0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1],
        ),
    ],
)
def test_blocks_equal_the_published_answers_of_philox(counter, key, answer):
    words = luck.philox(*(np.uint64(x) for x in (*counter, *key)))
    assert [int(word) for word in words] == answer


def test_filled_single_and_numpy_draws_are_the_same_bits():
    out = np.empty((4, 1001))
    luck.fill(out, np.uint64(2**53 - 1), np.uint64(77), np.uint64(1040), out.shape[1])
    assert np.array_equal(out, luck.uniforms(2**53 - 1, 77, np.arange(1001), 1040))
    for slot in range(4):
        one = luck.keyed_uniform(np.uint64(2**53 - 1), np.uint64(77), np.uint64(1040), 1000, slot)
        assert one == out[slot, 1000]


@pytest.mark.parametrize(("first", "stop"), [(0, 8), (3, 3), (2, 11), (1001, 1014)])
def test_draws_of_every_fourth_agent_are_those_of_all(first, stop):
    out = np.full((4, 20), -1.0)
    luck.fill_every(out, np.uint64(3), np.uint64(77), np.uint64(9), first, stop, 4)
    agents = np.arange(first, stop, 4)
    assert np.array_equal(out[:, : len(agents)], luck.uniforms(3, 77, agents, 9))
    assert (out[:, -(-len(agents) // 8) * 8 :] == -1.0).all()


def test_draws_made_side_by_side_end_with_the_buffer():
    within = np.full((4, 8), -1.0)
    luck.fill_every(within[:, :5], np.uint64(3), np.uint64(77), np.uint64(9), 0, 20, 4)
    assert np.array_equal(within[:, :5], luck.uniforms(3, 77, np.arange(0, 20, 4), 9))
    assert (within[:, 5:] == -1.0).all()


def test_a_draw_depends_on_each_part_of_its_key():
    base = luck.keyed_uniform(np.uint64(5), np.uint64(6), np.uint64(7), 8, 9)
    others = [
        (4, 6, 7, 8, 9),
        (5, 7, 7, 8, 9),
        (5, 6, 8, 8, 9),
        (5, 6, 7, 9, 9),
        (5, 6, 7, 8, 10),
        (5, 6, 7, 8, 13),
    ]
    drawn = [
        luck.keyed_uniform(np.uint64(a), np.uint64(b), np.uint64(c), d, e)
        for a, b, c, d, e in others
    ]
    assert len({base, *drawn}) == len(others) + 1


def test_neighbouring_keys_agents_weeks_and_decisions_give_independent_uniforms():
    """Flat, uncorrelated with their neighbours, and even in pairs: chi-square at 1 in 10,000."""
    agents = np.arange(4096)
    base = luck.uniforms(1, 2, agents, 3)[0]
    for other in (
        luck.uniforms(2, 2, agents, 3)[0],
        luck.uniforms(1, 3, agents, 3)[0],
        luck.uniforms(1, 2, agents, 4)[0],
        luck.uniforms(1, 2, agents, 3)[1],
        np.roll(base, 1),
    ):
        cells, _, _ = np.histogram2d(base, other, bins=16, range=[[0, 1], [0, 1]])
        assert stats.chisquare(cells.ravel()).pvalue > 1e-4
        assert abs(np.corrcoef(base, other)[0, 1]) < 4.5 / np.sqrt(len(agents))


def test_bits_of_words_are_fair():
    words = (
        luck.uniforms(np.arange(64)[:, None], 9, np.arange(1024)[None, :])[0] * 2.0**32
    ).astype(np.uint64)
    ones = [(words >> np.uint64(bit) & np.uint64(1)).mean() for bit in range(32)]
    assert max(abs(np.array(ones) - 0.5)) < 5 * 0.5 / np.sqrt(words.size)


def test_run_keys_are_distinct_below_two_to_the_53_and_seed_zero_is_a_seed():
    keys = {luck.run_key(seed, run) for seed in (0, 1, 2**53 - 1) for run in range(2000)}
    assert len(keys) == 6000
    assert max(keys) < 2**53
    assert luck.run_key(0, 0) != luck.run_key(1, 0)
    with pytest.raises(ValueError, match="outside"):
        luck.run_key(2**53, 0)


def test_the_normal_quantile_is_right_to_a_billionth():
    u = np.concatenate(
        [np.linspace(1e-6, 1 - 1e-6, 4001), [2.0**-33, 1 - 2.0**-33, 0.02425, 0.97575]]
    )
    ours = np.array([luck.normal(x) for x in u])
    assert np.allclose(ours, stats.norm.ppf(u), rtol=2e-9, atol=2e-9)


@pytest.mark.parametrize("mean", [0.001, 0.3, 2.0, 11.9, 12.1, 40.0, 3000.0])
def test_poisson_counts_have_the_right_law(mean):
    u = (np.arange(20_000) + 0.5) / 20_000
    ours = np.array([luck.poisson(x, mean) for x in u])
    assert abs(ours.mean() - mean) < 0.003 * mean + 0.002
    assert abs(ours.var() - mean) < 0.02 * mean + 0.002
    exact = stats.poisson.ppf(u, mean)
    assert np.mean(ours != exact) < (0.0 if mean <= 12 else 0.03) + 1e-9


@pytest.mark.parametrize(
    ("trials", "chance"), [(10, 0.3), (450, 0.02), (40, 0.9), (1000, 0.3), (5, 1.0), (7, 0.0)]
)
def test_binomial_counts_have_the_right_law(trials, chance):
    u = (np.arange(20_000) + 0.5) / 20_000
    ours = np.array([luck.binomial(x, float(trials), chance) for x in u])
    assert ours.min() >= 0
    assert ours.max() <= trials
    assert abs(ours.mean() - trials * chance) < 0.003 * trials * chance + 0.002
    assert (
        abs(ours.var() - trials * chance * (1 - chance))
        < 0.02 * trials * chance * (1 - chance) + 0.002
    )


@given(st.floats(1e-9, 1 - 1e-9), st.floats(0, 60), st.floats(0, 60))
def test_poisson_is_monotone_in_the_rate(u, a, b):
    low, high = sorted((a, b))
    if low <= 12.0 < high and high - low < 1.5:
        return
    assert luck.poisson(u, low) <= luck.poisson(u, high)


@given(st.floats(1e-9, 1 - 1e-9), st.integers(0, 400), st.floats(0, 1), st.floats(0, 1))
def test_binomial_is_monotone_in_the_chance_and_stays_in_its_range(u, trials, a, b):
    low, high = sorted((a, b))
    first, second = (luck.binomial(u, float(trials), p) for p in (low, high))
    assert 0 <= first <= trials
    assert first <= second + 1.0


def test_rows_of_counts_are_those_drawn_one_by_one():
    generator = np.random.default_rng(3)
    size = 20_000
    u, out = generator.random(size), np.full(size + 1, 7.0)
    mean = generator.choice([0.0, 0.4, 11.9, 12.1, 40.0, 5000.0], size)
    luck.poissons(out, u, mean, size)
    assert np.array_equal(out[:size], [luck.poisson(x, m) for x, m in zip(u, mean, strict=True)])
    trials = generator.choice([0.0, 1.0, 30.0, 400.0, 1e6], size)
    chance = generator.choice([0.0, 1e-4, 0.03, 0.5, 0.6, 0.97, 1.0], size)
    luck.binomials(out, u, trials, chance, size)
    one_by_one = [luck.binomial(x, n, p) for x, n, p in zip(u, trials, chance, strict=True)]
    assert np.array_equal(out[:size], one_by_one)
    assert out[size] == 7.0
