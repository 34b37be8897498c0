"""Mean and variance of many runs, merged block by block in run order.

    n = n1 + n2,  d = m2 - m1,  m = m1 + d n2/n,  M = M1 + M2 + d² n1 n2/n

    n  runs in which the value exists   [count]
    m  mean                             [unit of the value]
    M  sum of squared deviations        [unit²]

Source: Chan, Golub and LeVeque (1983), Algorithms for computing the sample variance. Blocks are those of the plan,
whatever the number of workers, so that sums round the same way every time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Moments:
    """Count, mean and sum of squared deviations of many cells at once; all of shape (cells,)."""

    count: Floats
    mean: Floats
    squares: Floats

    @classmethod
    def of(cls, values: npt.NDArray[np.floating]) -> Moments:
        """Of a block, shape (runs, cells); NaN where a value does not exist. The mean of no value is 0."""
        there = ~np.isnan(values)
        count = there.sum(axis=0).astype(np.float64)
        divisor = np.maximum(count, 1)
        mean = np.where(there, values, 0.0).sum(axis=0, dtype=np.float64) / divisor
        deviation = np.where(there, values - mean, 0.0)
        return cls(count, mean, (deviation * deviation).sum(axis=0))

    @classmethod
    def unpacked(cls, numbers: Floats) -> Moments:
        """From ``packed()``."""
        count, mean, squares = numbers.reshape(3, -1)
        return cls(count, mean, squares)

    def packed(self) -> Floats:
        """As one row of numbers, shape (3 x cells,)."""
        return np.concatenate([self.count, self.mean, self.squares])

    def merged(self, later: Moments) -> Moments:
        """Of both blocks together; ``later`` holds the runs that follow."""
        count = self.count + later.count
        divisor = np.maximum(count, 1)
        step = later.mean - self.mean
        return Moments(
            count,
            self.mean + step * (later.count / divisor),
            self.squares + later.squares + step * step * (self.count * later.count / divisor),
        )

    def means(self) -> Floats:
        """Means, NaN where no value exists."""
        return np.where(self.count > 0, self.mean, np.nan)

    def deviations(self) -> Floats:
        """Standard deviations (n - 1), NaN below two values."""
        return np.where(
            self.count > 1, np.sqrt(self.squares / np.maximum(self.count - 1, 1)), np.nan
        )
