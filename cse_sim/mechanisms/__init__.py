"""The week, top to bottom. The order is part of the model: changing it changes results.

 1 schedule            what the scenario decides comes first, so that everyone acts under this week's mandate and money
   work of CSOs        organisations are where they chose to be a week ago; presence and supply are known to all
 2 settlement,         armed groups decide on last week's country, before anyone can answer them
   combatants
 3 disputes            quarrels of the week, settled or not, before those that turn lethal can feed communal violence
 4 hotspots, violence  events of the week, under the protection of last week
 5 deterrence          units move after the events they have heard of, and protect next week
 6 information         what happened is noticed, or waits
 7 response, conduct   what is known is answered; peacekeepers help and sometimes harm
 8 engagement, levers  money becomes doses where access and CSOs allow, and doses become what the others read
 9 council feedback    inputs, answers, disappointment
10 governance          authorities answer what reached them
11 grievance           losses, exclusion, redress
12 trust               after all experience of the week is in
13 fear, wellbeing,    what the week leaves behind, and what is told next door, for next week
   rumour, displacement
14 CSO life            money, staff, legitimacy, reprisals; then the choice of next month's work
15 survey, adaptation  asked last, of the state as it now is; adaptive strategies act on it next week
16 indicators          recorded by the engine after everything else; they change nothing
"""

from __future__ import annotations

from cse_sim.levers import catalogue as _levers
from cse_sim.mechanisms import (
    adaptation,
    combatants,
    council,
    cso_choice,
    cso_life,
    cso_work,
    deterrence,
    displacement,
    disputes,
    engagement,
    fear,
    former_fighters,
    governance,
    grievance,
    information,
    ownership,
    response,
    rumour,
    schedule,
    settlement,
    starting_state,
    survey,
    trust,
    violence,
    wellbeing,
)
from cse_sim.processes import Process

START: tuple[Process, ...] = (
    schedule.START,
    starting_state.EXPOSURE,
    starting_state.START,
    grievance.START,
    fear.START,
    trust.START,
    former_fighters.START,
    violence.HOTSPOTS_START,
    council.START,
    settlement.START,
    combatants.START,
    deterrence.START,
    disputes.START,
    response.START,
    governance.START,
    ownership.START,
    cso_life.START,
    engagement.START,
)

WEEK: tuple[Process, ...] = (
    schedule.SCHEDULE,
    cso_work.WORK,
    settlement.SETTLEMENT,
    combatants.COMBATANTS,
    disputes.DISPUTES,
    violence.HOTSPOTS,
    violence.VIOLENCE,
    deterrence.DETERRENCE,
    information.INFORMATION,
    response.RESPONSE,
    response.CONDUCT,
    engagement.ENGAGEMENT,
    *(process for lever in _levers().values() for process in lever.processes),
    disputes.INSTITUTION,
    council.COUNCIL,
    governance.GOVERNANCE,
    grievance.GRIEVANCE,
    trust.HARM,
    trust.PEACEKEEPERS,
    trust.AUTHORITIES,
    trust.CSOS,
    trust.COOPERATION,
    trust.BETWEEN_GROUPS,
    fear.FEAR,
    wellbeing.WELLBEING,
    former_fighters.FORMER_FIGHTERS,
    rumour.RUMOUR,
    displacement.DISPLACEMENT,
    ownership.OWNERSHIP,
    information.WATCH,
    cso_life.LIFE,
    cso_choice.CHOICE,
    survey.SURVEY,
    adaptation.ADAPTATION,
)


def catalogue() -> dict[str, Process]:
    """Every process of the week by name, in order."""
    return {process.name: process for process in WEEK}
