"""Users and rights brought to Kafka: what is missing is made, what nobody wants any more is taken away.

kafka-python does it: aiokafka's admin knows neither SCRAM users nor rights.
"""

import asyncio
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from aiokafka.errors import KafkaConnectionError
from kafka.admin import (
    ACL,
    ACLFilter,
    ACLOperation,
    ACLPermissionType,
    ACLResourcePatternType,
    KafkaAdminClient,
    ResourcePattern,
    ResourcePatternFilter,
    ResourceType,
    ScramMechanism,
    UserScramCredentialDeletion,
    UserScramCredentialUpsertion,
)
from kafka.errors import ClusterAuthorizationFailedError, SecurityDisabledError
from pydantic import SecretStr

from chassis.kafka import make_admin, tls_context
from chassis.settings import KafkaSettings
from saleswire.kafka import operator_is_known
from saleswire.rights import Deed, Kind, Right, all_rights

ITERATIONS = 4096  # the least that Kafka takes; the passwords are random and long
PATIENCE, LOOK = 30.0, 0.1  # seconds
MECHANISM = ScramMechanism.SCRAM_SHA_512
EVERYTHING = ACLFilter(
    principal=None,
    host=None,
    operation=ACLOperation.ANY,
    permission_type=ACLPermissionType.ANY,
    resource_pattern=ResourcePatternFilter(ResourceType.ANY, None, ACLResourcePatternType.ANY),
)
KINDS = {Kind.TOPIC: ResourceType.TOPIC, Kind.GROUP: ResourceType.GROUP}
DEEDS = {Deed.READ: ACLOperation.READ, Deed.WRITE: ACLOperation.WRITE}

Ours = Callable[[str], bool]  # whether a user is one whom we look after


class MayNot(Exception):
    """Kafka does not let us give users or rights."""


def grant(
    settings: KafkaSettings,
    users: Mapping[str, tuple[str, str]],
    subscriptions: Mapping[str, Iterable[str]],
    prefix: str = "",
    own_state: str = "",
    *,
    keep: bool = False,
) -> str:
    """Users and rights of all programs; says what was done.

    ``users`` are (name, password) by program, without a password where others keep the user.
    ``own_state`` is the state folder where the broker is our own: all its users are ours then, and a
    refusal is an error; elsewhere it is told, and the operator is not ours, whatever his name begins with.
    With ``keep`` nobody loses anything: programs of the version before still run.
    Raises NotAReader, KafkaError.
    """
    names = {program: user for program, (user, _) in users.items()}
    rights = all_rights(names, subscriptions, prefix)
    if not users:
        return "no program has a user of its own here: whoever reaches this Kafka may do everything on it"

    def ours(user: str) -> bool:
        known = user in names.values() or bool(prefix and user.startswith(prefix))
        return bool(own_state) or (known and user != settings.kafka_username)

    passwords = {user: word for user, word in users.values() if word}
    if own_state:
        passwords[settings.kafka_username] = settings.kafka_password.get_secret_value()
    try:
        if passwords:
            ensure_users(settings, passwords, ours, keep=keep)
        given, taken = ensure_rights(settings, rights, ours, keep=keep)
    except MayNot as refusal:
        if own_state:
            raise
        return f"we may not give any here ({refusal}): saleswire topics --print shows what is needed"
    if own_state:
        operator_is_known(Path(own_state))
    return f"{len(passwords)} users, {len(rights)} rights, given {given}, taken {taken}"


@contextmanager
def opened(settings: KafkaSettings) -> Iterator[Any]:
    """The operator's client. Raises MayNot where Kafka refuses him what is done with it."""
    sasl = settings.kafka_security_protocol.startswith("SASL")
    admin = KafkaAdminClient(
        bootstrap_servers=settings.kafka_bootstrap,
        security_protocol=settings.kafka_security_protocol,
        ssl_context=tls_context(settings),
        sasl_mechanism=settings.kafka_sasl_mechanism if sasl else None,
        sasl_plain_username=settings.kafka_username,
        sasl_plain_password=settings.kafka_password.get_secret_value(),
    )
    try:
        yield admin
    except (ClusterAuthorizationFailedError, SecurityDisabledError) as refusal:
        raise MayNot(str(refusal)) from None
    finally:
        admin.close()


def ensure_users(
    settings: KafkaSettings, passwords: Mapping[str, str], ours: Ours, *, keep: bool = False
) -> None:
    """Have these users with these passwords, set each time: lost secrets heal. Others of ours go, or stay.

    Raises MayNot, KafkaError.
    """
    with opened(settings) as admin:
        admin.describe_acls(EVERYTHING)  # takes the same permission; without it the next is never answered
        present = admin.describe_user_scram_credentials()
        wanted = [
            UserScramCredentialUpsertion(user, MECHANISM, word, iterations=ITERATIONS)
            for user, word in passwords.items()
        ]
        others = [] if keep else [user for user in present if ours(user) and user not in passwords]
        gone = [UserScramCredentialDeletion(user, MECHANISM) for user in others]
        refused = {u: why for u, why in admin.alter_user_scram_credentials([*wanted, *gone]).items() if why}
    if refused:
        raise MayNot(f"users {refused}")
    for user, word in [*passwords.items()][-1:]:  # all become known at once
        asyncio.run(wait_until_known(settings, user, word))


async def wait_until_known(settings: KafkaSettings, user: str, word: str) -> None:
    """Return when a new user may sign in: brokers learn of him a moment after the controller.

    Raises KafkaConnectionError.
    """
    him = {"kafka_username": user, "kafka_password": SecretStr(word), "kafka_sasl_mechanism": "SCRAM-SHA-512"}
    until = time.monotonic() + PATIENCE
    while True:
        admin = make_admin(settings.model_copy(update=him))
        try:
            await admin.start()
            return
        except KafkaConnectionError:
            if time.monotonic() > until:
                raise
            await asyncio.sleep(LOOK)
        finally:
            await admin.close()


def ensure_rights(
    settings: KafkaSettings, rights: Iterable[Right], ours: Ours, *, keep: bool = False
) -> tuple[int, int]:
    """Have these rights for users of ours, and no others unless kept; how many were given, how many taken.

    Raises MayNot, KafkaError.
    """
    wanted = {entry_of(right) for right in rights}
    with opened(settings) as admin:
        present = entries_of(admin, ours)
        wanted |= present if keep else set()
        missing, surplus = wanted - present, present - wanted
        if missing and (failed := admin.create_acls(list(missing))["failed"]):
            raise failed[0]
        if surplus:
            admin.delete_acls(list(surplus))
        until = time.monotonic() + PATIENCE
        while entries_of(admin, ours) != wanted and time.monotonic() < until:
            time.sleep(LOOK)  # as with users, brokers learn of it a moment later
    return len(missing), len(surplus)


def entries_of(admin: Any, ours: Ours) -> set[ACL]:
    """What the broker knows of users of ours."""
    entries, _ = admin.describe_acls(EVERYTHING)
    return {entry for entry in entries if ours(entry.principal.removeprefix("User:"))}


def entry_of(right: Right) -> ACL:
    """A right as Kafka keeps it."""
    pattern = ACLResourcePatternType.PREFIXED if right.prefixed else ACLResourcePatternType.LITERAL
    return ACL(
        principal=f"User:{right.user}",
        host="*",
        operation=DEEDS[right.deed],
        permission_type=ACLPermissionType.ALLOW,
        resource_pattern=ResourcePattern(KINDS[right.kind], right.name, pattern),
    )
