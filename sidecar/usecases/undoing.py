"""A wrong step is taken back by a counter entry, once; the ledger itself never changes."""

from dataclasses import replace

from sidecar.domain import correcting
from sidecar.domain import undoing as rules
from sidecar.domain.validity import Validity
from sidecar.errors import Refused
from sidecar.usecases import plans, reassigning, rolling
from sidecar.usecases.plans import Plan, Planner, Scene
from wp_bridge import ledger
from wp_bridge.records import LedgerEntry


def undo(number: int) -> Planner:
    """Raises `NotFound`, or `Refused` with `already_undone`, `not_undoable` or `undo_too_late`."""

    def plan(scene: Scene) -> Plan:
        entry = plans.entry_of(scene, number)
        if entry.kind != "transfer_out":
            plans.open_to_change(scene)
        plans.object_to(rules.to_undoing(scene.package, entry))
        if rules.has_been_overtaken(entry, ledger.since(scene.tx, entry)):
            raise Refused("undo_too_late", "something else has happened since")
        counter = COUNTERS[entry.kind](scene, entry)
        return replace(counter, write=lambda voice: counter.write(voice.undoing(entry.id)))

    return plan


def _adjust(scene: Scene, entry: LedgerEntry) -> Plan:
    parts = (-entry.delta_paid, -entry.delta_free)
    plans.object_to(correcting.to_adjusting(scene.package, *parts))
    return plans.adjusting(scene, parts)


def _validity(scene: Scene, entry: LedgerEntry) -> Plan:
    plans.object_to(correcting.to_moving_the_end(scene.package))
    return plans.moving_the_end(scene, Validity(entry.expires_at_old, entry.valid_through_old))


def _suspend(scene: Scene, _entry: LedgerEntry) -> Plan:
    """As if there had been no pause."""
    return plans.resume(extend=False)(scene)


def _resume(scene: Scene, _entry: LedgerEntry) -> Plan:
    """A pause from now on."""
    return plans.suspend(scene)


COUNTERS = {
    "adjust": _adjust,
    "validity": _validity,
    "suspend": _suspend,
    "resume": _resume,
    "transfer_out": rolling.undoing,
    "reassign": reassigning.undoing,
}
