"""Every write happens once: its idempotency key and its answer are kept in the same transaction as what it did, and for staff
that they have done it."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sidecar.errors import Refused
from sidecar.runtime import Runtime
from sidecar.usecases import acts
from wp_bridge import requests
from wp_bridge.database import Transaction
from wp_bridge.errors import CommitUnknown, DatabaseUnavailable, DuplicateKey
from wp_bridge.records import Actor

Answer = dict[str, Any]
ROUNDS = 3


@dataclass(frozen=True)
class Command:
    """A write as it came in. `deadline` is a `time.monotonic()` instant after which nothing is tried again."""

    action: str
    key: str
    actor: Actor
    request_id: str
    body: dict[str, Any] = field(default_factory=dict)
    deadline: float | None = None

    @property
    def hash(self) -> str:
        """Who asks for what: the same key for anything else is a mistake or an attack, not a repetition."""
        asked = [self.action, self.actor.kind, self.actor.wp_user_id, self.body]
        return hashlib.sha256(json.dumps(asked, sort_keys=True, default=str).encode()).hexdigest()


def run(rt: Runtime, command: Command, work: Callable[[Transaction], Answer], *, subject: str = "") -> Answer:
    """The answer of `work`, or the one it gave when the same command first succeeded.

    Refusals are not kept: the caller may mend the cause and try again. Raises `Refused('idempotency_key_reused')`.
    """

    def all_of_it(tx: Transaction) -> Answer:
        answer = work(tx)
        stored = requests.StoredRequest(command.key, command.action, command.hash, json.dumps(answer))
        requests.remember(tx, stored, command.actor, subject, command.request_id)
        said = (command.actor, command.action, command.body, answer)
        acts.note(tx, *said, subject=subject, request_id=command.request_id)
        return answer

    refusal: Refused | None = None
    for _ in range(ROUNDS):
        known = rt.db.transact(lambda tx: requests.find(tx, command.key), deadline=command.deadline)
        if known is not None:
            return _replayed(known, command)
        if refusal is not None:
            raise refusal
        try:
            return rt.db.transact(all_of_it, deadline=command.deadline)
        except Refused as refused:
            refusal = refused  # our own parallel twin may have been first, and took the last one: look before refusing
        except DuplicateKey as error:
            if error.key != "idempotency_key":
                raise
        except CommitUnknown:
            continue  # it may have been kept: look again before doing anything twice
    raise refusal or DatabaseUnavailable("the outcome could not be established in time")


def _replayed(known: requests.StoredRequest, command: Command) -> Answer:
    if known.request_hash != command.hash:
        raise Refused("idempotency_key_reused", "this key was used for another request")
    answer: Answer = json.loads(known.answer)
    return answer
