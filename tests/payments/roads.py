"""The roads that an order can go, one each, to its end."""

from tests.payments.life import Life, Road

ROADS: dict[str, Road] = {}


def road(walk: Road) -> Road:
    ROADS[walk.__name__] = walk
    return walk


def bought(life: Life, method: str = "stripe") -> None:
    life.place(method)
    if method == "bank_transfer":
        life.confirm("350.00")
    else:
        life.pay()
        life.come_back()
        life.hear()


# --- bought


@road
def card_told_by_webhook(life: Life) -> None:
    life.place("stripe")
    life.pay()
    life.hear()


@road
def card_told_by_return_page(life: Life) -> None:
    life.place("stripe")
    life.pay()
    life.come_back()


@road
def card_found_by_sweep(life: Life) -> None:
    life.place("stripe")
    life.pay()
    life.sweep()


@road
def card_told_by_everybody(life: Life) -> None:
    bought(life)
    life.sweep()
    life.hear_again()


@road
def paypal_captured_on_return(life: Life) -> None:
    life.place("paypal")
    life.pay()
    life.come_back()


@road
def paypal_captured_by_webhook(life: Life) -> None:
    life.place("paypal")
    life.pay()
    life.hear()


@road
def paypal_captured_by_sweep(life: Life) -> None:
    life.place("paypal")
    life.pay()
    life.sweep()


@road
def paypal_pending_then_completed(life: Life) -> None:
    life.place("paypal")
    life.till.emulator.paypal.pend_capture(life.till.reference(life.order))
    life.pay()
    life.come_back()
    life.till.emulator.paypal.finish_capture(life.till.emulator.objects("captures")[-1]["id"])
    life.hear()


@road
def delayed_debit_that_arrives(life: Life) -> None:
    life.place("stripe")
    life.till.emulator.stripe.pay_later(life.till.reference(life.order))
    life.hear()
    life.till.emulator.stripe.settle_later(life.till.reference(life.order))
    life.hear()


@road
def delayed_debit_that_fails_and_another_way(life: Life) -> None:
    life.place("stripe")
    life.till.emulator.stripe.pay_later(life.till.reference(life.order))
    life.hear()
    life.till.emulator.stripe.settle_later(life.till.reference(life.order), ok=False)
    life.hear()
    life.choose("paypal")
    life.pay()
    life.come_back()


@road
def another_way_chosen_and_the_first_closed(life: Life) -> None:
    life.place("stripe")
    life.choose("paypal")
    life.pay()
    life.come_back()
    life.sweep()


@road
def paid_twice_and_the_second_given_back(life: Life) -> None:
    life.place("stripe")
    card = life.till.reference(life.order)
    life.choose("paypal")
    life.choose("stripe")  # two cards: whichever is heard of first pays, the end is the same
    life.pay()
    life.till.emulator.stripe.pay(card)
    life.hear()
    life.sweep()
    life.give_surplus_back()
    life.hear()


@road
def transfer_confirmed(life: Life) -> None:
    bought(life, "bank_transfer")


@road
def transfer_with_surplus_sent_back(life: Life) -> None:
    life.place("bank_transfer")
    life.confirm("360.00", keep_surplus=True)
    life.with_key("sent", life.give_surplus_back())


# --- and refunded


@road
def card_refunded_in_two_parts(life: Life) -> None:
    bought(life)
    life.refund(4, "140.00")
    life.refund(None, "210.00")
    life.hear()


@road
def card_refund_that_takes_its_time(life: Life) -> None:
    bought(life)
    life.till.emulator.stripe.pend_refunds()
    life.refund(None, "350.00")
    life.sweep()  # whatever died, the provider knows of it now
    life.till.emulator.stripe.finish_refund(life.till.emulator.objects("refunds")[-1]["id"])
    life.till.emulator.stripe.pend_refunds(False)
    life.hear()


@road
def card_refund_that_fails_after_it_was_settled(life: Life) -> None:
    bought(life)
    life.refund(4, "140.00")
    life.hear()
    life.till.emulator.stripe.fail_refund(life.till.emulator.objects("refunds")[-1]["id"])
    life.hear(only_teller=True)


@road
def paypal_refunded(life: Life) -> None:
    bought(life, "paypal")
    life.refund(3, "105.00")
    life.hear()


@road
def paypal_refund_that_fails(life: Life) -> None:
    bought(life, "paypal")
    life.till.emulator.paypal.pend_refunds()
    life.refund(None, "350.00")
    life.sweep()
    life.till.emulator.paypal.finish_refund(life.till.emulator.objects("paypal_refunds")[-1]["id"], ok=False)
    life.till.emulator.paypal.pend_refunds(False)
    life.hear()


@road
def transfer_refunded_by_hand(life: Life) -> None:
    bought(life, "bank_transfer")
    life.with_key("sent", life.refund(5, "175.00"))


@road
def transfer_refund_withdrawn(life: Life) -> None:
    bought(life, "bank_transfer")
    life.with_key("withdraw", life.refund(None, "350.00"))


# --- what happens at the provider without us


@road
def card_refunded_wholly_in_the_dashboard(life: Life) -> None:
    bought(life)
    life.till.emulator.stripe.dashboard_refund(life.paid_with)
    life.hear(only_teller=True)


@road
def card_refunded_partly_in_the_dashboard_and_sessions_taken(life: Life) -> None:
    bought(life)
    life.till.emulator.stripe.dashboard_refund(life.paid_with, 7000)
    life.hear(only_teller=True)
    life.with_key("take", life.refunds()[-1].public_id, 2)


@road
def paypal_refunded_partly_in_the_dashboard_and_the_rest_here(life: Life) -> None:
    bought(life, "paypal")
    life.till.emulator.paypal.dashboard_refund(life.paid_with, "70.00")
    life.hear(only_teller=True)
    life.with_key("take", life.refunds()[-1].public_id, 2)
    life.refund(None, "280.00")
    life.hear()


@road
def card_disputed_and_lost(life: Life) -> None:
    _disputed_card(life, "lost")


@road
def card_disputed_and_won(life: Life) -> None:
    _disputed_card(life, "won")


@road
def paypal_disputed_and_lost(life: Life) -> None:
    _disputed_paypal(life, "lost")


@road
def paypal_disputed_and_won(life: Life) -> None:
    _disputed_paypal(life, "won")


@road
def paypal_takes_the_money_back(life: Life) -> None:
    bought(life, "paypal")
    life.till.emulator.paypal.reverse(life.paid_with)
    life.hear(only_teller=True)


def _disputed_card(life: Life, outcome: str) -> None:
    bought(life)
    dispute = life.till.emulator.stripe.dispute(life.paid_with)
    life.hear(only_teller=True)
    life.till.emulator.stripe.close_dispute(dispute, outcome)
    life.hear(only_teller=True)


def _disputed_paypal(life: Life, outcome: str) -> None:
    bought(life, "paypal")
    dispute = life.till.emulator.paypal.dispute(life.paid_with)
    life.hear(only_teller=True)
    life.till.emulator.paypal.close_dispute(dispute, outcome)
    life.hear(only_teller=True)
