"""The guard against the network works, and leaves this machine alone."""

from __future__ import annotations

import socket

import pytest


def test_another_machine_is_refused_before_any_packet_leaves() -> None:
    with (
        socket.socket() as outside,
        pytest.raises(RuntimeError, match=r"tried to reach 192\.0\.2\.1"),
    ):
        outside.connect(("192.0.2.1", 80))  # an address kept for documentation


def test_a_name_is_not_looked_up() -> None:
    with pytest.raises(RuntimeError, match="tried to reach example"):
        socket.getaddrinfo("example.org", 80)


def test_this_machine_is_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=5).close()
