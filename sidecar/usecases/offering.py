"""Work that a sweep found: offered to the workers; done on the spot where Redis is away or no worker takes it."""

from collections.abc import Callable, Sequence

from sidecar.runtime import Runtime

AT_ONCE = 5  # done on the spot in one sweep: a provider that hangs must not hold up the other sweeps for long


def offer(rt: Runtime, job: str, numbers: Sequence[int], late: Callable[[], Sequence[int]], work: Callable[[int], bool]) -> int:
    """How many of `numbers` there were. `late` are those that no worker has taken for a minute; `work` must bear running twice."""
    if not numbers:
        return 0
    left: Sequence[int] = late() if _offered(rt, job, numbers) else numbers
    for number in left[:AT_ONCE]:
        if not work(number):
            break  # nothing gets through just now; the next sweep sees
    return len(numbers)


def _offered(rt: Runtime, job: str, numbers: Sequence[int]) -> bool:
    if not rt.queue.is_alive():
        return False
    waiting = rt.queue.waiting(job)
    return all(rt.queue.offer(job, number) for number in numbers if number not in waiting)
