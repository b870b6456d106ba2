"""`python -m devstack.providers PORT FOLDER`: the emulated providers as a process of a stack."""

import sys
from pathlib import Path

from devstack.providers.server import Server
from devstack.signals import interruptible


def main(port: int, folder: Path) -> None:
    """Serves until it is ended; state stays in the folder."""
    server = Server(port, folder)
    with interruptible():
        server.start()
        try:
            server.wait()
        finally:
            server.stop()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
