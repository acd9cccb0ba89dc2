"""No one person takes all places, and what is taken comes back."""

import pytest

from chassis.errors import Busy, TooMany
from chassis.http.shares import Shares


def test_one_person_leaves_places_to_the_others() -> None:
    places = Shares("papers", total=5, each=3)
    for _ in range(3):
        places.take("greedy")
    with pytest.raises(TooMany) as refused:
        places.take("greedy")
    assert (refused.value.status, refused.value.headers["Retry-After"]) == (429, "2")
    places.take("modest")
    places.take("modest")
    with pytest.raises(Busy) as full:
        places.take("third")
    assert full.value.status == 503
    places.give_back("greedy")
    places.take("third")


def test_a_place_comes_back_however_the_work_ends() -> None:
    places = Shares("papers", total=1, each=1)
    with pytest.raises(ZeroDivisionError), places.place("somebody"):
        raise ZeroDivisionError
    with places.place("somebody"), pytest.raises(TooMany), places.place("somebody"):
        pass
    places.take("another")
