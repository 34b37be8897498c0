"""Starting the view: settings first, then the server, then the model warmed up while the first page is drawn."""

from __future__ import annotations

import ipaddress
import os
import socket
import threading
import warnings
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from cse_sim.errors import InputError
from cse_sim.web.choices import OWN, first_choices

LOOPBACK = "127.0.0.1"
LOOPBACK_NAMES = {"127.0.0.1", "localhost", "::1"}
EVERYWHERE = {"0.0.0.0", "::"}
LARGEST_MESSAGE = 16 * 2**20
SETTINGS = {
    "SOLARA_APP": "cse_sim.web.app",
    "SOLARA_MODE": "production",
    "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "False",
    "SOLARA_THEME_SHOW_BANNER": "False",
    "SOLARA_THEME_VARIANT": "light",
    "SOLARA_THEME_LOADER": "plain",
    "SOLARA_THEME_TITLE": "cse-sim",
    "SOLARA_KERNEL_CULL_TIMEOUT": "10m",
    "SOLARA_KERNEL_MAX_COUNT": "200",
    "SOLARA_SESSION_HTTP_ONLY": "True",
    "SOLARA_ASSETS_FONTAWESOME_ENABLED": "False",
    "SOLARA_ASSETS_EXTRA_LOCATIONS": "cse_sim.web.assets",
}
LATER = ("scipy.stats",)
"""Long to load, not needed on the first page, and safe to load beside it. The framework asks of every value whether it is
a pandas table and stumbles over a pandas that is half loaded, so pandas is not here: it is loaded before the first page."""
NEEDED = ("solara", "ipyvuetify", "uvicorn")


def view(said: str | None, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Serve the view until it is stopped; ``ready`` is told the address when it answers.

    Raises
    ------
    InputError
        when the scenario, the host or the port cannot be used, or what the view needs is not installed.
    """
    check_installed()
    from cse_sim.web import opening

    opening.OPENED = opening.opened(said)
    listening = bound(host, port)
    os.environ.update(SETTINGS)
    import uvicorn

    from cse_sim.web.serving import Server

    address = address_of(host, listening.getsockname()[1])
    threading.Thread(target=warm_up, args=(opening.OPENED,), daemon=True).start()
    config = uvicorn.Config(
        application(host),
        ws_max_size=LARGEST_MESSAGE,
        timeout_graceful_shutdown=3,
        log_level="error",
        access_log=False,
    )
    Server(config, lambda: ready(address)).run(sockets=[listening])


def application(host: str) -> Any:
    """The guarded application; settings must be in the environment before."""
    # Solara warns that its cookie is for https only where it can; on loopback there is none.
    warnings.filterwarnings("ignore", message="(?s)Cookies with samesite=none.*")
    import solara.server.settings as settings
    import solara.server.starlette as solara_server

    from cse_sim.web.guard import Guard
    from cse_sim.web.packaged import Packaged

    settings.telemetry.mixpanel_enable = False
    return Guard(Packaged(solara_server.app, assets_folder()), hosts_of(host))


def hosts_of(host: str) -> set[str]:
    """The names under which the server may be asked."""
    if host in EVERYWHERE:
        names = {socket.gethostname(), socket.getfqdn(), *own_addresses()}
        return LOOPBACK_NAMES | {name.lower() for name in names}
    return LOOPBACK_NAMES if host in LOOPBACK_NAMES else {host.lower()}


def own_addresses() -> set[str]:
    """The addresses of this machine."""
    try:
        found = socket.getaddrinfo(socket.gethostname(), None)
    except OSError:
        return set()
    return {str(entry[4][0]) for entry in found}


def address_of(host: str, port: int) -> str:
    """What to type into a browser."""
    shown = "localhost" if host in EVERYWHERE else host
    return f"http://[{shown}]:{port}/" if ":" in shown else f"http://{shown}:{port}/"


def bound(host: str, port: int) -> socket.socket:
    """A socket that listens there.

    Raises
    ------
    InputError
        when the host is unknown or the port is taken.
    """
    family = socket.AF_INET6 if _version(host) == 6 else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
    except (OSError, OverflowError) as error:
        made.close()
        raise InputError(
            f"cannot listen on {host}, port {port}: {getattr(error, 'strerror', None) or error}",
            where="view",
            do="Choose another --port, or 0 for any free one",
        ) from error
    return made


def check_installed() -> None:
    """See that what only the view needs is there, with the files its pages are made of.

    Raises
    ------
    InputError
        when something is missing.
    """
    from importlib.util import find_spec

    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise InputError(
            f"the view needs libraries that are not installed: {', '.join(missing)}",
            do="pip install 'cse-sim[web]'",
        )
    if not (assets_folder() / "@widgetti").is_dir():
        raise InputError(
            "the files that the pages are made of are not installed",
            do="pip install 'cse-sim[web]', which brings them, so that no page asks the internet",
        )


def assets_folder() -> Path:
    """Where the files of the pages lie; what is not there, the server would fetch."""
    os.environ.update(SETTINGS)
    import solara.server.settings as settings

    return Path(settings.assets.proxy_cache_dir)


def warm_up(known: Any) -> None:
    """Compile or load the model, compute the first question that most visitors ask, and load what other pages need."""
    from cse_sim.web.answers import answers
    from cse_sim.web.choices import Choices
    from cse_sim.web.question import scenario_of, screen_study

    scenario = scenario_of(Choices(case=known.case), known.scenario)
    for _ in answers(screen_study(first_choices(scenario, known.case), scenario, (OWN,))):
        pass
    for name in LATER:
        import_module(name)


def _version(host: str) -> int:
    try:
        return ipaddress.ip_address(host).version
    except ValueError:
        return 4
