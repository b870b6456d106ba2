"""What Stripe is asked for."""

import pytest

from sidecar.gateways.errors import Declined
from sidecar.gateways.stripe_ask import LOCALES, locale_of, session_of
from tests.gateways.asks import ask

pytestmark = pytest.mark.payments


def test_our_own_price_goes_to_a_page_of_stripes_with_our_ids_on_both_objects() -> None:
    wanted = ask()
    sent = session_of(wanted)
    ids = {"sp_payment": wanted.ours, "sp_order": wanted.order, "reference": "SP-7KQ2M"}
    assert (sent["mode"], sent["ui_mode"], sent["locale"]) == ("payment", "hosted_page", "de")
    assert sent["line_items"] == [
        {
            "quantity": 1,
            "price_data": {
                "currency": "eur",
                "unit_amount": 35_000,
                "product_data": {"name": "Ten Yoga Classes", "description": "10 sessions, valid 6 months"},
            },
        }
    ]
    assert sent["metadata"] == sent["payment_intent_data"]["metadata"] == ids
    assert sent["client_reference_id"] == wanted.order
    assert sent["expires_at"] == int(wanted.expires_at.timestamp())
    assert (sent["success_url"], sent["cancel_url"]) == (wanted.success_url, wanted.cancel_url)
    assert sent["adaptive_pricing"] == {"enabled": False}
    assert sent["expand"] == ["payment_intent"]


def test_the_amount_is_in_stripes_own_unit() -> None:
    def unit(amount: int, currency: str) -> int:
        return int(session_of(ask(amount_minor=amount, currency=currency))["line_items"][0]["price_data"]["unit_amount"])

    assert (unit(350, "ISK"), unit(350, "JPY"), unit(350, "UGX"), unit(35_000, "HUF")) == (35_000, 350, 35_000, 35_000)
    with pytest.raises(Declined, match="hundredths") as refused:
        unit(35_001, "KWD")
    assert refused.value.code == "amount_not_payable"


@pytest.mark.parametrize(
    ("email", "sent"),
    [
        ("mia@example.com", True),
        ("mia+yoga@mail.example.co.uk", True),
        *(
            (email, False)
            for email in (
                "",
                "mia",
                "mia@localhost",
                "mía@example.com",
                "a b@example.com",
                "a@b.c",
                "a..b@e.com",
                ".a@e.com",
                "a.@e.com",
                "a@-e.com",
                "x" * 300 + "@e.com",
            )
        ),
    ],
)
def test_an_address_that_stripe_would_refuse_keeps_nobody_from_paying(email: str, sent: bool) -> None:
    assert session_of(ask(buyer_email=email)).get("customer_email") == (email if sent else None)


def test_a_package_without_a_description_has_none() -> None:
    assert session_of(ask(description=""))["line_items"][0]["price_data"]["product_data"] == {"name": "Ten Yoga Classes"}


@pytest.mark.parametrize(
    ("wordpress", "stripe"),
    [
        *(("de_DE_formal", "de"), ("de_AT", "de"), ("de", "de"), ("en_US", "en"), ("en_GB", "en-GB"), ("en_AU", "en")),
        *(("pt_BR", "pt-BR"), ("pt_PT_ao90", "pt"), ("fr_CA", "fr-CA"), ("fr_BE", "fr"), ("es_ES", "es"), ("es_MX", "es-419")),
        *(("nb_NO", "nb"), ("nn_NO", "nb"), ("zh_CN", "zh"), ("zh_TW", "zh-TW"), ("zh_HK", "zh-HK"), ("hi_IN", "hi-IN")),
        *(("tl", "fil"), ("ja", "ja"), ("cy", "auto"), ("is_IS", "auto"), ("", "auto"), ("_", "auto"), ("auto", "auto")),
    ],
)
def test_the_page_speaks_the_sites_language_if_stripe_does(wordpress: str, stripe: str) -> None:
    assert locale_of(wordpress) == stripe
    assert stripe in LOCALES | {"auto"}
