"""One HTTP request that ends: no redirects, no answer larger than it may be, none that drips on for ever."""

import time
from collections.abc import Mapping
from dataclasses import dataclass

import requests
from requests.auth import AuthBase

STEP = 65_536


class NoAnswer(Exception):
    """Nothing came, or not whole, or too much. Says only what kind of trouble it was: no address, no header."""


class Unsigned(AuthBase):
    """No credentials at all: without it `requests` would look for some in the machine's netrc file."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request


@dataclass(frozen=True)
class Bearer(AuthBase):
    token: str

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self.token}"
        return request


@dataclass(frozen=True)
class Limits:
    connect_seconds: float
    read_seconds: float  # between two pieces of the answer, and for all of them
    most_bytes: int


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes


def ask(
    method: str, url: str, limits: Limits, *, auth: AuthBase, headers: Mapping[str, str] | None = None, body: bytes | None = None
) -> Answer:
    plain = {"Accept-Encoding": "identity", **(headers or {})}  # what is packed small may unpack to anything
    try:
        with (
            requests.Session() as session,
            session.request(
                method,
                url,
                headers=plain,
                data=body,
                auth=auth,
                timeout=(limits.connect_seconds, limits.read_seconds),
                allow_redirects=False,
                stream=True,
            ) as response,
        ):
            return Answer(response.status_code, _read(response, limits))
    except NoAnswer:
        raise
    except Exception as error:
        raise NoAnswer(type(error).__name__) from error


def _read(response: requests.Response, limits: Limits) -> bytes:
    """Piece by piece as they come; `urllib3` raises when less comes than the header says."""
    ends = time.monotonic() + limits.read_seconds
    body = b""
    while piece := response.raw.read1(STEP, decode_content=False):
        body += piece
        if len(body) > limits.most_bytes:
            raise NoAnswer("TooLarge")
        if time.monotonic() > ends:
            raise NoAnswer("TooSlow")
    return body
