"""`make demo`: the whole product on the real stack, until Ctrl-C or SIGTERM."""

import json
import sys
import time

from demo.plan import PEOPLE
from demo.studio import HOST_PLUGIN, PLUGIN, PLUGINS, build
from devstack.errors import StackError
from devstack.paths import VAR
from devstack.signals import interruptible
from devstack.stack import DEMO_PORTS, Stack
from devstack.wordpress import ADMIN_LOGIN, ADMIN_PASSWORD


def main() -> int:
    started = time.monotonic()
    try:
        with interruptible(), Stack(VAR / "demo", DEMO_PORTS, providers=True) as stack:
            open_studio(stack)
            print(words(stack, time.monotonic() - started), flush=True)
            stack.wait()
    except KeyboardInterrupt:
        print("\nThe studio is closed; nothing is left running.", flush=True)
    except StackError as error:
        print(f"\n{error}", file=sys.stderr, flush=True)
        return 1
    return 0


def open_studio(stack: Stack) -> None:
    """Everything up to the first page; the first time with the studio's history, later in seconds."""
    say("Starting MariaDB, Redis and the mail catcher")
    stack.start_stores()
    stack.start_mail()
    say("Preparing WordPress")
    stack.install_site("Lotus Studio")
    stack.start_providers()
    if not stack.is_done("studio"):
        say("Furnishing the studio: six months of packages, bookings and customers")
        build(stack)
        stack.mark_done("studio")
    for plugin in (HOST_PLUGIN, PLUGIN):
        stack.wordpress.install_plugin_from_source(PLUGINS / plugin.split("/", maxsplit=1)[0])
        stack.wordpress.activate_plugin(plugin)
    say("Starting PHP and the sidecar")
    stack.start_web()
    stack.start_sidecar()
    connect(stack)
    tell_of_payments(stack)


def tell_of_payments(stack: Stack) -> None:
    """Both ways that webhooks can take: Stripe's through WordPress, PayPal's straight to the sidecar."""
    through_wordpress = f"{stack.wordpress.url}/?rest_route=/session-packages/v1/webhooks/stripe"
    stack.providers.client.subscribe_only({"stripe": through_wordpress, "paypal": f"{stack.sidecar.url}/webhooks/paypal"})


def connect(stack: Stack) -> None:
    """Pairs plugin and sidecar; again when an address changed because a port was taken."""
    addresses = json.dumps([stack.sidecar.url, stack.wordpress.url])
    note = stack.root / "paired.json"
    if stack.is_done("paired") and note.read_text() == addresses:
        return
    pair = "$done = SessionPackages\\pair( $input ); return $done->ok ? true : new WP_Error( $done->code, $done->message );"
    stack.wordpress.run_php(pair, stack.sidecar.pair())
    note.write_text(addresses)
    stack.mark_done("paired")


def words(stack: Stack, seconds: float) -> str:
    site, alice, bob = stack.wordpress.url, PEOPLE[0], PEOPLE[1]
    return f"""
The studio is open, after {seconds:.0f} seconds. Customers buy here:

{site}/packages/

Book a visit    {site}/book/
My Bookings     {site}/my-bookings/
WP Admin        {site}/wp-admin/
Mails           {stack.mail.url}
Banks, buyers   {stack.providers.url}/dashboard   what happens later: a debit is paid, a payment disputed

Log in as       {alice.login} / {alice.password}   a customer with packages
                {bob.login} / {bob.password}       a customer without
                {ADMIN_LOGIN} / {ADMIN_PASSWORD}   the owner

Pay by card     with 4242 4242 4242 4242 on the test payment page; 4000 0000 0000 0002 is declined,
                "bank debit" is a payment that takes days: say on "Banks, buyers" what came of it
Pay by PayPal   press "Approve" there. No real money is taken: Stripe and PayPal are emulated
Refund          as the owner: Bookings → Packages → Customer packages → one of them → "Refund unused sessions…"

Ctrl-C (or SIGTERM) ends everything."""


def say(what: str) -> None:
    print(f"{what} …", flush=True)


if __name__ == "__main__":
    sys.exit(main())
