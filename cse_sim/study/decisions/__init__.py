"""What a decision needs beyond one difference: which is best, what may go wrong, what it costs, what is regretted.

One module per question, each of plain arrays (strategies x runs, NaN where undefined); ``tables`` writes them beside
the comparison.
"""

from cse_sim.study.decisions.targets import discover

__all__ = ["discover"]
