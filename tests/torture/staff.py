"""What staff correct by hand."""

from datetime import date, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.studio import CAROL, command
from tests.torture.facts import No, Pack, day
from tests.torture.player import ANY, SOME, Player, needs_package


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
        if not pack.paused_on:
            raise No("not_suspended")
        if extend and pack.last:
            pack.last += day(self.now) - pack.paused_on
        pack.paused_on = None
