"""The checker: five joins between what clients heard, databases and topics, and what must be conserved.

A  an acknowledged command without its row · B  a version without its event, or with several
C  an event without a row · D  versions of an aggregate not 1..n in order · E  an effect not exactly once
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from tests.faults.rows import Evidence, Said

ASKED = "script"  # what the load says in Saleswire-Via: such an event must have been asked for
KINDS = ("lost", "doubled", "phantom", "disordered", "money")
Aggregate = tuple[str, str]


@dataclass(frozen=True)
class Finding:
    """Something that must not be; ``kind`` is one of KINDS or what else it is called."""

    kind: str
    join: str
    words: str


def check(evidence: Evidence) -> list[Finding]:
    """Everything that is wrong; nothing when all promises were kept."""
    rules = (
        acknowledged, undecided, published, once, phantoms, unasked, ordered, effective, heard,
        orders_add_up, shelves_add_up, series_have_no_gap, sums_agree, nothing_waits,
    )  # fmt: skip
    return [finding for rule in rules for finding in rule(evidence)]


def counts(findings: list[Finding]) -> dict[str, int]:
    """How many of each kind, zeros too."""
    found = Counter(finding.kind for finding in findings)
    return {kind: found[kind] for kind in (*KINDS, *sorted(found.keys() - set(KINDS)))}


def acknowledged(evidence: Evidence) -> Iterator[Finding]:
    """A: what was answered with a version stands in the database at that version or a later one."""
    kept = {(row.stream, row.id): row.version for row in evidence.kept}
    for operation in evidence.operations:
        if operation.outcome != "ok":
            continue
        if not operation.wrote:
            yield Finding("lost", "A", f"{operation.endpoint} {operation.op_id} was ok and names no version")
        for stream, id, sequence in operation.wrote:
            if kept.get((stream, id), 0) < sequence:
                yield Finding("lost", "A", f"{operation.endpoint}: {stream}/{id}/{sequence} is not kept")


def undecided(evidence: Evidence) -> Iterator[Finding]:
    """A command whose outcome nobody ever told."""
    for operation in evidence.operations:
        if operation.outcome == "info":
            yield Finding("undecided", "A", f"{operation.endpoint} {operation.op_id}: {operation.answer}")


def published(evidence: Evidence) -> Iterator[Finding]:
    """B: every version of every aggregate was said, and what is journaled is on the topics."""
    said = {(event.stream, event.aggregate_id, event.sequence) for event in evidence.said}
    for row in evidence.kept:
        for sequence in range(1, row.version + 1):
            if (row.stream, row.id, sequence) not in said:
                yield Finding("lost", "B", f"{row.stream}/{row.id}/{sequence} was never published")
    for id in sorted(evidence.journaled - {event.id for event in evidence.said}):
        yield Finding("lost", "B", f"event {id} is journaled but on no topic")


def once(evidence: Evidence) -> Iterator[Finding]:
    """B: one version is one event."""
    ids: dict[tuple[str, str, int], set[str]] = defaultdict(set)
    for event in evidence.said:
        ids[event.stream, event.aggregate_id, event.sequence].add(event.id)
    for (stream, id, sequence), found in ids.items():
        if len(found) > 1:
            yield Finding("doubled", "B", f"{stream}/{id}/{sequence} is {len(found)} events")


def phantoms(evidence: Evidence) -> Iterator[Finding]:
    """C: every event belongs to a row at that version or a later one, and to a journal."""
    kept = {(row.stream, row.id): row.version for row in evidence.kept}
    for id, event in unique(evidence.said).items():
        if kept.get((event.stream, event.aggregate_id), 0) < event.sequence:
            yield Finding("phantom", "C", f"{event.type} {id}: {event.aggregate_id} is not at this version")
        if id not in evidence.journaled:
            yield Finding("phantom", "C", f"{event.type} {id} is not journaled")


def unasked(evidence: Evidence) -> Iterator[Finding]:
    """C: whatever a command of the load said was answered to exactly one client."""
    asked: Counter[tuple[str, str, int]] = Counter(
        version
        for operation in evidence.operations
        if operation.outcome == "ok"
        for version in operation.wrote
    )
    told = {(stream, id, sequence) for stream, id, sequence in asked}
    by_command: dict[str, list[Said]] = defaultdict(list)
    for event in unique(evidence.said).values():
        if event.via == ASKED:
            by_command[event.causation_id].append(event)
    for command, events in by_command.items():
        if not any((event.stream, event.aggregate_id, event.sequence) in told for event in events):
            words = ", ".join(f"{event.type} of {event.aggregate_id}" for event in events)
            yield Finding("doubled", "C", f"command {command} was answered to nobody: {words}")
    for version, times in asked.items():
        if times > 1:
            yield Finding("doubled", "A", f"{'/'.join(map(str, version))} was answered to {times} commands")


def ordered(evidence: Evidence) -> Iterator[Finding]:
    """D: after the repeated deliveries are dropped, an aggregate's versions are 1..n in the log's order."""
    logs: dict[Aggregate, list[Said]] = defaultdict(list)
    for event in unique(evidence.said).values():
        logs[event.stream, event.aggregate_id].append(event)
    for (stream, id), events in logs.items():
        sequences = [event.sequence for event in sorted(events, key=lambda e: (e.partition, e.offset))]
        if sequences != list(range(1, len(events) + 1)):
            yield Finding("disordered", "D", f"{stream}/{id} reads {sequences}")
        if len({event.partition for event in events}) > 1:
            yield Finding("disordered", "D", f"{stream}/{id} lies in several partitions")


def effective(evidence: Evidence) -> Iterator[Finding]:
    """E: every event had its effect at every consumer exactly once."""
    for effect in evidence.effects:
        if effect.count != 1:
            words = f"{effect.type} {effect.event_id} had {effect.count} effects at {effect.consumer}"
            yield Finding("doubled" if effect.count else "lost", "E", words)


def heard(evidence: Evidence) -> Iterator[Finding]:
    """E: every group has applied the last event of every aggregate that it listens to."""
    last: dict[Aggregate, int] = defaultdict(int)
    for event in evidence.said:
        key = event.stream, event.aggregate_id
        last[key] = max(last[key], event.sequence)
    applied = {(row.group, row.stream, row.aggregate_id): row.sequence for row in evidence.heard}
    for group, stream in evidence.listeners:
        for (said_in, id), sequence in last.items():
            found = applied.get((group, stream, id), 0)
            if said_in == stream and found != sequence:
                kind = "lost" if found < sequence else "phantom"
                yield Finding(kind, "E", f"{group} heard {stream}/{id} to {found} of {sequence}")


def orders_add_up(evidence: Evidence) -> Iterator[Finding]:
    """Money: an order's total was invoiced, is open, or was cancelled; to the cent."""
    for order in evidence.orders:
        found = order.invoiced + order.open + order.cancelled
        if order.total != found:
            yield Finding("money", "sums", f"order {order.number}: {order.total} is not {found}")


def shelves_add_up(evidence: Evidence) -> Iterator[Finding]:
    """Stock: what came and did not leave is there, and no more is promised than that."""
    for shelf in evidence.shelves:
        if shelf.received - shelf.shipped != shelf.on_hand:
            words = f"{shelf.received} received, {shelf.shipped} shipped, {shelf.on_hand} on hand"
            yield Finding("stock", "sums", f"{shelf.product}: {words}")
        if not 0 <= shelf.reserved <= shelf.on_hand:
            yield Finding(
                "oversold", "sums", f"{shelf.product}: {shelf.reserved} promised of {shelf.on_hand}"
            )


def series_have_no_gap(evidence: Evidence) -> Iterator[Finding]:
    """Numbers of legal documents: as many as the highest, and each once."""
    for series in evidence.series:
        if sorted(series.numbers) != list(range(1, len(series.numbers) + 1)):
            missing = sorted(set(range(1, max(series.numbers) + 1)) - set(series.numbers))
            yield Finding("gap", "sums", f"{series.name}: not 1..{len(series.numbers)}; missing {missing}")
        if series.last != len(series.numbers):
            yield Finding("gap", "sums", f"{series.name}: {len(series.numbers)} given, counter {series.last}")


def sums_agree(evidence: Evidence) -> Iterator[Finding]:
    """Money: what is known in two places is the same in both."""
    for sum in evidence.sums:
        if sum.one != sum.other:
            yield Finding("money", "sums", f"{sum.what}: {sum.one} is not {sum.other}")


def nothing_waits(evidence: Evidence) -> Iterator[Finding]:
    """Nothing parked, nothing unsent, and every journal is whole."""
    yield from (Finding("parked", "end", words) for words in evidence.parked)
    yield from (Finding("journal", "end", words) for words in evidence.broken_journals)
    for service, rows in evidence.unsent.items():
        if rows:
            yield Finding("unsent", "end", f"{rows} rows are left in the outbox of {service}")


def money_off(findings: list[Finding]) -> Decimal:
    """Number of sums that do not agree; 0 when money is conserved."""
    return Decimal(sum(finding.kind == "money" for finding in findings))


def unique(said: list[Said]) -> dict[str, Said]:
    """The first delivery of each event, by its id."""
    first: dict[str, Said] = {}
    for event in sorted(said, key=lambda each: (each.stream, each.partition, each.offset)):
        first.setdefault(event.id, event)
    return first
