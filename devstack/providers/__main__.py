"""`python -m devstack.providers PORT FOLDER`: the emulated providers as a process of a stack."""

import sys
from pathlib import Path

from devstack.providers.server import Server


def main(port: int, folder: Path) -> None:
    """Serves until it is ended. Every change is in the folder before it is answered, so any end will do."""
    server = Server(port, folder)
    server.start()
    server.wait()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
