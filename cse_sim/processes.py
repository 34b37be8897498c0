"""How a mechanism enters the week: a rule or a kernel, what it writes, and its parameters.

A *rule* is a scalar function for one agent. A *kernel* is a function for one run and one week that takes named arrays.
Both are resolved by the names of their arguments, so they can only see what they name.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from cse_sim.params import Params

Form = Literal["rule", "kernel", "python"]
Function = Callable[..., Any]
CALLED_FOR = (
    "community",
    "community_group",
    "cso",
    "link",
    "unit",
    "armed_group",
    "authority",
    "organisation",
    "lever",
    "nation",
)
"""Kinds of agent a rule can be called for."""


def rule(function: Function) -> Function:
    """Mark a scalar function for one agent; it stays an ordinary function that can be called by hand."""
    function.form = "rule"  # type: ignore[attr-defined]  # the mark the engine reads
    return function


def kernel(function: Function) -> Function:
    """Mark a function for one run and one week that takes named arrays and writes into them."""
    function.form = "kernel"  # type: ignore[attr-defined]  # the mark the engine reads
    return function


@dataclass(frozen=True)
class Process:
    """One step of the week.

    ``name`` keys its luck. ``each`` is the kind of agent a rule is called for. ``writes`` are the fields it changes; a
    rule returns their new values in this order. ``draws`` are named buffers of uniforms: name -> kind of agent. A
    process that belongs to a ``lever`` runs only when the strategy uses that lever. ``start`` processes run once,
    before the first week.
    """

    name: str
    function: Function
    form: Form
    writes: tuple[str, ...]
    each: str = ""
    params: tuple[type[Params], ...] = ()
    draws: dict[str, str] = field(default_factory=dict, hash=False)
    lever: str = ""
    after: str = ""
    start: bool = False
    synchronous: bool = False

    @property
    def arguments(self) -> tuple[str, ...]:
        """Names the function asks for."""
        return tuple(inspect.signature(self.function).parameters)

    @property
    def page(self) -> str:
        """The text of the mechanism's page: the docstring of its module, else of its function."""
        module = inspect.getmodule(self.function)
        return inspect.getdoc(module) or inspect.getdoc(self.function) or ""


def process(
    function: Function,
    *,
    name: str,
    writes: tuple[str, ...],
    each: str = "",
    params: type[Params] | tuple[type[Params], ...] = (),
    draws: dict[str, str] | None = None,
    lever: str = "",
    after: str = "",
    start: bool = False,
    synchronous: bool = False,
) -> Process:
    """Declare a compiled process.

    Parameters
    ----------
    function
        a function marked with ``cse_sim.rule`` or ``cse_sim.kernel``.
    name
        unique; it keys the luck of the process, so renaming it changes results.
    writes
        fields the process changes.
    each
        for a rule: "community", "community_group", "cso", "unit", "armed_group", "authority" or another of CALLED_FOR.
    params
        the parameter group(s) whose short names the function may ask for: classes of ``cse_sim.Params``.
    draws
        for a kernel: buffer name -> kind of agent; each buffer has shape (4, agents). A rule asks for ``u0`` … ``u3``.
    after
        for an extension: the process of the week it follows.
    synchronous
        for a rule that looks at neighbours: all agents are updated from last week's values.

    Raises
    ------
    ValueError
        when the function is not marked, or a rule does not say what it is called for or cannot be called for it.
    """
    form = getattr(function, "form", None)
    if form not in ("rule", "kernel"):
        raise ValueError(
            f'process "{name}": mark its function with @cse_sim.rule or @cse_sim.kernel'
        )
    if form == "rule" and not each:
        raise ValueError(
            f'process "{name}": a rule needs each="community" or another kind of agent'
        )
    if form == "rule" and each not in CALLED_FOR:
        raise ValueError(
            f'process "{name}": no rule is called for each "{each}", only for {", ".join(CALLED_FOR)}'
        )
    if synchronous and each == "community_group":
        raise ValueError(f'process "{name}": a rule for each community_group cannot be synchronous')
    groups = params if isinstance(params, tuple) else (params,)
    return Process(
        name, function, form, writes, each, groups, draws or {}, lever, after, start, synchronous
    )


def python_process(function: Function, *, name: str, after: str = "") -> Process:
    """Declare a process in plain Python: ``function(window)`` once a run and week, where ``window`` shows the state.

    ``window["fear"]`` is the array of a field, one value for each agent of its kind, and may be written in place or
    set; ``cse_sim.state`` declares all fields. ``window.week`` counts weeks from 1. ``window.luck(n)`` are uniforms of
    shape (4, n), keyed by run, week and the name of the process, so that they move no other luck. ``window.layout`` is
    what does not change in a run. With ``after`` the process follows that process of the week, else it comes last.

    Runs with such a process use processes instead of threads. ``EngagementModel`` takes it as well.
    """
    return Process(name, function, "python", (), after=after)
