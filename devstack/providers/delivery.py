"""Brings events to the addresses that asked for them, again and again until one answers 2xx."""

import threading
import time
from collections.abc import Callable

import requests

from devstack.providers.certificates import Book
from devstack.providers.signing import headers
from devstack.providers.store import Json, Store

# Seconds before each further try. The real ones go on for three days; our own sweeps have to find what is lost.
RETRIES = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
_TIMEOUT = (3, 10)


class Delivery:
    """One thread that delivers what is due, or with the knob `parallel` each delivery in its own."""

    def __init__(self, store: Store, book: Book, tick: Callable[[], None]) -> None:
        self._store, self._book, self._tick = store, book, tick
        self._wake = threading.Event()
        self._ended = False
        self._under_way = 0
        self._thread = threading.Thread(target=self._run, name="webhooks", daemon=True)
        self._session = requests.Session()
        self._session.trust_env = False

    def start(self) -> None:
        self._store.changed = self.wake
        self._thread.start()

    def wake(self) -> None:
        """Looks at once whether something is due."""
        self._wake.set()

    def stop(self) -> None:
        """Ends the thread; what is not delivered yet stays queued."""
        self._ended = True
        self.wake()
        self._thread.join(15)

    def settled(self) -> bool:
        """Whether nothing is left to deliver."""
        with self._store.lock:
            return not self._store.data["deliveries"] and not self._under_way

    def _run(self) -> None:
        while not self._ended:
            self._wake.clear()
            self._tick()
            due = self._take_due()
            for attempt in due:
                self._begin(attempt)
            if not due:
                self._wake.wait(self._pause())

    def _take_due(self) -> list[Json]:
        with self._store.lock:
            queue = self._store.data["deliveries"]
            due = sorted((a for a in queue if a["due"] <= time.time()), key=lambda a: a["due"])
            due = due[: max(0, self._parallel - self._under_way) if self._parallel else 1]
            for attempt in due:
                queue.remove(attempt)
            self._under_way += len(due)
        return due

    @property
    def _parallel(self) -> int:
        return int(self._store.knob("parallel", 0))

    def _pause(self) -> float:
        with self._store.lock:
            waiting = [float(a["due"]) for a in self._store.data["deliveries"]]
        return max(0.01, min([0.5, *(due - time.time() for due in waiting)]))

    def _begin(self, attempt: Json) -> None:
        if self._parallel:
            threading.Thread(target=self._deliver, args=(attempt,), daemon=True).start()
        else:
            self._deliver(attempt)

    def _deliver(self, attempt: Json) -> None:
        event = self._store.data["events"][attempt["seq"] - 1]
        status = self._post(attempt["url"], event)
        retries = self._store.knob("retries", RETRIES)
        with self._store.change():
            self._under_way -= 1
            event.setdefault("answers", []).append(status)
            if not 200 <= status < 300 and attempt["tries"] < len(retries):
                wait = float(retries[attempt["tries"]])
                again = attempt | {"tries": attempt["tries"] + 1, "due": time.time() + wait}
                self._store.data["deliveries"].append(again)

    def _post(self, url: str, event: Json) -> int:
        """The status of the answer, 0 for none."""
        try:
            signed = headers(self._store, self._book, event)
            send = self._session.post if not self._parallel else requests.post
            return send(url, event["body"].encode(), headers=signed, timeout=_TIMEOUT, allow_redirects=False).status_code
        except requests.RequestException:
            return 0
