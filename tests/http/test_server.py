"""The real web process, spoken to byte by byte: what no well-behaved client would send."""

import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from devstack.ports import Ports
from devstack.processes import Process, answers
from devstack.stack import Stack
from sidecar.runtime import Runtime
from tests.http.conftest import Plugin, actor_json
from tests.studio import ALICE

BODY = b'{"package":"01J00000000000000000000000","version":1,"method":"bank_transfer"}'


@pytest.fixture
def port(stack: Stack, rt: Runtime) -> Iterator[int]:
    port = Ports().choose().sidecar
    environment = stack.sidecar.environment | {"SP_DATABASE_URL": _url(rt), "SP_BIND": f"127.0.0.1:{port}"}
    web = Process("serve-raw", [Path(sys.executable).parent / "session-packages", "serve"], stack.root, env=environment)
    web.start()
    try:
        web.wait_until(lambda: answers(f"http://127.0.0.1:{port}/health"), 20, "200 from /health")
        yield port
    finally:
        web.stop()


def _url(rt: Runtime) -> str:
    return rt.config.database_url.replace("mysql+pymysql://", "mysql://", 1)


def say(port: int, *parts: bytes) -> tuple[int, bytes]:
    """(status, the whole answer)."""
    with socket.create_connection(("127.0.0.1", port), 5) as line:
        line.sendall(b"".join(parts))
        answer = b"".join(iter(lambda: line.recv(65536), b""))
    return int(answer.split(b" ", 2)[1]), answer


def head(plugin: Plugin, target: str = "/v1/orders", body: bytes = BODY, *more: bytes) -> bytes:
    method = "POST" if body else "GET"
    lines = [f"{method} {target} HTTP/1.1".encode(), b"Host: x", b"Connection: close", b"Content-Type: application/json", *more]
    headers = plugin.headers(method, target, body, actor_json(ALICE)).items()
    return b"\r\n".join([*lines, *(f"{name}: {value}".encode() for name, value in headers), b"", b""])


def test_broken_bytes_never_make_it_stumble_and_no_header_moves_path_or_actor(port: int, plugin: Plugin) -> None:
    _broken_bytes(port, plugin)
    _headers_of_proxies(port, plugin)


def _broken_bytes(port: int, plugin: Plugin) -> None:
    chunked = b"Transfer-Encoding: chunked"
    whole = b"%x\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY)
    assert say(port, head(plugin, "/v1/orders", BODY, chunked), whole)[0] == 404, "the package is not known; all else was right"
    assert say(port, head(plugin, "/v1/orders", BODY, chunked), b"zz\r\n")[0] == 400
    assert say(port, head(plugin, "/v1/orders", BODY, chunked), b"20000\r\n" + b"a" * 0x20000 + b"\r\n0\r\n\r\n")[0] in {401, 413}
    assert say(port, head(plugin, "/v1/orders", BODY, b"Content-Length: 3", chunked), whole)[0] == 400
    assert say(port, b"POST /v1/pairing HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n"
               b"Content-Type: application/json\r\n\r\nzz\r\n")[0] == 400  # fmt: skip
    for host in (b"", b"a b", b"[::1", b"\xff\xfe", b"evil.test/../", b"x:99999"):
        assert say(port, b"GET /v1/packages HTTP/1.1\r\nHost: " + host + b"\r\nConnection: close\r\n\r\n")[0] in {400, 401}
    for path in (b"/v1/\xff", b"/v1/orders/%00", b"*", b"//x/v1/packages", b"http://x/v1/packages"):
        assert say(port, b"GET " + path + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")[0] in {400, 401, 404}


def _headers_of_proxies(port: int, plugin: Plugin) -> None:
    staff = actor_json(ALICE).replace("customer", "staff").encode()
    for header in (b"SCRIPT_NAME: /v1", b"PATH_INFO: /v1/manage/overview", b"X-Forwarded-Prefix: /x", b"X_SP_Actor: " + staff):
        assert say(port, head(plugin, "/v1/packages", b"", header))[0] in {200, 400}, header
    for header in (b"X-SP-Actor: " + staff, b"x-sp-actor: " + staff):
        assert say(port, head(plugin, "/v1/packages", b"", header))[0] == 401
