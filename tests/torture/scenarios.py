"""What is raced for, and what must have come of it whoever was first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.studio import Studio
from tests.torture.calls import Call, new_key

Judge = Callable[[list[str]], list[str]]
Prepared = tuple[list[Call], Judge]
SIDES = 32
TAKEN = {"no_sessions_left", "too_few_sessions", "not_active"}
PAID = {"booking_already_paid", "booking_not_pending"}


@dataclass(frozen=True)
class Scenario:
    name: str
    prepare: Callable[[Studio], Prepared]
    after_sweep: Callable[[Studio], list[str]] = lambda _studio: []


def expect(what: str, found: object, wanted: object) -> list[str]:
    return [] if found == wanted else [f"{what}: {found!r} instead of {wanted!r}"]


def balances(studio: Studio) -> list[int]:
    return [row["balance"] for row in studio.rows("SELECT balance FROM {p}customer_packages ORDER BY id")]


def one_wins(told: Sequence[str], win: str, losers: set[str]) -> list[str]:
    others = set(told) - {win}
    return expect("winners", told.count(win), 1) + expect("other answers", sorted(others - losers), [])


def last_session(studio: Studio) -> Prepared:
    """One session left, 32 bookings."""
    package = studio.sell(sessions=1).public_id
    calls = [Call("redeems", (package, (studio.book(),), new_key())) for _ in range(SIDES)]
    return calls, lambda told: one_wins(told, "committed", TAKEN) + expect("balance", balances(studio), [0])


def same_booking(studio: Studio) -> Prepared:
    """One booking, 32 attempts by customer and staff with two packages."""
    packages, booking = [studio.sell(sessions=5).public_id for _ in range(2)], studio.book()
    calls = [Call("redeems", (packages[n % 2], (booking,), new_key(), n % 4 == 3)) for n in range(SIDES)]
    return calls, lambda told: one_wins(told, "committed", PAID) + expect("sessions left", sum(balances(studio)), 9)


def same_attempt(studio: Studio) -> Prepared:
    """One double click, 32 times."""
    package, bookings, key = studio.sell(sessions=2).public_id, (studio.book(), studio.book()), new_key()
    calls = [Call("redeems", (package, bookings, key))] * SIDES
    return calls, lambda told: expect("answers", set(told), {"committed"}) + expect("balance", balances(studio), [0])


def redeem_against_cancel(studio: Studio) -> Prepared:
    package, booking, key = studio.sell(sessions=3).public_id, studio.book(), new_key()
    redeems = Call("redeems", (package, (booking,), key))
    calls = [redeems, Call("sets", (booking, "cancelled", ("pending", "confirmed")))] * (SIDES // 2)
    known = {"committed", "released", "given_back", "nothing", "booking_cancelled"} | PAID
    return calls, lambda told: expect("other answers", sorted(set(told) - known), [])


def given_back_whole(studio: Studio) -> list[str]:
    live = studio.one("SELECT COUNT(*) FROM {p}redemptions WHERE state = 'committed'")
    return expect("balance after all", balances(studio), [3]) + expect("live redemptions of a cancelled booking", live, 0)


def cancelled_by_everybody(studio: Studio) -> Prepared:
    package, booking = studio.sell(sessions=3), studio.book()
    studio.redeem(package, booking)
    calls = [Call("sets", (booking, "cancelled", ("confirmed",)))] * (SIDES - 2) + [Call("sweeps", ())] * 2
    judge = expect
    return calls, lambda told: judge(
        "givers", told.count("given_back") + sum(each.startswith("repaired") and each != "repaired 0" for each in told), 1
    )


def commit_against_release(studio: Studio) -> Prepared:
    """A hold that is committed, released and lapses at the same moment."""
    package, key = studio.sell(sessions=3, any_service=True).public_id, new_key()
    held = Call("reserves", (package, key, "b-1", 1))
    calls = [held, Call("commits", (key,)), Call("releases", (key,)), Call("lapses", (key,))] * (SIDES // 4)
    known = {"held", "committed", "released", "lapsed", "attempt_committed", "lapsed 0", "lapsed 1", "booking_unknown"}

    def judge(told: list[str]) -> list[str]:
        state = studio.one("SELECT state FROM {p}attempts")
        left = {"committed": 2, "held": 2, "released": 3, "lapsed": 3}[state]
        return expect("other answers", sorted(set(told) - known), []) + expect(f"balance when {state}", balances(studio), [left])

    return calls, judge


def party_against_end(studio: Studio) -> Prepared:
    """A held party grows, shrinks and ends."""
    package, key = studio.sell(sessions=9, any_service=True, per_person=True).public_id, new_key()
    parties = [Call("changes_party", ("b-1", people)) for people in (1, 2, 3, 4, 5, 6)]
    calls = [Call("reserves", (package, key, "b-1", 2)), Call("commits", (key,)), *parties] * (SIDES // 8)
    return calls, lambda told: expect("refusals", sorted(set(told) & {"already_given_back", "not_active"}), [])


def staff_against_everybody(studio: Studio) -> Prepared:
    """Adjust, extend, pause, redeem, cancel, sweep on the same two packages."""
    packages = [studio.sell(sessions=6).public_id for _ in range(2)]
    calls = []
    for n in range(SIDES // 8):
        one, two = packages[n % 2], packages[1 - n % 2]
        first, second = studio.book(), studio.book()
        calls += [Call("redeems", (one, (first, second), new_key())), Call("sets", (first, "cancelled", ("confirmed",)))]
        calls += [
            Call("adjusts", (one, (-1) ** n)),
            Call("adjusts", (two, 2)),
            Call("extends", (two, 30 + n)),
            Call("sweeps", ()),
        ]
        calls += [Call("pauses", (one, n % 2 == 1)), Call("redeems", (two, (second,), new_key(), True))]
    return calls, lambda _told: []


def roll_over_against_everybody(studio: Studio) -> Prepared:
    """Rolled over and back, while its sessions are used and given back."""
    package, booked = studio.sell(sessions=6), studio.book()
    studio.redeem(package, booked)
    name = package.public_id
    calls = []
    for _ in range(SIDES // 4):
        calls += [Call("rolls", (name,)), Call("unrolls", (name,)), Call("redeems", (name, (studio.book(),), new_key()))]
        calls += [Call("sets", (booked, "cancelled", ("confirmed",)))]
    return calls, lambda _told: []


def none_lost(studio: Studio) -> list[str]:
    """Whichever package has them: six were sold."""
    counted = "SELECT CAST(SUM(balance + used) AS SIGNED) FROM {p}customer_packages"
    return expect("sessions left and used", studio.one(counted), 6) + expect(
        "open packages", studio.one("SELECT COUNT(*) FROM {p}customer_packages WHERE closed_at IS NULL"), 1
    )


def one_transfer(studio: Studio) -> Prepared:
    """One order, money confirmed 32 times."""
    order = studio.order(studio.add_package())
    calls = [Call("confirms", (order,))] * SIDES
    return calls, lambda told: one_wins(told, "paid", {"order_not_awaiting"}) + expect("packages", balances(studio), [10])


def last_in_stock(studio: Studio) -> Prepared:
    package = studio.add_package(stock=1)
    return [Call("orders", (package,))] * SIDES, lambda told: one_wins(told, "ordered", {"sold_out"})


def reinstate_against_revival(studio: Studio) -> Prepared:
    """Not shown up: staff give the session back while somebody else sets the booking to confirmed."""
    package, booking = studio.sell(sessions=1), studio.book()
    studio.redeem(package, booking)
    studio.set_booking(booking, "no_show")
    calls = [Call("reinstates", (booking,)), Call("sets", (booking, "confirmed", ("no_show",)))] * (SIDES // 2)
    known = {"reinstated 1", "already_given_back", "booking_not_over", "nothing", "redeemed", "kept"}
    return calls, lambda told: expect("other answers", sorted(set(told) - known), [])


def never_free(studio: Studio) -> list[str]:
    """It lives and says that a package paid it: then a session is taken."""
    return expect("balance of a booking that lives", balances(studio), [0])


SCENARIOS = (
    Scenario("last session", last_session),
    Scenario("same booking", same_booking),
    Scenario("same attempt", same_attempt),
    Scenario("redeem against cancel", redeem_against_cancel, given_back_whole),
    Scenario("cancelled by everybody", cancelled_by_everybody),
    Scenario("commit against release", commit_against_release),
    Scenario("party against its end", party_against_end),
    Scenario("staff against everybody", staff_against_everybody),
    Scenario("roll over against everybody", roll_over_against_everybody, none_lost),
    Scenario("one transfer", one_transfer),
    Scenario("last in stock", last_in_stock),
    Scenario("reinstate against revival", reinstate_against_revival, never_free),
)
