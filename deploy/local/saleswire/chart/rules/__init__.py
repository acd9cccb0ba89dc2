"""What must hold for every manifest that the chart renders: each rule answers what breaks it."""

from collections.abc import Callable, Iterator

from saleswire.chart.rendering import Manifest
from saleswire.chart.rules import hardening, kafka, network, standing, told

Rule = Callable[[list[Manifest]], Iterator[str]]

RULES: tuple[Rule, ...] = (
    *(hardening.unsafe, hardening.unlimited, hardening.unprobed, hardening.unpinned, hardening.hasty),
    *(told.unknown, told.untold, told.refused, told.secretless),
    *(network.open_pods, network.wrong_callers, network.closed_ways),
    *(kafka.wrong_topics, kafka.wrong_rights),
    *(standing.unguarded, standing.together, standing.torn, standing.deaf, standing.unwatched),
)
