"""The command line: data on stdout, talk on stderr, and five exit codes.

0 done; 1 the run failed; 2 bad input or usage; 3 done but not trustworthy; 130 interrupted. Nothing heavy is imported
before a verb needs it.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Sequence
from typing import NoReturn

import click

from cse_sim.cli import (
    believing,
    catalogue,
    exploring,
    exporting,
    files,
    planning,
    reporting,
    studies,
    viewing,
)
from cse_sim.cli.streams import check_readable, prepare_streams, unread
from cse_sim.cli.typed import as_typed
from cse_sim.cli.verb import Verbs
from cse_sim.cli.work import Stopped
from cse_sim.errors import InputError, RunFailed

DONE, FAILED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130


@click.group(
    cls=Verbs,
    example="cse-sim compare liberia --strategies none,consult,integrated --runs 50",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="cse-sim", prog_name="cse-sim")
def verbs() -> None:
    """Which ways of engaging civil society help a peace operation, and how sure we can be.

    The model compares strategies under stated assumptions and the same luck. It never predicts.
    """


for verb in (
    *studies.VERBS,
    *exploring.VERBS,
    *reporting.VERBS,
    *exporting.VERBS,
    *planning.VERBS,
    *viewing.VERBS,
    *believing.VERBS,
    *catalogue.VERBS,
    *files.VERBS,
):
    verbs.add_command(verb)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and leave the interpreter with one of the five exit codes."""
    said = list(sys.argv[1:] if arguments is None else arguments)
    code = exit_code(said)
    if code == INTERRUPTED:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # one more Ctrl-C shall leave no traceback
        if any(thread.name.startswith("cse-sim") for thread in threading.enumerate()):
            sys.stdout.flush()
            os._exit(code)  # a thread deep in compiled code, or compiling, cannot be stopped
    sys.exit(code)


def exit_code(arguments: list[str]) -> int:
    """Run the command line; what went wrong is told in one line per problem."""
    prepare_streams()
    try:
        check_readable(arguments)
        code = verbs.main(arguments, prog_name="cse-sim", standalone_mode=False, obj=arguments)
        sys.stdout.flush()
    except click.exceptions.NoArgsIsHelpError as error:
        return _said(error.format_message(), BAD_INPUT)
    except click.UsageError as error:
        place = error.ctx.command_path if error.ctx else "cse-sim"
        what = error.format_message()
        stop = "" if what.endswith((".", "?")) else "."
        return _said(f'{place}: {what}{stop} Try "{place} --help".', BAD_INPUT)
    except click.ClickException as error:
        return _said(f"cse-sim: {error.format_message()}", BAD_INPUT)
    except InputError as error:
        return _said(str(as_typed(error, arguments)), BAD_INPUT)
    except RunFailed as error:
        return _said(str(error), FAILED)
    except click.Abort:
        return _said("Interrupted.", INTERRUPTED)
    except Stopped as stopped:
        return _said(str(stopped), INTERRUPTED)
    except BrokenPipeError:  # whoever read our output has gone
        unread()
        return DONE
    except OSError as error:  # a full disk below our output, most of all
        unread()
        place = error.filename or "the output"
        return _said(f"{place} cannot be written or read: {error.strerror or error}.", FAILED)
    return int(code or DONE)


def _said(line: str, code: int) -> int:
    click.echo(line, err=True)
    return code
