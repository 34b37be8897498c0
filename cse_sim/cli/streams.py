"""What comes in and goes out as text: names that are not UTF-8, streams that are closed or know few letters."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence

from cse_sim.errors import InputError


def prepare_streams() -> None:
    """Let every line be written: nowhere if its stream is closed, and with escapes for letters the stream does not know."""
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - open as long as we run
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - likewise
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.errors == "strict":
            stream.reconfigure(errors="backslashreplace")


def unread() -> None:
    """Send what is still to be said on stdout nowhere: nobody reads it, or there is no room."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def check_readable(arguments: Sequence[str]) -> None:
    """See that all that was typed is text, which a study can keep.

    Raises
    ------
    InputError
        when something is not.
    """
    for said in arguments:
        try:
            said.encode()
        except UnicodeEncodeError:
            shown = os.fsencode(said).decode(errors="backslashreplace")
            raise InputError(
                f'"{shown}" is not text in {sys.getfilesystemencoding()}',
                do="Use another name, or a locale that knows its letters",
            ) from None


def only_ascii() -> bool:
    """Whether JSON has to escape every other letter, because stdout may not know them."""
    return not str(getattr(sys.stdout, "encoding", "utf-8")).lower().startswith("utf")
