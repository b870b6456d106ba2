"""A WordPress that takes deliveries, as far as the sidecar can see: it answers, hangs, breaks or is away."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Item = dict[str, Any]


class FakeSite:
    """`mode` is ok, maintenance (503), garbage (200, not JSON) or refuse (each item fails); `hold()` makes it hang."""

    def __init__(self) -> None:
        self.mode = "ok"
        self.items: list[Item] = []
        self._gate = threading.Event()
        self._gate.set()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def hold(self) -> None:
        """From now on it takes requests and answers none until `let_go`."""
        self._gate.clear()

    def let_go(self) -> None:
        self._gate.set()

    def close(self) -> None:
        self._gate.set()
        self._server.shutdown()
        self._server.server_close()

    def answer(self, items: list[Item]) -> tuple[int, bytes]:
        self.items += items
        self._gate.wait(30)
        if self.mode == "maintenance":
            return 503, b"Briefly unavailable for scheduled maintenance."
        if self.mode == "garbage":
            return 200, b"<b>Warning</b>: Undefined variable"
        if self.mode == "slow":
            late = {"ok": False, "later": True, "error": "the site takes long for each mail"}
            return 200, json.dumps(
                {"results": {item["id"]: late if n else {"ok": True} for n, item in enumerate(items)}}
            ).encode()
        ok = self.mode != "refuse"
        results = {item["id"]: {"ok": ok, "error": "" if ok else "wp_mail_failed"} for item in items}
        return 200, json.dumps({"results": results}).encode()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                signed = "sp-callback-v1" in self.headers.get("Signature-Input", "")
                status, answer = site.answer(json.loads(body)["items"]) if signed else (401, b"{}")
                self.send_response(status)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: object) -> None:
                pass

        return Handler
