"""The web process: gunicorn, started from here so that one command and one set of settings run it."""

from typing import Any

from gunicorn.app.base import BaseApplication

from sidecar.config import Config

WORKERS = 2
REQUEST_SECONDS = 30  # a worker that is silent for longer is replaced; no request may take that long
GRACEFUL_SECONDS = 8  # for requests under way when the server is told to end


class Server(BaseApplication):
    """The application is made in each worker, after the fork: connections are never shared between processes."""

    def __init__(self, config: Config) -> None:
        self._config = config
        super().__init__()  # type: ignore[no-untyped-call]

    def load_config(self) -> None:
        for name, value in settings(self._config).items():
            self.cfg.set(name, value)  # type: ignore[union-attr]

    def load(self) -> Any:
        # Here, so that the master process does not load what only its workers need.
        from sidecar.web.app import create_app  # noqa: PLC0415

        return create_app(self._config)


def settings(config: Config) -> dict[str, Any]:
    return {
        "bind": config.bind,
        "workers": WORKERS,
        "worker_class": "gthread",
        "threads": config.web_threads,
        "timeout": REQUEST_SECONDS,
        "graceful_timeout": GRACEFUL_SECONDS,
        "keepalive": 5,
        "control_socket_disable": True,
        "forwarded_allow_ips": "",  # no header of a proxy may move a path: the signature covers the one that was sent
        "loglevel": config.log_level.lower(),
        "proc_name": "session-packages",
    }


def run(config: Config) -> None:
    """Until SIGTERM or SIGINT; exits with status 1 when the address is taken."""
    Server(config).run()  # type: ignore[no-untyped-call]
