"""The names of what was typed: an error names the option, not what it is called inside."""

from __future__ import annotations

from collections.abc import Sequence

from cse_sim.errors import InputError, InputErrors

OPTIONS = {
    "overrides": ("--set",),
    "strategies": ("--strategies", "--strategy"),
    "thresholds": ("--threshold",),
}
"""Options that are not called as what they set."""


def as_typed(error: InputError, arguments: Sequence[str]) -> InputError:
    """The same error, at the option that was typed; one that has a place in a file stays as it is."""
    if isinstance(error, InputErrors) or error.path or not error.where.isidentifier():
        return error
    said = {argument.partition("=")[0] for argument in arguments}
    for option in OPTIONS.get(error.where, (f"--{error.where.replace('_', '-')}",)):
        if option in said:
            error.where = option
            break
    return error
