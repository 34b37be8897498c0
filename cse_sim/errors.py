"""Errors a person can put right, each in one line: where, what is wrong, what is allowed, what to do."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class InputError(Exception):
    """Something a person wrote cannot be used. Shown as one line; the command line exits with 2.

    The line reads ``path:line:column: where: what. allowed. do.``; parts that are not known are left out.
    """

    def __init__(
        self,
        what: str,
        *,
        where: str = "",
        allowed: str = "",
        do: str = "",
        path: str = "",
        line: int | None = None,
        column: int | None = None,
    ) -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.allowed = allowed
        self.do = do
        self.path = path
        self.line = line
        self.column = column

    def __str__(self) -> str:
        place = self.path
        if self.path and self.line is not None:
            place += f":{self.line}"
            if self.column is not None:
                place += f":{self.column}"
        said = " ".join(_sentence(part) for part in (self.what, self.allowed, self.do) if part)
        line = ": ".join(part for part in (place, self.where, said) if part)
        return " ".join(line.split())


class InputErrors(InputError):
    """Several input errors found in one pass, in the order of the file."""

    def __init__(self, errors: Iterable[InputError]) -> None:
        self.errors = tuple(errors)
        super().__init__("; ".join(error.what for error in self.errors))

    def __str__(self) -> str:
        return "\n".join(str(error) for error in self.errors)


class RunFailed(Exception):
    """A study could not be finished (exit code 1): the reason in one line."""


def nearest(name: str, known: Iterable[str]) -> str:
    """``Did you mean "x"?`` for the closest known name, or an empty string."""
    match = difflib.get_close_matches(name, list(known), n=1, cutoff=0.55)
    return f'Did you mean "{match[0]}"?' if match else ""


def _sentence(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "?", "!")) else text + "."
