"""Trouble on demand: which call fails, and what a client sees of it."""

import socket
import time
from collections.abc import Iterator

from flask import Response, request

from devstack.providers.store import Json, Store

# Nothing has happened.
BEFORE = {"500", "429", "409", "402", "401", "403", "timeout_before"}
# It has happened; the client learns nothing, or something else. "500_kept": it has not, and the 500 is Stripe's final word.
AFTER = {"500_after", "500_kept", "timeout_after", "truncated", "cut", "slow"}


def add(store: Store, asked: Json) -> None:
    """Lets the next `times` calls that begin with `prefix` ("POST /v1/refunds") fail."""
    if asked["kind"] not in BEFORE | AFTER:
        raise ValueError(f"no such fault: {asked['kind']}")
    with store.change():
        store.data["faults"].append({"seconds": 0.0, "times": 1} | asked)


def take(store: Store) -> Json | None:
    """The fault that the current request has to suffer, if any."""
    call = f"{request.method} {request.path}"
    with store.lock:
        fault: Json | None = next((f for f in store.data["faults"] if call.startswith(f["prefix"])), None)
    if fault is None:
        return None
    with store.change():
        fault["times"] -= 1
        if fault["times"] <= 0 and fault in store.data["faults"]:
            store.data["faults"].remove(fault)
    return dict(fault)


def hang_up(seconds: float = 0.0) -> Response:
    """Closes the connection without an answer, at once or after letting the client wait."""
    time.sleep(seconds)
    connection: socket.socket = request.environ["werkzeug.socket"]
    connection.shutdown(socket.SHUT_RDWR)
    return Response(status=500, headers={"Connection": "close"})  # goes nowhere


def spoil(answer: Response, fault: Json | None) -> Response:
    """The answer as the client gets it."""
    if fault is None:
        return answer
    kind = fault["kind"]
    if kind == "timeout_after":
        return hang_up(fault["seconds"])
    if kind == "truncated":  # complete for HTTP, half for JSON
        answer.set_data(answer.get_data()[: len(answer.get_data()) // 2])
    if kind == "cut":  # HTTP itself breaks off
        return _cut(answer)
    if kind == "slow":
        return _drip(answer, fault["seconds"] or 2.0)
    return answer


def _cut(answer: Response) -> Response:
    body = answer.get_data()
    connection: socket.socket = request.environ["werkzeug.socket"]

    def half() -> Iterator[bytes]:
        yield body[: len(body) // 2]
        connection.shutdown(socket.SHUT_RDWR)

    return _streamed(answer, half(), len(body))


def _drip(answer: Response, seconds: float) -> Response:
    body = answer.get_data()
    parts = max(1, min(len(body), int(seconds * 10)))
    step = -(-len(body) // parts)

    def slowly() -> Iterator[bytes]:
        for start in range(0, len(body), step):
            yield body[start : start + step]
            time.sleep(seconds / parts)

    return _streamed(answer, slowly(), len(body))


def _streamed(answer: Response, parts: Iterator[bytes], length: int) -> Response:
    headers = [(name, value) for name, value in answer.headers if name.lower() != "content-length"]
    return Response(parts, answer.status_code, [*headers, ("Content-Length", str(length))], direct_passthrough=True)
