"""The worker: RQ with JSON only, short heartbeats, and patience while Redis is away."""

import logging
import time
from typing import Any

from redis.exceptions import RedisError
from rq import Worker
from rq.job import Job
from rq.serializers import JSONSerializer

from jobs import outbox, payments, refunds, tasks  # noqa: F401 - imported before the fork, so that not every job has to
from jobs.outages import Outage
from sidecar import queue, startup
from sidecar.runtime import Runtime

log = logging.getLogger(__name__)

# With RQ's defaults an idle worker had not found a dead one's job after 230 s; with these it takes about 90 s. The
# outbox does not depend on it: its sweep offers the row again as soon as the claim has run out.
WORKER_TTL = 60
MAINTENANCE_SECONDS = 30
PAUSE = 2.0


class PatientWorker(Worker):
    """RQ's worker, which says once when Redis is away, and whether it ended because it was asked to."""

    max_connection_wait_time = 2.0
    outage: Outage

    @property
    def asked_to_stop(self) -> bool:
        return self._shutdown_requested_date is not None

    def heartbeat(self, timeout: int | None = None, pipeline: Any = None) -> None:
        """RQ calls this before it asks for a job, and again and again while Redis is away. Raises `RedisError`."""
        try:
            super().heartbeat(timeout, pipeline)
        except RedisError as error:
            self.outage.note(type(error).__name__)
            raise
        if pipeline is None:
            self.outage.note(None)


def run(rt: Runtime) -> None:
    """Until SIGTERM or SIGINT: the job under way is finished first. Waits while Redis is away, and says so."""
    outage = Outage("redis", "the worker waits; nothing is lost, the scheduler works the outbox meanwhile")
    logging.getLogger("rq.worker").addFilter(_is_news)
    while True:
        try:
            worker = _worker(rt)
            worker.outage = outage
            outage.note(None)
            log.info("worker %s waits for jobs", worker.name)
            if _worked(worker):
                log.info("worker %s ends", worker.name)
                return
        except RedisError as error:
            outage.note(type(error).__name__)
        time.sleep(PAUSE)


def _worker(rt: Runtime) -> PatientWorker:
    """Raises `RedisError` while Redis is away."""
    return PatientWorker(
        [queue.NAME],
        name=startup.process_name(),
        connection=queue.connect(rt.config.redis_url, timeout=None),
        serializer=JSONSerializer,
        worker_ttl=WORKER_TTL,
        maintenance_interval=MAINTENANCE_SECONDS,
        log_job_description=False,
        work_horse_killed_handler=_tell_killed,
    )


def _worked(worker: PatientWorker) -> bool:
    """True when it was asked to end. RQ also returns when Redis stops answering in the wrong moment."""
    try:
        worker.work(logging_level=None)
    except RedisError:
        if not worker.asked_to_stop:
            raise
    return worker.asked_to_stop


def _is_news(record: logging.LogRecord) -> bool:
    """RQ says with every try, from two threads and with tracebacks, that Redis is away; the outage says it once."""
    error = record.exc_info[1] if record.exc_info else None
    return not isinstance(error, RedisError) and "could not connect to Redis" not in str(record.msg)


def _tell_killed(job: Job, pid: int, status: int, _usage: Any) -> None:
    log.error("the process %d of job %s was killed (status %d); the sweep finds its row", pid, job.id, status)
