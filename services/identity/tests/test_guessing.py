"""Guessing passwords: slow for who guesses, and never a way to lock somebody else out."""

import asyncio

import pytest

from identity import throttle
from identity.settings import Settings

VERIFIER = "v" * 50
SECRET = "correct horse battery"  # as in conftest
HOME, AWAY = "203.0.113.1", "203.0.113.2"


@pytest.fixture
def patient(monkeypatch):
    """Pauses of a minute, for machines that are slow."""
    monkeypatch.setattr(throttle, "pause", lambda guesses, settings: 60 * (guesses >= settings.free_guesses))


def test_each_guess_beyond_the_free_ones_costs_a_pause_that_doubles_up_to_five_minutes():
    settings = Settings(database_url="postgresql://x")
    pauses = [throttle.pause(guesses, settings) for guesses in range(16)]
    assert pauses == [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]
    assert throttle.pause(100_000, settings) == 300


@pytest.mark.usefixtures("patient")
async def test_ten_guesses_from_one_address_stop_the_guesser_and_nobody_else(office):
    await office.join("gustav")
    for name in ("gustav", "ghost"):
        guesses = [await office.guess(name, f"guess {n}", HOME) for n in range(10)]
        assert [guess.status_code for guess in guesses] == [400] * 5 + [429] * 5
        assert 0 < int(guesses[-1].headers["Retry-After"]) <= 60
    assert (await office.guess("Gustav", SECRET, HOME)).status_code == 429
    assert (await office.guess("Gustav", SECRET, AWAY)).status_code == 200


@pytest.mark.usefixtures("patient")
async def test_a_pause_ends(office):
    for n in range(6):
        answer = await office.guess("patient", f"guess {n}", HOME)
    assert answer.status_code == 429
    await office.stage.execute("UPDATE sign_in_attempt SET at = at - interval '1 minute'")
    assert (await office.guess("patient", "guess", HOME)).status_code == 400
    assert (await office.guess("patient", "guess", HOME)).status_code == 429


@pytest.mark.usefixtures("patient")
async def test_many_guesses_at_once_do_not_slip_through(office):
    answers = await asyncio.gather(*(office.guess("swarm", f"guess {n}") for n in range(20)))
    assert sum(answer.status_code == 400 for answer in answers) == 5


async def test_the_right_password_takes_earlier_guesses_back(office):
    await office.join("gerda")
    for _ in range(3):
        assert [(await office.guess("gerda", "wrong")).status_code for _ in range(4)] == [400] * 4
        assert (await office.guess("gerda", SECRET)).status_code == 200


async def test_a_hundred_wrong_names_from_one_address_stop_that_address_only(office, monkeypatch):
    await office.join("hugo")
    monkeypatch.setattr(office.stage.settings, "guesses_by_address", 20)
    bad = "198.51.100.7"
    tried = [(await office.guess(f"name{n}", "x", bad)).status_code for n in range(22)]
    assert tried == [400] * 20 + [429] * 2
    assert (await office.guess("hugo", SECRET, AWAY)).status_code == 200


async def test_a_name_that_is_guessed_from_everywhere_rests_but_for_browsers_that_know_it(
    office, monkeypatch
):
    await office.join("famous")
    query = office.authorize_query(VERIFIER)
    async with office.client() as known, office.client() as unknown:
        assert (await office.by_page(known, query, "famous", SECRET)).status_code == 303
        monkeypatch.setattr(office.stage.settings, "guesses_by_username", 20)
        for n in range(20):
            assert (await office.guess("famous", "x", f"198.51.100.{n}")).status_code == 400
        assert (await office.guess("famous", SECRET, "198.51.100.200")).status_code == 429
        assert (await office.by_page(unknown, query, "famous", SECRET)).status_code == 429
        assert (await office.by_page(known, query, "famous", SECRET)).status_code == 303


@pytest.mark.usefixtures("patient")
async def test_a_known_browser_is_known_for_those_who_signed_in_there_and_guesses_slowly_too(office):
    await office.join("anton")
    await office.join("berta")
    query = office.authorize_query(VERIFIER)
    async with office.client() as shared:
        for name in ("anton", "berta"):
            assert (await office.by_page(shared, query, name, SECRET)).status_code == 303
        sources = [
            await office.stage.app.state.sign_in.browsers.source(
                shared.cookies["saleswire_browser"], name, HOME
            )
            for name in ("Anton", "berta", "carla")
        ]
        assert [source.known for source in sources] == [True, True, False]
        assert sources[0] == sources[1]
        guesses = [(await office.by_page(shared, query, "anton", "wrong")).status_code for _ in range(7)]
        assert guesses == [400] * 5 + [429] * 2
        shared.cookies.set("saleswire_browser", "a.b.c", path="/api/auth")
        assert (await office.by_page(shared, query, "berta", SECRET)).status_code == 303


async def test_the_browsers_cookie_opens_nothing(office):
    await office.join("cookie")
    async with office.client() as browser:
        await office.by_page(browser, office.authorize_query(VERIFIER), "cookie", SECRET)
        cookie = browser.cookies["saleswire_browser"]
    assert (await office.ask(cookie, "GET", "/api/identity/me")).status_code == 401


@pytest.mark.usefixtures("patient")
async def test_many_wrong_password_changes_at_once_stop_nobody_else(office):
    await office.join("peter")
    for name in ("olaf", "otto", "olli"):
        await office.join(name)
    token = (await office.sign_in("peter"))["access_token"]
    body = {"current": "not mine", "password": "another good one"}
    changes = [office.ask(token, "POST", "/api/identity/me/password", body) for _ in range(24)]
    others = [office.guess(name, SECRET, AWAY) for name in ("olaf", "otto", "olli") * 4]
    answers = await asyncio.gather(*changes, *others)
    assert [answer.text for answer in answers[24:] if answer.status_code != 200] == []
    assert sorted({answer.status_code for answer in answers[:24]}) == [400, 429]
    assert sum(answer.status_code == 400 for answer in answers[:24]) == 5
    assert (await office.guess("peter", SECRET, AWAY)).status_code == 200
    counted = "SELECT count(*) FROM sign_in_attempt WHERE username = sha256('peter') AND known"
    assert (await office.stage.rows(counted))[0]["count"] == 5


async def test_no_password_is_hashed_or_checked_inside_a_transaction(office):
    service = office.stage.service
    hashing = office.stage.app.state.sign_in.passwords

    async def hash_inside(work):
        await hashing.hash(SECRET)

    async def check_inside(work):
        await hashing.matches(None, SECRET)

    for inside in (hash_inside, check_inside):
        for way in (service.database.run, service.database.read):
            with pytest.raises(RuntimeError, match="holds a connection already"):
                await way(inside)


@pytest.mark.usefixtures("patient")
async def test_a_wrong_present_password_is_counted_although_it_is_refused(office):
    await office.join("paula")
    token = (await office.sign_in("paula"))["access_token"]
    body = {"current": "not mine", "password": "another good one"}
    path = "/api/identity/me/password"
    tried = [(await office.ask(token, "POST", path, body)).status_code for _ in range(6)]
    assert tried == [400] * 5 + [429]
