"""Every refusal in one shape: a code for the plugin, English for the log, and what is wrong with which field."""

import logging
from typing import Any

from flask import Flask, Response, g, jsonify
from werkzeug.exceptions import HTTPException

from sidecar.errors import Refused
from wp_bridge.errors import CommitUnknown, DatabaseUnavailable, TransientConflict

log = logging.getLogger(__name__)
CODES = {400: "malformed", 404: "not_found", 405: "method_not_allowed", 413: "too_large", 415: "not_json"}


def register(app: Flask) -> None:
    app.register_error_handler(Refused, _refused)
    for unavailable in (DatabaseUnavailable, CommitUnknown, TransientConflict):
        app.register_error_handler(unavailable, _unavailable)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _bug)
    app.after_request(_finish)


def _answer(status: int, code: str, message: str, **more: Any) -> Response:
    error = {"code": code, "message": message, "fields": {}, "params": {}} | more
    response = jsonify({"error": error, "request_id": g.get("request_id", "")})
    response.status_code = status
    return response


def _refused(error: Refused) -> Response:
    return _answer(error.status, error.code, error.message, fields=error.fields, params=error.params)


def _unavailable(error: Exception) -> Response:
    log.warning("database unavailable: %s (request %s)", error, g.get("request_id", "-"))
    response = _answer(503, "database_unavailable", "the database cannot be reached at the moment")
    response.headers["Retry-After"] = "5"
    return response


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    return _answer(status, CODES.get(status, "refused"), error.description or error.name)


def _bug(error: Exception) -> Response:
    log.error("unexpected error (request %s)", g.get("request_id", "-"), exc_info=error)
    return _answer(500, "internal", "something went wrong on our side")


def _finish(response: Response) -> Response:
    """Nobody caches money or balances; the caller finds its request in our log."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-SP-Request-Id"] = g.get("request_id", "")
    return response
