"""The Flask application: one factory, every blueprint behind the signature but health and pairing."""

from flask import Flask
from werkzeug.routing import BaseConverter

from sidecar import runtime
from sidecar.config import Config
from sidecar.runtime import Runtime
from sidecar.web import (
    activity,
    bookings,
    catalogue,
    changes,
    errors,
    exports,
    figures,
    health,
    imports,
    lists,
    mail_delivery,
    mail_log,
    mails,
    managing,
    mine,
    orders,
    pairing,
    papers,
    preferences,
    redemptions,
    refunds,
    sales,
    staff,
    tasks,
    webhooks,
)

BODY_LIMIT = 64 * 1024  # bytes
SIGNED = (
    catalogue.blueprint,
    orders.blueprint,
    mine.blueprint,
    preferences.blueprint,
    redemptions.blueprint,
    bookings.blueprint,
    managing.blueprint,
    lists.blueprint,
    changes.blueprint,
    exports.blueprint,
    figures.blueprint,
    papers.blueprint,
    mail_delivery.blueprint,
    refunds.blueprint,
    sales.blueprint,
    imports.blueprint,
    tasks.blueprint,
    mails.blueprint,
    mail_log.blueprint,
    staff.blueprint,
    activity.blueprint,
    health.status_blueprint,
)
OPEN = (health.blueprint, pairing.blueprint, webhooks.blueprint)


class UlidConverter(BaseConverter):
    """Our public ids. Anything else in a path is simply not found, and never reaches an ASCII column of the database."""

    regex = "[0-9A-HJKMNP-TV-Z]{26}"


def create_app(config: Config, rt: Runtime | None = None) -> Flask:
    """Opens no connection yet, so that it can be built before the server forks."""
    app = Flask("sidecar", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = BODY_LIMIT
    app.extensions["runtime"] = rt or runtime.build(config)
    app.url_map.converters["ulid"] = UlidConverter
    app.url_map.merge_slashes = False  # a path has one spelling; others are not found rather than redirected
    app.json.sort_keys = False  # type: ignore[attr-defined]
    for blueprint in (*OPEN, *SIGNED):
        app.register_blueprint(blueprint)
    errors.register(app)
    return app
