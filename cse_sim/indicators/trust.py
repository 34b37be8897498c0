"""Trust and cooperation, averaged over people."""

from cse_sim.indicators.measure import Indicator


def trust_in_peacekeepers(trust_in_peacekeepers):
    """Opinion of peacekeepers."""
    return trust_in_peacekeepers


INDICATORS = (
    Indicator(
        "trust_in_peacekeepers",
        "share",
        "up",
        "mean",
        0.01,
        "opinion of peacekeepers",
        "perception surveys",
        each="community_group",
        value=trust_in_peacekeepers,
        detail=True,
    ),
)
