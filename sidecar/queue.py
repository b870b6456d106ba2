"""Redis makes jobs fast. The database is the queue of record, so losing Redis loses nothing and must cost no time."""

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue as RqQueue
from rq import Retry as JobRetry
from rq import Worker
from rq.serializers import JSONSerializer

from wp_bridge import job_names

log = logging.getLogger(__name__)

NAME = "session-packages"
JOB_TIMEOUT = 30  # seconds
# A mail server may take its time to let us in and for a mail. What is sent twice at once is prevented by the claim alone.
# Draining begins its last batch after 20 s at the latest, a task after 5 s.
TIMEOUTS = {job_names.DELIVER: 150, job_names.DRAIN: 200, job_names.WORK_TASK: 60}


@dataclass(frozen=True)
class WorkerSeen:
    name: str
    heartbeat: datetime | None


@dataclass(frozen=True)
class State:
    queued: int
    workers: list[WorkerSeen]


def connect(url: str, *, timeout: float | None) -> "Redis":
    """`timeout` in seconds for connecting and answering; None for a worker, which waits on purpose."""
    # redis-py would try three more times, seconds apart; whoever asks here has something better to do.
    return Redis.from_url(url, socket_connect_timeout=timeout or 3, socket_timeout=timeout, retry=Retry(NoBackoff(), 0))


class Queue:
    """Enqueues by dotted name: the web side never imports job code. Arguments are ids only, as JSON (never pickle)."""

    def __init__(self, url: str) -> None:
        self.redis = connect(url, timeout=0.2)
        self._queue = RqQueue(NAME, connection=self.redis, serializer=JSONSerializer)

    def offer(self, job: str, number: int) -> bool:
        """Offer a job; false when Redis is not there. The sweep finds the row then."""
        job_id = _job_id(job, number)
        try:
            self._queue.enqueue(
                job,
                number,
                job_id=job_id,
                job_timeout=TIMEOUTS.get(job, JOB_TIMEOUT),
                result_ttl=0,
                failure_ttl=86400,
                retry=JobRetry(max=3),
            )
        except RedisError as error:
            log.warning("redis is not reachable (%s); job %s %s waits for the sweep", error, job, number)
            return False
        return True

    def offer_all(self, offers: Sequence[tuple[str, int]]) -> None:
        """Stops at the first failure: with Redis away each further try would cost its time-out."""
        for job, number in offers:
            if not self.offer(job, number):
                return

    def waiting(self, job: str) -> set[int]:
        """The numbers of this job that wait in the queue; none when Redis is not there."""
        start = _job_id(job, 0)[:-1]
        try:
            found = self._queue.get_job_ids()
        except RedisError:
            return set()
        return {int(name.removeprefix(start)) for name in found if name.startswith(start)}

    def state(self) -> State | None:
        """None when Redis is not there."""
        try:
            workers = Worker.all(queue=self._queue, serializer=JSONSerializer)
            return State(len(self._queue), [WorkerSeen(one.name, one.last_heartbeat) for one in workers])
        except RedisError:
            return None

    def is_alive(self) -> bool:
        try:
            return bool(self.redis.ping())
        except RedisError:
            return False


def _job_id(job: str, number: int) -> str:
    """One id per job and number: what RQ allows in it is narrow."""
    return re.sub(r"[^A-Za-z0-9_-]", "-", f"{job}-{number}")
