"""What stands between the socket and a route, from outside in: trace, security, language, guard, identity."""

from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI

from chassis.http.bearer_tokens import Authentication
from chassis.http.head import Head
from chassis.http.openapi import describe
from chassis.http.problems import Guard, add_handlers
from chassis.http.routes import Router, check_routes, include, public_paths
from chassis.http.speaking import Speaking
from chassis.telemetry import SecurityHeaders, Telemetry, Tracing


def protect(app: FastAPI, service: Any, routers: Sequence[Router], telemetry: Telemetry) -> None:
    """Add routers and layers to the app; call it last.

    ``service`` has ``database``, ``keys``, ``callers`` and ``wait_for``. Raises RuntimeError when an
    operation declares no permission.
    """
    app.state.service = service
    app.router.redirect_slashes = False  # it would name our inner address, and lead around the gateway
    include(app, routers)
    check_routes(app)
    add_handlers(app)
    describe(app)
    app.add_middleware(
        Authentication, keys=service.keys, callers=service.callers, is_public=public_paths(routers)
    )
    app.add_middleware(Guard)
    app.add_middleware(Speaking)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(Tracing, telemetry=telemetry)
    app.add_middleware(Head)
