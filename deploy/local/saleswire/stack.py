"""The stack as components: what there is, what each needs, how to start it and how to ask if it is well."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from saleswire.assets import provide_assets
from saleswire.credentials import OURS, USERS
from saleswire.infrastructure import Infrastructure, Kind
from saleswire.launchers import Forks, Interpreters, Launcher
from saleswire.passwords import password
from saleswire.places import HOST, WITHOUT_DATABASE, Place
from saleswire.probes import http_ok
from saleswire.processes import Handle
from saleswire.servers import servers
from saleswire.strangers import programs, strangers
from saleswire.supervisor import Component
from saleswire.target import Target

MODES = ("forks", "processes", "single")


@dataclass(frozen=True)
class Stack:
    """Everything that is needed to describe the components of one copy."""

    place: Place
    infra: Infrastructure
    mode: str = "forks"

    def components(self) -> list[Component]:
        """All components; from the preloaded parent jobs and (as the mode says) services fork."""
        forks = Forks(self.place)
        names = self.place.services()
        log = self.log("preloaded")
        parts = servers(self.place, self.infra)
        parts.append(Component("preloaded", forks.start, ready=forks.is_ready, alive=forks.is_alive, log=log))
        parts += self.preparations(forks, names)
        if "web" in names:
            parts.append(assets_job(self.place))
        services = Interpreters(self.place) if self.mode == "processes" else forks
        parts += self.together(services, names) if self.mode == "single" else self.apart(services, names)
        parts += self.outsiders(names)
        return parts

    def log(self, name: str) -> Path:
        """Log file of a component."""
        return self.place.logs / f"{name}.log"

    def preparations(self, launcher: Launcher, names: list[str]) -> list[Component]:
        """Databases, migrations and topics of those with a database, each as early as it can be."""
        owners = [name for name in names if name not in WITHOUT_DATABASE]
        jobs = [self.topics_job(launcher, owners)]
        unnamed = [name for name in owners if name not in self.infra.given]
        if self.infra.admin_url and unnamed:
            told = {"SALESWIRE_ADMIN_URL": self.infra.admin_url}
            arguments = {
                "state": str(self.place.state),
                "services": unnamed,
                "prefix": self.infra.database_prefix,
                "own_server": self.infra.kind is not Kind.EXTERNAL,
            }
            jobs.append(
                self.job(launcher, "databases", "databases", arguments, told, ("postgres", "preloaded"))
            )
        for name in owners:
            told = self.told(name)
            arguments = {"package": name}
            needs = ("databases", "postgres", "preloaded")
            jobs.append(self.job(launcher, f"migrate-{name}", "migrate", arguments, told, needs))
            ready = (f"migrate-{name}", "topics", "preloaded")
            jobs.append(self.job(launcher, f"journal-{name}", "journal", arguments, told, ready))
        return jobs

    def topics_job(self, launcher: Launcher, owners: list[str]) -> Component:
        """Topics of the contracts, dead-letter topics of the services, and who may do what with them."""
        arguments = {"services": owners, "partitions": self.infra.partitions}
        told = self.told_operator(owners)
        return self.job(launcher, "topics", "topics", arguments, told, ("kafka", "preloaded"))

    def told_operator(self, owners: list[str]) -> dict[str, str]:
        """What the job is told that makes topics, users and rights."""
        infra = self.infra
        users = infra.credentials.users(self.place, (*owners, *programs(self.place)), infra.topic_prefix)
        told = self.told(owners[0]) if owners else {}
        return {
            **told,
            **infra.credentials.told(infra.credentials.operator),
            USERS: json.dumps(users),
            OURS: "" if infra.kind is Kind.EXTERNAL else str(self.place.state),
        }

    def job(
        self,
        launcher: Launcher,
        name: str,
        function: str,
        arguments: dict[str, Any],
        told: dict[str, str],
        needs: tuple[str, ...],
    ) -> Component:
        """A component that runs to its end."""
        target = Target(name, f"saleswire.jobs:{function}", self.log(name), arguments, told)

        async def start() -> None:
            await launcher.complete(target)

        return Component(name, start, needs=needs, log=target.log)

    def told(self, service: str) -> dict[str, str]:
        """The environment variables from which a service makes its settings."""
        if service == "web":
            return self.told_web()
        ports, state = self.place.ports, self.place.state
        told = {
            "SALESWIRE_TOPIC_PREFIX": self.infra.topic_prefix,
            "SALESWIRE_ISSUER": self.origin("gateway"),
            "SALESWIRE_JWKS_URL": f"{self.origin('identity')}/.well-known/jwks.json",
            "SALESWIRE_CURSOR_SECRET": password(state, "cursor"),
            "SALESWIRE_GATEWAY_SECRET": password(state, "gateway"),
            "SALESWIRE_DOCUMENTS": str(state / "documents" / service),
            "SALESWIRE_LOG_FORMAT": "text",
        }
        if service == "gateway":
            origins = {name: self.origin(name) for name in self.place.services() if name != "gateway"}
            return {**told, "SALESWIRE_UPSTREAMS": json.dumps(origins)}
        if service == "identity":
            told["SALESWIRE_ADMINISTRATOR_SECRET"] = password(state, "administrator")
            told["SALESWIRE_KEY_SECRET"] = password(state, "keys")
            told["SALESWIRE_CLIENTS"] = json.dumps(web_client(ports["gateway"]))
        url = self.infra.database_url(self.place, service)
        told |= self.infra.kafka_told(self.place, service)
        return {**told, "SALESWIRE_DATABASE_URL": url, f"DATABASE_URL_{service.upper()}": url}

    def told_web(self) -> dict[str, str]:
        """The web client knows the one origin and nothing behind it."""
        return {
            "SALESWIRE_GATEWAY_URL": self.origin("gateway"),
            "SALESWIRE_PUBLIC_ORIGIN": self.origin("gateway"),
            "SALESWIRE_WEB_SECRET": password(self.place.state, "web"),
            "SALESWIRE_LOG_FORMAT": "text",
        }

    def origin(self, service: str) -> str:
        """Where a service listens."""
        return f"http://{HOST}:{self.place.ports[service]}"

    def apart(self, launcher: Launcher, names: list[str]) -> list[Component]:
        """A process for each service."""
        return [self.service(launcher, name, self.needs_of(name, names)) for name in names]

    def needs_of(self, name: str, names: list[str]) -> tuple[str, ...]:
        """A service waits for its journal on the topics, web for what browsers load, the gateway for all."""
        if name == "gateway":
            return ("preloaded", *(other for other in names if other != "gateway"))
        if name == "web":
            return ("preloaded", "assets")
        return ("preloaded", f"journal-{name}")

    def service(self, launcher: Launcher, name: str, needs: tuple[str, ...]) -> Component:
        """One service in a process of its own."""
        port = self.place.ports[name]
        target = Target(
            name, "saleswire.serve:run", self.log(name), {"name": name, "port": port}, self.told(name)
        )
        return self.serving(name, lambda: launcher.launch(target), needs, port, target.log)

    def together(self, launcher: Launcher, names: list[str]) -> list[Component]:
        """All services in one process."""
        told = {name: {"port": self.place.ports[name], "env": self.told(name)} for name in names}
        log = self.log("services")
        inner = [name for name in names if name != "gateway"]
        needs = tuple(dict.fromkeys(need for name in inner for need in self.needs_of(name, names)))
        last = names[-1] if names else "gateway"
        target = Target("services", "saleswire.serve:run_all", log, {"services": told})
        return [self.serving("services", lambda: launcher.launch(target), needs, self.place.ports[last], log)]

    def serving(
        self,
        name: str,
        start: Callable[[], Coroutine[Any, Any, Handle]],
        needs: tuple[str, ...],
        port: int,
        log: Path,
    ) -> Component:
        """A component that answers /readyz and /livez on a port."""
        return Component(
            name,
            start,
            needs=needs,
            ready=http_ok(port, "/readyz"),
            alive=http_ok(port, "/livez"),
            address=f"http://{HOST}:{port}",
            log=log,
            deadline=12,
        )

    def outsiders(self, names: list[str]) -> list[Component]:
        """The reference consumers: programs of strangers that only know addresses."""
        needs = ("gateway",) if "gateway" in names and self.mode != "single" else ("topics",)
        return strangers(self.place, self.infra, needs)


def assets_job(place: Place) -> Component:
    """What browsers load, built while the servers start; nothing to do after `make setup`."""

    async def start() -> None:
        await asyncio.to_thread(provide_assets, place.root)

    return Component("assets", start)


def web_client(port: int) -> dict[str, Any]:
    """The web client as identity registers it: where people may come back to after the sign-in."""
    origin = f"http://{HOST}:{port}"
    return {
        "web": {
            "name": "Saleswire",
            "redirect_uris": [f"{origin}/sign-in/callback"],
            "signed_out_uris": [f"{origin}/signed-out"],
            "renewal_overlap": 30,
        }
    }
