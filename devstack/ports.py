"""Choosing loopback ports that are free right now."""

import random
import socket
from dataclasses import astuple, dataclass

from devstack.errors import StackError

# Below Linux' range for outgoing connections (32768 and up), so that no passing client takes a port between
# our test and the server's bind.
_LOWEST, _HIGHEST = 18000, 31999


def is_free(port: int) -> bool:
    """Whether a server could listen on this loopback port now; somebody else may be quicker a moment later."""
    with socket.socket() as probe:
        # As servers do: a connection of the last run that is still in TIME_WAIT does not make a port taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port(preferred: int = 0, avoid: set[int] | None = None) -> int:
    """The preferred port when it is free and not to be avoided, else any free one."""
    avoid = avoid or set()
    candidates = [preferred] if preferred else []
    candidates += random.sample(range(_LOWEST, _HIGHEST + 1), 200)
    for port in candidates:
        if port not in avoid and is_free(port):
            return port
    raise StackError("No free port on 127.0.0.1 was found.")


@dataclass(frozen=True)
class Ports:
    """The ports of one stack; 0 asks for any free one."""

    web: int = 0
    sidecar: int = 0
    mail_web: int = 0
    smtp: int = 0
    mariadb: int = 0
    redis: int = 0
    providers: int = 0

    def choose(self) -> "Ports":
        """The same, with every port that is 0 or taken replaced by a free one."""
        chosen: list[int] = []
        for preferred in astuple(self):
            chosen.append(free_port(preferred, avoid=set(chosen)))
        return Ports(*chosen)
