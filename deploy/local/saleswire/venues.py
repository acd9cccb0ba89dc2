"""What the samples may know of a copy that runs: its gateway, its folder, its secrets."""

from functools import partial

from saleswire.passwords import password
from saleswire.places import HOST, Place
from samples.venue import Venue


def venue_of(place: Place) -> Venue:
    """The venue that a copy offers."""
    return Venue(f"http://{HOST}:{place.ports['gateway']}", place.state, partial(password, place.state))
