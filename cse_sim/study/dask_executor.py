"""A Dask cluster as a place where parts are computed: ``--executor dask:ADDRESS``.

The cluster's workers need this package in the same version, but not the study's folder: they return what is kept of a
part, and it is written here. A part whose worker died is computed again elsewhere by the cluster; one that killed several
workers is examined in a process of this machine.
"""

from __future__ import annotations

import logging
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cse_sim.errors import InputError
from cse_sim.study.pool import Pool

if TYPE_CHECKING:
    from concurrent.futures import Executor

CONNECT_S = 5.0
GRACE_S = 1.0
ASK_AGAIN_S = 2.0
"""How old the number of the cluster's threads may be."""


class DaskPool(Pool):
    """The threads of a cluster, as many as there are at the time."""

    def __init__(self, client: Any, executor: Executor, died: type[BaseException]) -> None:
        super().__init__(executor, 1, ours=True, fragile=False, deaths=(died,))
        self.client = client
        self._asked = -ASK_AGAIN_S

    @classmethod
    def at(cls, address: str) -> DaskPool:
        """The cluster whose scheduler listens at an address, or wrote a file that ends in .json.

        Raises
        ------
        InputError
            when there is none, or the library is not installed.
        """
        if not address:
            raise InputError(
                "no address", where="executor", do="Write dask:HOST:PORT or dask:FILE.json"
            )
        try:
            from distributed import Client
            from distributed.scheduler import KilledWorker
        except ImportError:
            raise InputError(
                "Dask is not installed", where="executor", do="pip install 'cse-sim[dask]'"
            ) from None
        for name in ("distributed", "distributed.client"):  # their errors come to us
            logging.getLogger(name).setLevel(logging.CRITICAL)
        client = _connected(_without_last_words(Client), address)
        return cls(client, client.get_executor(pure=False), KilledWorker)

    def window(self) -> int:
        if time.monotonic() - self._asked >= ASK_AGAIN_S:
            self._asked = time.monotonic()
            self.workers = max(1, sum(self.client.nthreads().values()))
        return super().window()

    def close(self) -> None:
        self.client.close()

    def abandon(self) -> None:
        self.executor.shutdown(wait=False)
        self.client.close()


def _without_last_words(client: type[Any]) -> type[Any]:
    """The same kind of client, but one that never was connected does not wait and complain when it is thrown away."""
    return type(client.__name__, (client,), {"__del__": lambda _: None})


def _connected(connect: Any, address: str) -> Any:
    if address.endswith(".json") and not Path(address).is_file():
        raise InputError("there is no such file", where="executor", path=address)
    place = "scheduler_file" if address.endswith(".json") else "address"
    asked: dict[str, Any] = {place: address, "timeout": CONNECT_S, "set_as_default": False}
    found: dict[str, Any] = {}

    def ask() -> None:
        try:
            found["client"] = connect(**asked)
        except (OSError, ValueError, TypeError) as error:  # also what it cannot read as an address
            found["error"] = error

    asking = threading.Thread(target=ask, daemon=True)  # it may wait forever for a polite silence
    asking.start()
    asking.join(CONNECT_S + GRACE_S)
    if "client" not in found:
        raise InputError(
            f'no Dask scheduler answers at "{address}"',
            where="executor",
            do="Start one with: dask scheduler",
        ) from found.get("error")
    return found["client"]
