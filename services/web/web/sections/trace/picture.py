"""A deal as one picture: what happened in its lanes, and greyed what has not yet, with the reason. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from chassis.language import _
from web.api.reporting import Trace, TraceDocument, TraceEvent
from web.deals.deal import PageOf
from web.reading import clocks
from web.sections.trace.story import SUPPLY, WHO, ahead, called, lane, story_of
from web.times import exactly, moment, span

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


def picture(trace: Trace, page_of: PageOf) -> Picture:
    """The picture of a trace by the reader's clocks; documents are linked where ``page_of`` knows a page."""
    events = trace["events"]
    happened = _happened(events, trace["documents"], page_of)
    steps = [*happened, *_ahead(trace, page_of)]
    return Picture(
        steps=steps,
        lines=_lines(events, happened),
        milestones=_milestones(trace),
        client=next((each["body"]["client"]["name"] for each in events if each["body"].get("client")), ""),
        lasted=span(events[-1]["after_start_ms"] / 1000) if events else "",
        automatic=sum(step.automatic for step in happened),
    )


def _happened(
    events: Sequence[TraceEvent], documents: Sequence[TraceDocument], page_of: PageOf
) -> list[Step]:
    known = {each["id"]: each for each in documents}
    steps: list[Step] = []
    before = ""
    for event in events:
        time = (moment(event["time"]) or datetime.now(UTC)).astimezone(clocks())
        document = known.get(event["document_id"])
        kind = event["kind"] or (document["kind"] if document else "")
        day = f"{time:%Y-%m-%d}"
        step = Step(
            name=event["label"],
            lane=lane(event["stage"], kind),
            document=event["document"],
            href=page_of(kind, event["document_id"]),
            event_id=event["id"],
            day="" if day == before else day,
            clock=f"{time:%H:%M:%S}",
            exact=event["time"],
            actor=_("reported by %(reported_by)s", reported_by=_(event["reported_by"]))
            if event["reported_by"]
            else event["actor_name"],
            automatic=event["via"].startswith(AUTOMATIC) and not event["reported_by"],
            lag=_lag(event),
        )
        steps.append(step)
        before = day
    return steps


def _lag(event: TraceEvent) -> str:
    if event["after_cause_ms"] is not None:
        return _("%(after_cause_ms)s after its trigger", after_cause_ms=span(event["after_cause_ms"] / 1000))
    previous = event["after_previous_ms"]
    if previous is None:
        return ""
    return (
        _("%(previous)s later", previous=span(previous / 1000)) if previous >= 1 else _("at the same moment")
    )


def _ahead(trace: Trace, page_of: PageOf) -> list[Step]:
    """What the deal waits for, and what follows in the main story."""
    numbers = {each["number"]: each for each in trace["documents"] if each["number"]}
    steps = []
    for each in trace["why_not_yet"]:
        document = numbers.get(each["document"])
        step = Step(
            name=called(each["next_step"]),
            lane=ahead(each["next_step"]),
            document=each["document"],
            href=page_of(document["kind"], document["id"]) if document else "",
            reason=each["reason"],
            who=_(WHO.get(each["waits_for"], each["waits_for"])),
            since=each["since"],
        )
        steps.append(step)
    waiting = {each["next_step"] for each in trace["why_not_yet"]}
    story = _story(trace)
    later = [name for name in _left(trace) if name not in waiting]
    return [*steps, *(Step(called(name), ahead(name), "", "", who=_by(story[name][1])) for name in later)]


def _story(trace: Trace) -> dict[str, tuple[str, str]]:
    return story_of({each["kind"] for each in trace["documents"]})


def _by(who: str) -> str:
    return _("by itself") if who == "system" else _("by %(who)s", who=_(WHO[who]))


def _left(trace: Trace) -> list[str]:
    """Steps of the main story that have yet to come; none when the deal is over."""
    if not trace["why_not_yet"]:
        return []
    names = {event["name"] for event in trace["events"]}
    order = list(_story(trace))
    reached = max((order.index(name) for name in names if name in order), default=-1)
    return [name for place, name in enumerate(order) if name not in names and place > reached]


def _lines(events: Sequence[TraceEvent], steps: Sequence[Step]) -> list[Line]:
    """Each step from its cause; without one in the deal, from the step before of the same document."""
    rows: dict[str | None, int] = {event["id"]: row for row, event in enumerate(events)}
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


def _milestones(trace: Trace) -> list[Milestone]:
    known = ((event["name"], moment(event["time"])) for event in reversed(trace["events"]))
    times = {name: time.astimezone(clocks()) for name, time in known if time}
    waiting = {each["next_step"] for each in trace["why_not_yet"]}
    if waiting & set(SUPPLY):
        waiting.add("DeliveryOrderReady")
    left = set(_left(trace)) | waiting
    found: list[Milestone] = []
    before: datetime | None = None
    in_part = False  # something earlier is not done: what follows it was done for a part
    for name, (label, _who) in _story(trace).items():
        short = _(label)
        time = times.get(name)
        at = (
            _("%(name)s at %(time)s", name=called(name), time=exactly(time))
            if time is not None
            else called(name)
        )
        if name in waiting:
            found.append(Milestone(short, "now", "", at))
            in_part = True
        elif time is not None and not in_part:
            took = f"+{span((time - before).total_seconds())}" if before else f"{time:%H:%M:%S}"
            found.append(Milestone(short, "done", took, at))
            before = time
        elif time is not None or name in left:
            found.append(Milestone(short, "later", "", at))
    return found
