"""Is it alive, and what is it? Health is open, so it tells nothing that a stranger should not know."""

from flask import Blueprint, Response, g, jsonify

from sidecar import __version__
from sidecar.usecases import pairing, sites
from sidecar.web.auth import allow, runtime, signed
from wp_bridge import schema

blueprint = Blueprint("health", __name__)
status_blueprint = signed("status")


@blueprint.get("/health")
def health() -> Response:
    rt = runtime()
    database = rt.db.is_alive()
    answer = jsonify(
        status="ok" if database else "unavailable", database=database, redis=rt.queue.is_alive(), version=__version__
    )
    answer.status_code = 200 if database else 503
    return answer


@status_blueprint.get("/status")
@allow("guest", "customer", "staff", "system")
def status() -> Response:
    rt = runtime()
    site, connection = sites.current(rt), pairing.connection(rt)
    return jsonify(
        version=__version__,
        site={"name": site.name, "timezone": site.zone_name, "currency": site.currency},
        fingerprint=connection.fingerprint if connection else None,
        database=True,
        redis=rt.queue.is_alive(),
        schema=schema.current(rt.db) if g.actor.kind == "staff" else None,
    )
