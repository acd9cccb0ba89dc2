"""Wiring of the gateway."""

from chassis.http import Shares, Speaking
from chassis.language import N_
from gateway.asgi import App
from gateway.compressing import compressed
from gateway.cors import open_to
from gateway.edition import Descriptions
from gateway.forwarding import Forwarding
from gateway.front import Front
from gateway.limit_keys import Callers
from gateway.metrics import Metrics
from gateway.own_answers import pages
from gateway.paths import Routes
from gateway.rate_limits import Limits
from gateway.settings import Settings
from gateway.upstreams import Upstreams


def create_app(settings: Settings | None = None) -> App:
    """The ASGI application; settings come from the environment unless given."""
    settings = settings or Settings()
    routes, upstreams, metrics = Routes(settings.all_routes()), Upstreams(settings), Metrics()
    descriptions = Descriptions(upstreams, routes, settings.description_age)
    front = Front(
        routes=routes,
        pages=pages(settings, descriptions, upstreams, metrics),
        limits=Limits(settings.rate_per_second, settings.rate_burst),
        in_flight=Shares(N_("requests"), total=settings.stream_connections, each=settings.in_flight_each),
        callers=Callers(settings),
        upstreams=upstreams,
        forwarding=Forwarding(settings, upstreams),
        metrics=metrics,
        trusted=settings.trusted_proxies,
    )
    return Speaking(open_to(compressed(front), settings.cors_origins))
