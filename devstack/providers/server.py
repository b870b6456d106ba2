"""Runs the emulator: in a thread for tests, or as a process of a stack."""

import logging
import tempfile
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from devstack.providers import certificates
from devstack.providers.app import make_app
from devstack.providers.client import Providers
from devstack.providers.clock import tick
from devstack.providers.delivery import Delivery
from devstack.providers.store import Store


class _Quiet(WSGIRequestHandler):
    """Says nothing, and does not send small answers in two packets that wait for each other."""

    disable_nagle_algorithm = True

    def log(self, type: str, message: str, *args: object) -> None:
        logging.getLogger("providers").debug(message, *args)


class Server:
    """The providers on one loopback port."""

    def __init__(self, port: int = 0, folder: Path | None = None) -> None:
        self.store = Store(folder)
        book = certificates.book_of(folder) if folder else certificates.book_of_this_process()
        self._place = folder or Path(tempfile.mkdtemp(prefix="providers-"))
        self.authority = self._place / "authority.pem"
        self.authority.write_bytes(book.authority.root)
        self._temporary = folder is None
        self.delivery = Delivery(self.store, book, lambda: tick(self.store))
        app = make_app(self.store, book, self.delivery, self.authority)
        self._http: BaseWSGIServer = make_server("127.0.0.1", port, app, threaded=True, request_handler=_Quiet)
        self.url = f"http://127.0.0.1:{self._http.server_port}"
        self.store.move_to(self.url)
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def start(self) -> None:
        self.delivery.start()
        self._thread.start()

    def stop(self) -> None:
        """Calls under way get no answer, so that nobody talks to a dead provider's ghost."""
        self.store.ended = True
        self._http.shutdown()
        self._http.server_close()
        self._thread.join(5)
        self.delivery.stop()
        if self._temporary:
            self.authority.unlink()
            self._place.rmdir()

    def wait(self) -> None:
        self._thread.join()


class Emulator(Providers):
    """`with Emulator() as emulator:` both providers in a thread, with their own port, and all a client can do to them."""

    def __init__(self, port: int = 0, folder: Path | None = None) -> None:
        self._server = Server(port, folder)
        super().__init__(self._server.url)

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._server.stop()
