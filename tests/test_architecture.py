"""The picture of the house, executable: who may import whom."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# A module imports from its own row or from rows above.
LAYERS = (
    ("errors", "sources"),
    ("params", "compiling", "elementary", "luck"),
    ("distributions",),
    ("state", "places", "processes", "formulas"),
    ("mechanisms", "levers", "indicators"),
    ("scenario",),
    ("engine",),
    ("mesa_agents", "mesa_model", "study"),
    ("report", "validation", "adapters"),
    ("cli", "web", "__main__", "__init__"),
)
LAYER_OF = {name: row for row, names in enumerate(LAYERS) for name in names}
INSIDE_THE_MODEL = LAYER_OF["engine"]
APART = ("mechanisms", "levers", "indicators")

# Modules of those three packages that declare or serve and are no mechanism, lever or indicator themselves.
SHARED_BY_SIBLINGS = {
    "cse_sim.indicators.measure": "how an indicator is declared",
    "cse_sim.levers.lever": "how a lever is declared",
}

# Imports against the rules, each with its reason.
EXCEPTIONS = {
    ("cse_sim.params", "cse_sim.mechanisms"): "the catalogue is filled by importing what declares",
    ("cse_sim.params", "cse_sim.levers"): "the catalogue is filled by importing what declares",
    (
        "cse_sim.engine.warm",
        "cse_sim.engine.ahead",
    ): "started as a program of its own, not imported",
    ("cse_sim.mechanisms", "cse_sim.levers"): "the week, in __init__, gives the levers their place",
}

OUTSIDE_THE_MODEL = {
    *("pandas", "mesa", "SALib", "matplotlib", "networkx", "altair", "solara", "ipyvuetify"),
    *("click", "rich"),
}
# Within the model, only the engine: the table that a chunk of runs returns, the folder of compiled weeks.
ONLY_IN = {"pyarrow": "engine", "platformdirs": "engine"}


class Source:
    """One module of the package: its dotted name and its syntax tree."""

    def __init__(self, root: Path, path: Path) -> None:
        self.path = path
        self.shown = path.relative_to(root).as_posix()
        parts = path.relative_to(root).with_suffix("").parts
        self.is_package = parts[-1] == "__init__"
        self.name = ".".join(parts[:-1] if self.is_package else parts)
        self.tree = ast.parse(path.read_text(encoding="utf-8"), filename=str(path))

    def targets(self, modules: set[str]) -> set[str]:
        """Dotted names this module imports, by statement at any depth or by name for a later import."""
        found: set[str] = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                origin = self._origin(node)
                for alias in node.names:
                    inner = f"{origin}.{alias.name}"
                    found.add(inner if inner in modules else origin)
            elif isinstance(node, ast.Constant) and node.value in modules - {"cse_sim"}:
                found.add(str(node.value))
        return found - {self.name}

    def _origin(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        package = self.name.split(".") if self.is_package else self.name.split(".")[:-1]
        package = package[: len(package) - node.level + 1]
        return ".".join([*package, *([node.module] if node.module else [])])


def read_sources(root: Path) -> dict[str, Source]:
    sources = (Source(root, path) for path in sorted((root / "cse_sim").rglob("*.py")))
    return {source.name: source for source in sources}


def imports(sources: dict[str, Source]) -> dict[str, set[str]]:
    modules = set(sources)
    return {name: source.targets(modules) for name, source in sources.items()}


def place(module: str) -> str:
    """The part of a dotted name that has a layer."""
    return module.split(".")[1] if "." in module else "__init__"


def unplaced(sources: dict[str, Source]) -> list[str]:
    return [f"{name} has no layer" for name in sources if place(name) not in LAYER_OF]


def upward(sources: dict[str, Source]) -> list[str]:
    return [
        f"{name} (layer {LAYER_OF[place(name)]}) imports {target} (layer {LAYER_OF[place(target)]})"
        for name, target in _inner_edges(sources)
        if LAYER_OF[place(name)] < LAYER_OF[place(target)]
    ]


def between_siblings(sources: dict[str, Source]) -> list[str]:
    return [
        f"{name} imports {target}"
        for name, target in _inner_edges(sources)
        if place(name) in APART
        and place(target) in APART
        and target not in SHARED_BY_SIBLINGS
        and not (sources[name].is_package and place(name) == place(target))
    ]


def _inner_edges(sources: dict[str, Source]) -> Iterator[tuple[str, str]]:
    for name, targets in imports(sources).items():
        for target in sorted(targets & set(sources)):
            if (name, target) not in EXCEPTIONS:
                yield name, target


def cycles(sources: dict[str, Source]) -> list[str]:
    graph: dict[str, set[str]] = {name: set() for name in sources}
    for name, target in _inner_edges(sources):
        graph[name].add(target)
    done: set[str] = set()
    found: list[str] = []

    def walk(name: str, trail: tuple[str, ...]) -> None:
        if name in trail:
            found.append(" -> ".join([*trail[trail.index(name) :], name]))
        elif name not in done:
            for target in sorted(graph[name]):
                walk(target, (*trail, name))
            done.add(name)

    for name in graph:
        walk(name, ())
    return found


def foreign(sources: dict[str, Source]) -> list[str]:
    found = []
    for name, targets in imports(sources).items():
        if LAYER_OF[place(name)] > INSIDE_THE_MODEL:
            continue
        for library in sorted({target.split(".")[0] for target in targets}):
            if library in OUTSIDE_THE_MODEL or ONLY_IN.get(library, place(name)) != place(name):
                found.append(f"{name} imports {library}")
    return found


def undocumented(sources: dict[str, Source]) -> list[str]:
    return [
        f"{s.shown} has no docstring" for s in sources.values() if not ast.get_docstring(s.tree)
    ]


@pytest.fixture(scope="module")
def sources() -> dict[str, Source]:
    return read_sources(ROOT)


def test_every_module_has_a_layer(sources: dict[str, Source]) -> None:
    assert unplaced(sources) == []


def test_modules_import_only_from_their_own_layer_or_from_above(sources: dict[str, Source]) -> None:
    assert upward(sources) == []


def test_mechanisms_levers_and_indicators_never_import_one_another(
    sources: dict[str, Source],
) -> None:
    assert between_siblings(sources) == []


def test_no_import_goes_in_a_circle(sources: dict[str, Source]) -> None:
    assert cycles(sources) == []


def test_the_model_knows_neither_tables_nor_plots_nor_screens(sources: dict[str, Source]) -> None:
    assert foreign(sources) == []


def test_every_module_says_what_it_is(sources: dict[str, Source]) -> None:
    assert undocumented(sources) == []


def test_every_exception_is_still_needed(sources: dict[str, Source]) -> None:
    graph = imports(sources)
    assert [edge for edge in EXCEPTIONS if edge[1] not in graph[edge[0]]] == []
    assert [module for module in SHARED_BY_SIBLINGS if module not in sources] == []


PLANTED = {
    "a lower layer": (upward, {"luck.py": "from cse_sim.engine import chunk\n"}),
    "a lower layer, inside a function": (
        upward,
        {"luck.py": "def f():\n    import cse_sim.scenario.model\n"},
    ),
    "a lower layer, by name": (upward, {"luck.py": 'LATER = "cse_sim.scenario.model"\n'}),
    "a lower layer, by dots": (upward, {"luck.py": "from . import engine\n"}),
    "a sibling": (
        between_siblings,
        {"mechanisms/fear.py": "from cse_sim.mechanisms.trust import T\n"},
    ),
    "a sibling, by dots": (between_siblings, {"mechanisms/fear.py": "from .trust import T\n"}),
    "a neighbour": (between_siblings, {"levers/radio.py": "import cse_sim.mechanisms.trust\n"}),
    "a circle": (
        cycles,
        {
            "scenario/model.py": "from cse_sim.scenario import files\n",
            "scenario/files.py": "from cse_sim.scenario.model import Scenario\n",
        },
    ),
    "a circle through a package": (
        cycles,
        {
            "scenario/__init__.py": "from cse_sim.scenario.model import Scenario\n",
            "scenario/model.py": "from cse_sim.scenario import read_scenario\n",
        },
    ),
    "pandas": (foreign, {"engine/chunk.py": "import pandas.api.types as t\n"}),
    "Mesa": (foreign, {"mechanisms/trust.py": "def f():\n    from mesa import Model\n"}),
    "Arrow outside the engine": (foreign, {"indicators/deaths.py": "import pyarrow as pa\n"}),
    "no layer": (unplaced, {"extras.py": ""}),
    "no docstring": (undocumented, {"luck.py": "import math\n"}),
}
HOUSE = ("luck", "engine/chunk", "mechanisms/trust", "scenario/model", "levers/radio")


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_is_found(fault: str, tmp_path: Path) -> None:
    for module in HOUSE:
        for path in {Path(module).with_suffix(".py"), Path(module).parent / "__init__.py"}:
            _write(tmp_path / "cse_sim" / path, '"""A page."""\n')
    find, files = PLANTED[fault]
    assert find(read_sources(tmp_path)) == [], "the house without the fault"
    for path, text in files.items():
        _write(tmp_path / "cse_sim" / path, text)
    assert len(find(read_sources(tmp_path))) == 1


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
