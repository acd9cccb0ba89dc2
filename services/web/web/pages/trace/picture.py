"""A deal as one picture: what happened in its lanes, and greyed what has not yet, with the reason. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from web.pages.trace.story import PAGES, STORY, SUPPLY, WHO, lane
from web.rendering import moment, spaced, span

Row = Mapping[str, Any]
May = Callable[[str], bool]
AUTOMATIC = ("reaction:", "timer:")


@dataclass(frozen=True)
class Step:
    """One step: happened when it has an ``event_id``, next when it has a ``reason``, else later."""

    name: str
    lane: int
    document: str
    href: str
    event_id: str = ""
    day: str = ""
    clock: str = ""
    exact: str = ""
    actor: str = ""
    automatic: bool = False
    lag: str = ""
    reason: str = ""
    who: str = ""
    since: str = ""

    @property
    def state(self) -> str:
        """done, next or later."""
        return "done" if self.event_id else "next" if self.reason else "later"


@dataclass(frozen=True)
class Line:
    """From one step to another, in lanes and rows; a cause, or just the same document going on."""

    x1: float
    y1: float
    x2: float
    y2: float
    cause: bool


@dataclass(frozen=True)
class Milestone:
    """One of the great steps: done with the time that it took, now, or next."""

    name: str
    state: str
    took: str
    title: str


@dataclass(frozen=True)
class Picture:
    """The whole deal."""

    steps: list[Step]
    lines: list[Line]
    milestones: list[Milestone]
    client: str
    lasted: str
    automatic: int


def picture(trace: Row, may: May) -> Picture:
    """The picture of a trace; documents are linked for whoever ``may`` read them."""
    events = trace["events"]
    happened = _happened(events, trace["documents"], may)
    steps = [*happened, *_ahead(trace, may)]
    return Picture(
        steps=steps,
        lines=_lines(events, happened),
        milestones=_milestones(trace),
        client=next((each["body"]["client"]["name"] for each in events if each["body"].get("client")), ""),
        lasted=span(events[-1]["after_start_ms"] / 1000) if events else "",
        automatic=sum(step.automatic for step in happened),
    )


def _happened(events: Sequence[Row], documents: Sequence[Row], may: May) -> list[Step]:
    known = {each["id"]: each for each in documents}
    steps: list[Step] = []
    before = ""
    for event in events:
        time = moment(event["time"]) or datetime.now(UTC)
        document = known.get(event["document_id"], {})
        kind = event.get("kind") or document.get("kind", "")
        day = f"{time.astimezone(UTC):%Y-%m-%d}"
        step = Step(
            name=spaced(event["name"]),
            lane=lane(kind, event["name"]),
            document=event["document"],
            href=address(kind, event["document_id"], may),
            event_id=event["id"],
            day="" if day == before else day,
            clock=f"{time.astimezone(UTC):%H:%M:%S}",
            exact=event["time"],
            actor=event["actor_name"],
            automatic=event["via"].startswith(AUTOMATIC),
            lag=_lag(event),
        )
        steps.append(step)
        before = day
    return steps


def address(kind: str, id: str, may: May) -> str:
    """The page of a document; empty when it has none, or none for this person."""
    path, permission = PAGES.get(kind, ("", ""))
    return f"{path}/{id}" if path and may(permission) else ""


def _lag(event: Row) -> str:
    if event["after_cause_ms"] is not None:
        return f"{span(event['after_cause_ms'] / 1000)} after its cause"
    previous = event.get("after_previous_ms")
    if previous is None:
        return ""
    return f"{span(previous / 1000)} later" if previous >= 1 else "at the same moment"


def _ahead(trace: Row, may: May) -> list[Step]:
    """What the deal waits for, and what follows in the main story."""
    numbers = {each["number"]: each for each in trace["documents"] if each["number"]}
    steps = []
    for each in trace["why_not_yet"]:
        document = numbers.get(each["document"], {})
        kind = document.get("kind", "")
        step = Step(
            name=spaced(each["next_step"]),
            lane=lane("", each["next_step"]),
            document=each["document"],
            href=address(kind, document.get("id", ""), may),
            reason=each["reason"],
            who=WHO.get(each["waits_for"], each["waits_for"]),
            since=each["since"],
        )
        steps.append(step)
    waiting = {each["next_step"] for each in trace["why_not_yet"]}
    later = [name for name in _left(trace) if name not in waiting]
    return [*steps, *(Step(spaced(name), lane("", name), "", "", who=_by(STORY[name][1])) for name in later)]


def _by(who: str) -> str:
    return "by itself" if who == "system" else f"by {WHO[who]}"


def _left(trace: Row) -> list[str]:
    """Steps of the main story that have yet to come; none when the deal is over."""
    if not trace["why_not_yet"]:
        return []
    names = {event["name"] for event in trace["events"]}
    order = list(STORY)
    reached = max((order.index(name) for name in names if name in STORY), default=-1)
    return [name for place, name in enumerate(order) if name not in names and place > reached]


def _lines(events: Sequence[Row], steps: Sequence[Step]) -> list[Line]:
    """Each step from its cause; without one in the deal, from the step before of the same document."""
    rows = {event["id"]: row for row, event in enumerate(events)}
    latest: dict[str, int] = {}
    lines = []
    for row, event in enumerate(events):
        cause = rows.get(event["causation_id"])
        start = cause if cause is not None else latest.get(event["document_id"])
        if start is not None:
            lines.append(
                Line(
                    steps[start].lane + 0.5, start + 0.5, steps[row].lane + 0.5, row + 0.5, cause is not None
                )
            )
        latest[event["document_id"]] = row
    return lines


def _milestones(trace: Row) -> list[Milestone]:
    times = {event["name"]: moment(event["time"]) for event in reversed(trace["events"])}
    waiting = {each["next_step"] for each in trace["why_not_yet"]}
    if waiting & set(SUPPLY):
        waiting.add("DeliveryOrderReady")
    left = set(_left(trace)) | waiting
    found: list[Milestone] = []
    before: datetime | None = None
    for name, (short, _) in STORY.items():
        time = times.get(name)
        if time is not None:
            took = f"+{span((time - before).total_seconds())}" if before else f"{time:%H:%M:%S}"
            found.append(Milestone(short, "done", took, f"{spaced(name)} at {time:%Y-%m-%d %H:%M:%S} UTC"))
            before = time
        elif name in left:
            found.append(Milestone(short, "now" if name in waiting else "later", "", spaced(name)))
    return found
