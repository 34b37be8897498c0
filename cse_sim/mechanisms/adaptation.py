"""Adaptation: a strategy moves its budget on what the survey reports, never on the true state.

A lever of an adaptive strategy may name a question of the mission's survey, a share of good answers, how much moves, and the lever
that gives: `adapts: {when: security, below: 0.9, move: 0.05, taken_from: council}`. There are two
questions: `trust_in_peacekeepers`, the mean trust in peacekeepers, and `security`, the share who say security is good. With every
new report

    report < below     the lever's share of the budget grows by min(move, share of the giver),  the giver's falls by it
    otherwise          it falls by min(move, what it has had so far), and the giver has it back

Shares always sum to what they summed to at the start: the budget neither grows nor shrinks. Levers are looked at in their
order, so of two that take from the same giver the first comes first. Money already allocated stays where it is, and what
was built with it stays or fades by its own laws. There is no report without a mission; then the last shares hold.

The survey is late, small and too kind (survey), so money may move too late, for no reason, or not at all: steering is not
free of error because it is steering. A strategy that names no question never moves anything.

Source: none; a rule of management. No causal estimate of steering by surveys on outcomes was found (grade D).
Left out: what moving costs, plans made ahead, managers who defend their programme, reports other than the survey's.
"""

from cse_sim.processes import kernel, process


@kernel
def shares_after_the_report(
    survey_week,
    adapted_week,
    surveyed_trust_in_peacekeepers,
    surveyed_security,
    lever_settings,
    lever_share,
):
    """Moves shares once for every report."""
    if survey_week[0] <= adapted_week[0]:
        return
    adapted_week[0] = survey_week[0]
    for v in range(lever_settings.shape[1]):
        question = lever_settings[7, v]
        if question == 0.0:
            continue
        good = surveyed_trust_in_peacekeepers[0] if question == 1.0 else surveyed_security[0]
        giver = int(lever_settings[10, v])
        if good < lever_settings[8, v]:
            moved = min(lever_settings[9, v], lever_share[giver])
        else:
            moved = -min(lever_settings[9, v], max(lever_share[v] - lever_settings[0, v], 0.0))
        lever_share[v] += moved
        lever_share[giver] -= moved


ADAPTATION = process(
    shares_after_the_report,
    name="adaptation",
    writes=("adapted_week", "lever_share"),
)
