"""Take away: the files, the report, and the command that repeats every number."""

from __future__ import annotations

import solara

from cse_sim.web import widgets
from cse_sim.web.background import Job, begin, stop
from cse_sim.web.choices import OWN
from cse_sim.web.parcels import LARGEST, ON_SCREEN, content_of, file_rows, parcel, saved_as
from cse_sim.web.question import FILE, command, file_text, refusal, study_of
from cse_sim.web.sentences import trust_words
from cse_sim.web.texts import word, words
from cse_sim.web.visit import Visit


@solara.component
def TakeAway(visit: Visit, explain: widgets.Told) -> None:
    """The page."""
    language, choices, scenario = visit.language, visit.choices, visit.scenario
    which, set_which = solara.use_state("explore")
    sent, send = solara.use_state(None)
    names = (OWN,) if which == "explore" else choices.compared
    answer = visit.answer.value if which == "explore" else visit.compared.value
    key = f"{which} {choices!r}"
    job: Job = visit.taken.value or Job()
    finished = job.finished if job.key == key else None
    text = file_text(choices, scenario, visit.extends)
    t = {"stop": word(language, "headline", "cancel"), **words(language, "take")}

    def take(name: str) -> None:
        content = content_of(name, visit.choices, text, answer, finished, language)
        if content is not None and len(content) <= LARGEST:
            send(parcel(saved_as(name, answer), content, 1 + (sent or {"number": 0})["number"]))

    screen = [(FILE, t["scenario"]), *((name, name) for name, _ in choices.files)]
    if answer is not None:
        so_far = "" if answer.complete else f": {trust_words(answer, language)}"
        screen.append((ON_SCREEN, t["screen_csv"] + so_far))
    widgets.Take(
        t=t,
        which=which,
        whiches=[
            {"name": name, "title": word(language, "masthead", name)}
            for name in ("explore", "compare")
        ],
        command=command(choices, names),
        screen=[{"name": name, "title": title} for name, title in screen],
        files=[] if finished is None else file_rows(finished, language),
        working=job.working and job.key == key,
        done=job.done,
        planned=max(1, job.planned),
        failure=refusal(choices, scenario) or (job.failure if job.key == key else ""),
        parcel=sent,
        event_choose=set_which,
        event_prepare=lambda _: begin(
            visit.taken, key, lambda: study_of(choices, scenario, names), "comparison", True
        ),
        event_stop=lambda _: stop(visit.taken),
        event_take=take,
    )
