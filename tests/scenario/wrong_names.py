"""Mistakes in strategies, overrides, what a file extends, YAML and past events, each with its line."""

from __future__ import annotations

from tests.scenario.world import WORLD, changed

WRONG_NAMES = [
    (
        "adapts from nobody",
        WORLD
        + "strategies: {mine: {levers: {council: {share: 0.7, adapts: {when: security, below: 0.9, move: 0.1, taken_from: dialogue}}, additional_peacekeepers: {share: 0.1}}}}\n",
        'case.yaml:16:112: strategies.mine.levers.council.adapts.taken_from: there is no lever in this strategy "dialogue". Known: additional_peacekeepers.',
    ),
    (
        "adapts from the poor",
        WORLD
        + "strategies: {mine: {levers: {dialogue: {share: 0}, council: {share: 0.7, adapts: {when: security, below: 0.9, move: 0.1, taken_from: dialogue}}}}}\n",
        'case.yaml:16:134: strategies.mine.levers.council.adapts.taken_from: "dialogue" has a share of 0. Give both levers a share of the budget to begin with.',
    ),
    (
        "adapts to nothing",
        WORLD
        + "strategies: {mine: {levers: {dialogue: {share: 0.1}, council: {share: 0.7, adapts: {when: peace, below: 1.9, move: 0.1, taken: dialogue}}}}}\n",
        'case.yaml:16:84: strategies.mine.levers.council.adapts: "taken_from" is missing. Add taken_from: lever of the same strategy that gives it up.\n'
        'case.yaml:16:91: strategies.mine.levers.council.adapts.when: "peace" is not allowed. Allowed: trust_in_peacekeepers or security.\n'
        "case.yaml:16:105: strategies.mine.levers.council.adapts.below: 1.9 is too large. Allowed: at least 0 and at most 1 (share of good answers under which money moves [0-1]).\n"
        'case.yaml:16:121: strategies.mine.levers.council.adapts: unknown key "taken". Did you mean "taken_from"?',
    ),
    (
        "strategy",
        WORLD + "strategy: integrate\n",
        'case.yaml:16:11: strategy: there is no strategy "integrate". Did you mean "integrated"?',
    ),
    (
        "strat sum",
        WORLD
        + "strategies:\n  mine:\n    levers:\n      council: {share: 0.7}\n      dialogue: {share: 0.6}\n",
        'case.yaml:19:7: strategies.mine.levers: the shares of "mine" sum to 1.3, more than the budget. They may sum to at most 1.',
    ),
    (
        "strat lever",
        WORLD + "strategies: {mine: {levers: {councl: {share: 0.7}}}}\n",
        'case.yaml:16:38: strategies.mine.levers: there is no lever "councl". Did you mean "council"?',
    ),
    (
        "strat list",
        WORLD
        + "strategies: {mine: {levers: {council: {share: 0.7, targeting: list, communities: [Place 99]}}}}\n",
        'case.yaml:16:83: strategies.mine.levers.council.communities, item 1: there is no community "Place 99". Did you mean "Place 09"?',
    ),
    (
        "strat list none",
        WORLD + "strategies: {mine: {levers: {council: {share: 0.7, targeting: list}}}}\n",
        "case.yaml:16:63: strategies.mine.levers.council.targeting: targeting is list but no communities are named. Add communities:.",
    ),
    (
        "strat dates",
        WORLD + "strategies: {mine: {levers: {council: {share: 0.7, end: 2009-01-01}}}}\n",
        "case.yaml:16:57: strategies.mine.levers.council.end: 2009-01-01 is outside the scenario. Allowed: 2000-01-01 until before 2002-01-01.",
    ),
    (
        "strat none",
        WORLD + "strategies: {none: {levers: {council: {share: 0.7}}}}\n",
        'case.yaml:16:20: strategies: the strategy "none" can not be changed. Give yours another name.',
    ),
    (
        "strat no levers",
        WORLD + "strategies: {mine: {title: x}}\n",
        'case.yaml:16:20: strategies.mine: "levers" is missing. Write levers: {} if it uses none.',
    ),
    (
        "override unknown",
        WORLD + "overrides:\n  violence.atacks_per_week: {value: 0.1, because: raids}\n",
        'case.yaml:17:3: overrides: no parameter "violence.atacks_per_week". Did you mean "violence.attacks_per_week"?',
    ),
    (
        "override no because",
        WORLD + "overrides:\n  violence.attacks_per_week: {value: 0.1}\n",
        'case.yaml:17:30: overrides.violence.attacks_per_week: "because" is missing. Add because: the reason.',
    ),
    (
        "override blank because",
        WORLD + "overrides:\n  violence.attacks_per_week: {value: 0.1, because: ' '}\n",
        "case.yaml:17:52: overrides.violence.attacks_per_week.because: the text is empty.",
    ),
    (
        "override bounds",
        WORLD + "overrides:\n  violence.attacks_per_week: {value: 1.5, because: raids}\n",
        "case.yaml:17:38: overrides.violence.attacks_per_week: 1.5 is outside the bounds. Allowed: 0 to 1 [1/week].",
    ),
    (
        "override short",
        WORLD + "overrides:\n  violence.attacks_per_week: 0.1\n",
        "case.yaml:17:30: overrides.violence.attacks_per_week: expected keys with values, found 0.1. Write {value: 0.1, because: the reason}.",
    ),
    (
        "extends",
        WORLD + "extends: nowhere\n",
        'case.yaml:16:10: extends: there is no shipped scenario "nowhere". Shipped: liberia, training. Give the path of a file that ends in .yaml, such as ./nowhere.yaml.',
    ),
    (
        "extends up",
        WORLD + "extends: ../../x.yaml\n",
        'case.yaml:16:10: extends: "../../x.yaml" lies outside the folder above the file. Move it into the folder of the scenario or the one above.',
    ),
    (
        "extends abs",
        WORLD + "extends: /x.yaml\n",
        'case.yaml:16:10: extends: "/x.yaml" is neither a shipped scenario nor a relative path that ends in .yaml.',
    ),
    (
        "extends self",
        WORLD + "extends: case.yaml\n",
        'case.yaml:16:10: extends: "case.yaml" extends this scenario in turn. Break the circle.',
    ),
    ("schema", WORLD + "schema: 2\n", "case.yaml:16:9: schema: 2 is not allowed. Allowed: 1."),
    (
        "dup",
        WORLD + "weeks: 3\n",
        'case.yaml:16:1: the key "weeks" is given twice (first in line 3). Keep one.',
    ),
    (
        "anchor",
        changed("title: Test country", "title: &t Test country"),
        "case.yaml:1:8: anchors (&t) are not allowed. Write the value out.",
    ),
    (
        "alias",
        changed("title: Test country", "title: *t"),
        "case.yaml:1:8: aliases (*t) are not allowed. Write the value out.",
    ),
    (
        "tag",
        changed("title: Test country", "title: !!python/object:os.system x"),
        "case.yaml:1:8: tags (tag:yaml.org,2002:python/object:os.system) are not allowed. Delete the tag.",
    ),
    (
        "directive",
        "%YAML 1.1\n---\n" + WORLD,
        "case.yaml:1:1: directives (%) are not allowed. Delete the line.",
    ),
    (
        "two",
        WORLD + "---\ntitle: b\n",
        "case.yaml:16:1: the file holds several documents. Keep one; remove the lines with ---.",
    ),
    (
        "history_coverage",
        WORLD + "history_coverage: 0.5\n",
        'case.yaml:16:1: unknown key "history_coverage". Did you mean "history"?',
    ),
    (
        "history cov",
        WORLD + "history: {events: [], coverage: 0}\n",
        "case.yaml:16:33: history_coverage: 0 is too small. Allowed: above 0 and at most 1 (share of real events that the history holds (0-1]).",
    ),
    (
        "history where",
        WORLD
        + "history: [{date: 1999-01-01, latitude: 5, longitude: 10, type_of_violence: 1, best: 3, where: 1}]\n",
        'case.yaml:16:88: history, item 1: the key "where" is not allowed. Leave it out; the place is found from latitude and longitude.',
    ),
    (
        "hist type",
        WORLD
        + "history: [{date: 1999-01-01, latitude: 5, longitude: 10, type_of_violence: 4, best: 3}]\n",
        "case.yaml:16:76: history, item 1, type_of_violence: 4 is too large. Allowed: at least 1 and at most 3 (UCDP: 1 state-based, 2 non-state, 3 one-sided).",
    ),
    (
        "hist far",
        WORLD
        + "history: [{date: 1999-01-01, latitude: 50, longitude: 10, type_of_violence: 1, best: 3}]\n",
        "case.yaml:16:40: history, item 1, latitude: the event lies far outside the country. Check latitude and longitude.",
    ),
]
