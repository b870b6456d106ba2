"""The order in which packages for sale are shown, changed step by step."""

from sidecar.errors import NotFound
from sidecar.runtime import Runtime
from sidecar.usecases import once
from sidecar.usecases.once import Answer, Command
from wp_bridge import packages
from wp_bridge.database import Transaction
from wp_bridge.records import Package


def move(rt: Runtime, command: Command, public_id: str, step: int, view: str) -> Answer:
    """One place up (-1) or down (1) among those that are shown: of one status, or all. At the end of the list nothing happens."""

    def work(tx: Transaction) -> Answer:
        order = packages.lock_all(tx)
        after = _moved(order, public_id, step, view)
        packages.set_positions(tx, order, after)
        return {"package": public_id}

    return once.run(rt, command, work, subject=public_id)


def _moved(order: list[Package], public_id: str, step: int, view: str) -> list[Package]:
    shown = [package for package in order if view in {"all", package.status}]
    at = next((number for number, package in enumerate(shown) if package.public_id == public_id), None)
    if at is None:
        raise NotFound("package_unknown")
    if not 0 <= at + step < len(shown):
        return order
    rest = [package for package in order if package is not shown[at]]
    place = rest.index(shown[at + step]) + (1 if step > 0 else 0)
    return [*rest[:place], shown[at], *rest[place:]]
