"""What pods are told: settings that their service knows, all that it needs, and no start that would fail."""

import importlib
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from pydantic import ValidationError
from pydantic_settings import BaseSettings

from saleswire.chart.rendering import Manifest
from saleswire.chart.rules.reading import Pod, environment, pods
from saleswire.infrastructure import external
from saleswire.missing import Missing

PREFIX = "SALESWIRE_"
LOCAL = re.compile(r"127\.0\.0\.1|localhost")
COMMAND = re.compile(
    r"^(DATABASE_URL(_[A-Z]+)?|KAFKA_BOOTSTRAP_SERVERS|SALESWIRE_TOPIC_PREFIX|SALESWIRE_KAFKA_[A-Z_]+)$"
)
STAND_IN = "in place of a secret, long enough"


def unknown(manifests: list[Manifest]) -> Iterator[str]:
    """Variables that no setting and no other variable reads."""
    for pod in pods(manifests):
        told = environment(pod, manifests)
        for name in told:
            if any(f"$({name})" in value for value in told.values()):
                continue
            if not (COMMAND.match(name) if pod.service is None else name in variables(pod.service)):
                yield f"{pod.name}: nobody reads {name}"


def untold(manifests: list[Manifest]) -> Iterator[str]:
    """Settings without a default that a service's pod is not given."""
    for pod in pods(manifests):
        if pod.service is not None:
            told = environment(pod, manifests)
            fields = settings_of(pod.service).model_fields
            needed = (f"{PREFIX}{field.upper()}" for field, its in fields.items() if its.is_required())
            yield from (f"{pod.name}: {name} is not given" for name in needed if name not in told)


def refused(manifests: list[Manifest]) -> Iterator[str]:
    """Services that would refuse to start in production, and commands that would find no server."""
    for pod in pods(manifests):
        told = with_secrets(environment(pod, manifests))
        with environment_of(told):
            try:
                if pod.service is None:
                    external()
                else:
                    yield from _local(pod, settings_of(pod.service)())
            except (ValidationError, Missing) as error:
                yield f"{pod.name}: {error}"


def _local(pod: Pod, settings: BaseSettings) -> Iterator[str]:
    """Addresses of a laptop, where somebody else's are needed."""
    asked = getattr(settings, "role", "api") != "worker"
    names = (
        "issuer",
        "public_origin",
        *(("jwks_url", "gateway_url", "upstreams") if asked else ("kafka_bootstrap",)),
    )
    for name in names:
        if LOCAL.search(str(getattr(settings, name, ""))):
            yield f"{pod.name}: {name} is {getattr(settings, name)}"
    if getattr(settings, "environment", None) != "production":
        yield f"{pod.name}: it does not know that this is production"


def secretless(manifests: list[Manifest]) -> Iterator[str]:
    """Variables in the open that hold what only a Secret may."""
    for pod in pods(manifests):
        secrets = () if pod.service is None else secret_variables(pod.service)
        for name, value in environment(pod, manifests).items():
            if (
                (name in secrets or "PASSWORD" in name)
                and not value.startswith("secret:")
                and "$(" not in value
            ):
                yield f"{pod.name}: {name} is written in the open"


def settings_of(service: str) -> type[BaseSettings]:
    """The settings class of a service."""
    found: type[BaseSettings] = importlib.import_module(f"{service}.settings").Settings
    return found


def variables(service: str) -> set[str]:
    """Every variable that a service reads."""
    return {f"{PREFIX}{field.upper()}" for field in settings_of(service).model_fields}


def secret_variables(service: str) -> set[str]:
    """Those whose values are secrets."""
    fields = settings_of(service).model_fields.items()
    return {f"{PREFIX}{field.upper()}" for field, its in fields if "SecretStr" in str(its.annotation)}


def with_secrets(told: Mapping[str, str]) -> dict[str, str]:
    """The environment as a pod sees it, with something in place of each secret."""
    found: dict[str, str] = {}
    for name, value in told.items():
        if value.startswith("secret:"):
            found[name] = "postgresql://r:p@db.example.com/d" if "_URL" in name else STAND_IN
        else:
            found[name] = re.sub(r"\$\((\w+)\)", lambda match: found[match[1]], value)
    return found


@contextmanager
def environment_of(told: Mapping[str, str]) -> Iterator[None]:
    """This process told what a pod is told, and nothing else of ours."""
    before = dict(os.environ)
    ours = (PREFIX, "DATABASE_URL", "KAFKA_")
    for name in [name for name in before if name.startswith(ours)]:
        del os.environ[name]
    os.environ.update(told)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
