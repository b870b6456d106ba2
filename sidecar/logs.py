"""One line per event on stderr, in UTC. Messages carry ids and request ids, never secrets or mail texts."""

import logging
import time

FORMAT = "%(asctime)sZ %(levelname)s %(name)s: %(message)s"
QUIET = ("rq.worker", "rq.job", "rq.queue", "rq.scheduler", "alembic", "urllib3")  # what matters of theirs, we say


def configure(level: str) -> None:
    """For a process of its own (web server, worker, scheduler, command line); tests leave logging alone."""
    formatter = logging.Formatter(FORMAT, datefmt="%Y-%m-%dT%H:%M:%S")
    formatter.converter = time.gmtime
    handler = logging.StreamHandler()
    handler.setFormatter(formatter)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    if level != "DEBUG":
        for name in QUIET:
            logging.getLogger(name).setLevel(logging.WARNING)
