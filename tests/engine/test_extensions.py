"""A user's own processes and agents: named in the manifest, and without a say in the luck of others."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import mesa
import numpy as np
import pytest

import cse_sim as cse
from cse_sim.engine.chunk import program_with
from cse_sim.errors import InputError
from cse_sim.processes import Process, rule
from cse_sim.scenario import Scenario
from cse_sim.study.extensions import executor_for, records

ASKED: dict[str, Any] = {"runs": 4, "seed": 3, "weeks": 10}


def look(window: Any) -> None:
    """Draws luck and changes nothing."""
    assert window.luck(12).min() > 0.0
    assert window["fear"].shape == (12,)


def calm(window: Any) -> None:
    window["fear"][:] = window["fear"] * (1.0 - 0.1 * window.luck(12)[0])


@rule
def calmer(fear):
    return fear * 0.9


def one(function: Any, **changes: Any) -> str:
    """Hash of a process of the user's."""
    ((_, digest),) = records([cse.python_process(function, name="radio", **changes)])
    return digest


@pytest.mark.slow
def test_plain_python_in_a_study_in_its_manifest_and_in_mesa(small: Scenario) -> None:
    calming = cse.python_process(calm, name="calm")
    calmed = cse.run(small, "engaged", extra=[calming], executor="serial", **ASKED)
    looking = cse.python_process(look, name="look")
    plain = cse.run(small, "engaged", **ASKED)
    looked = cse.run(small, "engaged", extra=[looking], **ASKED)
    assert looked.runs.equals(plain.runs)
    assert looked.weekly.equals(plain.weekly)
    assert looked.manifest["inputs"]["extra"] == [["look", dict(records([looking]))["look"]]]
    assert looked.manifest["inputs_sha256"] != plain.manifest["inputs_sha256"]
    assert (calmed.runs.fear < plain.runs.fear).all()
    parameters = [name for name in plain.runs if name.startswith("param:")]
    assert calmed.runs[parameters].equals(plain.runs[parameters])
    key = int(calmed.runs.seed[2])
    model = cse.EngagementModel(small, "engaged", seed=key, weeks=10, extra=[calming])
    fear = []
    while model.running:
        model.step()
        fear.append(model.indicator("fear"))
    assert np.mean(fear) == calmed.runs.fear[2]
    model.close()


def test_a_mesa_agent_with_luck_of_its_own_moves_no_other(small: Scenario) -> None:
    class Gambler(mesa.Agent):
        def step(self) -> None:
            self.model.random.random()
            self.model.field("ownership")[0] = self.model.random.random()
            next(iter(self.model.agents_by_type[cse.Community])).luck()

    plain = cse.EngagementModel(small, "engaged", seed=5, weeks=10)
    watched = cse.EngagementModel(small, "engaged", seed=5, weeks=10, agents=[Gambler])
    for model in (plain, watched):
        for _ in range(10):
            model.step()
    assert plain.field("ownership")[0] != watched.field("ownership")[0]
    assert np.array_equal(plain.field("hotspot"), watched.field("hotspot"))
    assert np.array_equal(plain.state.theta, watched.state.theta)
    plain.close()
    watched.close()


class OfMine(cse.Params, group="of_mine"):
    """A number of a user's own."""

    effect = cse.param(
        0.5,
        unit="1",
        bounds=(0.0, 1.0),
        prior=cse.LogUniform(0.2, 0.8),
        meaning="what is left of fear",
        basis="assumed",
        source=cse.Source("mine", "Chosen by me.", "own"),
    )


@cse.rule
def halved(fear, effect):
    return effect * fear


def test_a_process_with_a_parameter_is_declared_with_public_names_alone() -> None:
    radio = cse.process(halved, name="radio", each="community", writes=("fear",), params=OfMine)
    program = program_with([radio])
    assert program.processes[-1].form == "rule"
    assert "of_mine.effect" in [parameter.full_name for parameter in program.parameters]
    with pytest.raises(ValueError, match=r"mark its function with @cse_sim.rule or @cse_sim.kern"):
        cse.process(look, name="look", writes=())


def test_importing_the_package_loads_nothing_heavy() -> None:
    heavy = ("numpy", "mesa", "scipy", "numba", "pandas", "pydantic", "cse_sim.params")
    code = f"import sys, cse_sim; print([name for name in {heavy} if name in sys.modules])"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


def test_a_hash_tells_whatever_decides_what_a_process_does() -> None:
    def with_share(share: float) -> Any:
        def radio(window: Any) -> None:
            window["fear"][:] *= share

        return radio

    assert one(look) == one(look)
    assert len({one(look), one(calm), one(look, after="fear"), one(with_share(0.5))}) == 4
    assert one(with_share(0.5)) != one(with_share(0.6))


def test_a_process_follows_a_process_or_the_last_one_of_a_mechanism() -> None:
    def before(after: str) -> str:
        program = program_with([cse.python_process(look, name="look", after=after)])
        names = [process.name for process in program.processes]
        return names[names.index("look") - 1]

    assert before("fear") == "fear"
    assert before("trust") == "trust between groups"
    with pytest.raises(InputError, match="not in the week"):
        before("trusst")


def test_where_plain_python_can_run() -> None:
    """Other processes must be able to import all that is handed to them, compiled rules too."""

    @rule
    def local(fear):
        return fear

    def made(function: Any) -> Process:
        return cse.process(function, name="rule", each="community", writes=("fear",))

    plain = cse.python_process(look, name="look")
    assert executor_for([made(local)]) == "local"
    assert executor_for([plain, made(calmer)]) == "processes"
    assert executor_for([plain, made(local)]) == "serial"
    assert executor_for([cse.python_process(lambda window: None, name="x")]) == "serial"
    assert executor_for([cse.python_process(with_name("<lambda>"), name="x")]) == "serial"


def test_what_only_the_script_itself_can_see_runs_in_its_own_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "study.py"
    script.write_text(
        "def seen(window): pass\nif __name__ == '__main__':\n    def guarded(window): pass\n"
    )
    main: Any = ModuleType("__main__")
    main.__file__ = str(script)
    monkeypatch.setitem(sys.modules, "__main__", main)

    def executor(name: str) -> str:
        function = with_name(name)
        function.__name__, function.__module__ = name, "__main__"
        return executor_for([cse.python_process(function, name="x")])

    assert executor("seen") == "processes"
    assert executor("guarded") == "serial"
    del main.__file__
    assert executor("seen") == "serial"


def with_name(name: str) -> Any:
    def function(window: Any) -> None:
        return None

    function.__qualname__ = name
    return function
