"""What staff correct by hand."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.studio import CAROL, command
from tests.torture.facts import No, Pack, day
from tests.torture.player import ANY, SOME, Player, needs_package

OF_ROLL = (
    "SELECT n.public_id FROM {p}customer_packages n JOIN {p}customer_packages o ON o.id = n.rolled_from_id WHERE o.public_id = %s"
)
ENTRY = (
    "SELECT MAX(l.id) FROM {p}ledger l JOIN {p}customer_packages cp ON cp.id = l.customer_package_id WHERE cp.public_id = %s"
    " AND l.kind = 'transfer_out' AND l.undoes_id IS NULL AND l.entry_key LIKE 'transfer_out:%%'"
)


class Staff(Player):
    @needs_package
    @rule(package=ANY, sessions=SOME([1, 2, 3, -1, -3]), paid=st.booleans())
    def adjust(self, package: int, sessions: int, paid: bool) -> None:
        name, asked = self.pack(package), command("adjust", CAROL)
        self.agree(
            lambda: self.add(self.ledger.packs[name], sessions, paid),
            lambda: self.world.corrections.adjust(self.world.rt, asked, name, sessions, paid, "torture"),
        )

    def add(self, pack: Pack, sessions: int, paid: bool) -> None:
        pack.to_be_changed()
        if (pack.paid if paid else pack.free) + sessions < 0:
            raise No("too_few_sessions")
        pack.paid, pack.free = (pack.paid + sessions, pack.free) if paid else (pack.paid, pack.free + sessions)
        pack.granted += sessions

    @needs_package
    @rule(package=ANY, days=SOME([-1, 0, 5, 30, 60]))
    def set_last_day(self, package: int, days: int) -> None:
        """Extend, or shorten, also into the past."""
        name, last, asked = self.pack(package), day(self.now) + timedelta(days=days), command("validity", CAROL)
        self.agree(
            lambda: self.move_end(self.ledger.packs[name], last),
            lambda: self.world.corrections.set_validity(self.world.rt, asked, name, last, "torture"),
        )

    def move_end(self, pack: Pack, last: date) -> None:
        pack.to_be_changed()
        if not pack.started:
            raise No("not_started")
        if pack.last == last:
            raise No("valid_through")
        pack.last = last

    @precondition(lambda self: self.ledger.packs and not next(iter(self.ledger.packs.values())).paused_on)
    @rule(again=SOME([False, False, True]))
    def suspend(self, again: bool) -> None:
        """Always the same one: a studio whose packages all pause has little else to show."""
        self.do_suspend()
        if again:
            self.do_suspend()

    def do_suspend(self) -> None:
        name, asked = next(iter(self.ledger.packs)), command("suspend", CAROL)
        self.agree(
            lambda: self.pause(self.ledger.packs[name]),
            lambda: self.world.corrections.suspend(self.world.rt, asked, name, "torture"),
        )

    def pause(self, pack: Pack) -> None:
        pack.to_be_changed()
        if pack.paused_on:
            raise No("already_suspended")
        pack.paused_on = day(self.now)

    @precondition(lambda self: any(pack.paused_on for pack in self.ledger.packs.values()))
    @rule(package=ANY, extend=st.booleans(), known=SOME([True, True, False]))
    def resume(self, package: int, extend: bool, known: bool) -> None:
        paused = [name for name, pack in self.ledger.packs.items() if pack.paused_on or not known]
        name, asked = self.pick(paused, package), command("resume", CAROL)
        self.agree(
            lambda: self.unpause(self.ledger.packs[name], extend),
            lambda: self.world.corrections.resume(self.world.rt, asked, name, "torture", extend),
        )

    def unpause(self, pack: Pack, extend: bool) -> None:
        pack.to_be_changed()
        if not pack.paused_on:
            raise No("not_suspended")
        if extend and pack.last:
            pack.last += day(self.now) - pack.paused_on
        pack.paused_on = None

    @needs_package
    @rule(package=ANY, days=SOME([1, 30, 60]), twice=SOME([False, False, True]))
    def roll_over(self, package: int, days: int, twice: bool) -> None:
        name, last = self.pack(package), day(self.now) + timedelta(days=days)
        for asked in [command("roll_over", CAROL) for _ in range(1 + twice)]:
            done = self.agree(
                lambda: self.roll(self.ledger.packs[name], last),
                lambda asked=asked: self.world.corrections.roll_over(self.world.rt, asked, name, last, "torture"),  # type: ignore[misc]
            )
            heir = self.ledger.packs[name].heir
            if done and heir:
                self.ledger.packs[str(self.world.studio.one(f"{OF_ROLL} ORDER BY n.id DESC LIMIT 1", name))] = heir

    def roll(self, pack: Pack, last: date) -> None:
        pack.to_be_changed()
        if pack.held:
            raise No("sessions_held")
        if not pack.paid + pack.free:
            raise No("no_sessions_left")
        own = {"last": last, "started": True, "paused_on": None, "used": 0, "made_by_roll": True, "moved": (0, 0), "heir": None}
        new = replace(pack, granted=pack.paid + pack.free, **own)  # type: ignore[arg-type]
        pack.moved, pack.heir, pack.closed = (pack.paid, pack.free), new, True
        pack.paid = pack.free = 0

    @precondition(lambda self: any(pack.moved != (0, 0) for pack in self.ledger.packs.values()))
    @rule(package=ANY)
    def undo_a_roll_over(self, package: int) -> None:
        """The newest one of a package, also once more."""
        rolled = [name for name, pack in self.ledger.packs.items() if pack.moved != (0, 0)]
        name, asked = self.pick(rolled, package), command("undo", CAROL)
        entry = int(self.world.studio.one(ENTRY, name))
        self.agree(
            lambda: self.unroll(self.ledger.packs[name]),
            lambda: self.world.corrections.undo(self.world.rt, asked, name, entry, "torture"),
        )

    def unroll(self, pack: Pack) -> None:
        new = pack.heir
        if new is None:
            raise No("already_undone")
        if new.closed or new.used or new.held or (new.paid, new.free) != pack.moved:
            raise No("undo_too_late")
        pack.paid, pack.free = pack.moved
        pack.heir, pack.closed, new.closed, new.paid, new.free = None, False, True, 0, 0
