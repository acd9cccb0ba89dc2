"""Live pages: one stream for all tabs of a sign-in, the newest to everybody, an end when it is time."""

import json
from pathlib import Path

import pytest
from stand_ins import PERSON, said, staged, token
from stand_ins.identity import tokens
from stand_ins.live import Upstream, following

from web.live.parsing import Parser, written
from web.live.slots import Slot
from web.live.wants import Want, read_all

OVERVIEW = json.dumps(json.loads((Path(__file__).parent / "recorded/overview.json").read_text()))
LATER = OVERVIEW.replace('"8"', '"9"')


LIVE = "/live?want=month"


@pytest.fixture
async def reporting(stage, bell):
    """Reporting's stream behind the stage."""
    upstream = Upstream()
    stage.gateway.on("GET", "/api/reports/live", upstream.answer)
    return upstream


@pytest.fixture
async def bell(stage):
    """The stream of notifications behind the stage, whose browser is signed in."""
    stage.sign_in("reports.read")
    upstream = Upstream()
    stage.gateway.on("GET", "/api/notifications/stream", upstream.answer)
    yield upstream
    await hub(stage).close()


def hub(stage):
    """Who follows what."""
    return stage.browser._transport.app.state.hub


def test_events_are_the_same_wherever_the_pieces_of_a_stream_end():
    text = b": beat\n\n" + written("figures", "a\nb", "7") + written("state", "live")
    for cut in range(len(text)):
        parser = Parser()
        events = [*parser.fed(text[:cut]), *parser.fed(text[cut:])]
        assert [(e.name, e.data, e.id) for e in events if e.name] == [
            ("figures", "a\nb", "7"),
            ("state", "live", ""),
        ]


def test_a_slow_browser_gets_the_newest_of_each_kind_only():
    slot = Slot()
    for number in range(100):
        slot.put("figures month", b"figures %d;" % number)
        slot.put("notices", b"notices %d;" % number)
    assert slot.take() == b"figures 99;notices 99;"
    assert slot.take() == b""


def test_what_a_page_wants_is_read_with_care():
    assert read_all([]) == ()
    assert read_all(["week", "week", "year:Nordics"]) == (Want("week"), Want("year", "Nordics"))
    assert read_all(["century"]) == (Want("month"),)
    assert len(read_all([f"month:{number}" for number in range(50)])) == 4


async def test_every_page_has_the_bell_and_none_but_the_dashboard_asks_for_figures(stage, reporting, bell):
    async with following(stage) as tab:
        await bell.begun()
        assert await tab.next("bell") == "live"
        bell.say("notices", '{"unread": 2, "asking": 1}')
        assert await tab.next("notices") == '{"unread": 2, "asking": 1}'
    assert reporting.asked == []


async def test_all_tabs_of_a_sign_in_share_one_stream_and_get_what_changes(stage, reporting, bell):
    async with following(stage, LIVE) as first:
        await reporting.begun()
        reporting.say("overview", OVERVIEW, "one")
        shown = json.loads(await first.next("figures"))
        assert shown["want"] == "month"
        assert 'id="tile-quotes_sent"' in shown["html"]
        async with following(stage, LIVE) as second:
            assert json.loads(await second.next("figures")) == shown
            reporting.say("overview", LATER, "two")
            assert (
                json.loads(await first.next("figures")) == json.loads(await second.next("figures")) != shown
            )
            await bell.begun()
            bell.say("notices", '{"unread": 3}')
            assert await first.next("notices") == await second.next("notices") == '{"unread": 3}'
    assert (len(reporting.asked), len(bell.asked)) == (1, 1)
    assert reporting.asked[0].headers["accept"] == "text/event-stream"


async def test_a_tab_with_another_period_has_its_own_figures_over_the_same_connection(stage, reporting):
    async with following(stage, "/live?want=month&want=week:DACH") as tab:
        await reporting.begun(2)
        asked = [dict(request.url.params) for request in reporting.asked]
        assert asked == [{"period": "month"}, {"period": "week", "territory": "DACH"}]
        reporting.say("overview", OVERVIEW, "one")
        assert json.loads(await tab.next("figures"))["want"] == "week:DACH"


async def test_what_the_browser_has_already_is_not_sent_again(stage, reporting, bell):
    async with following(stage, LIVE) as tab:
        await reporting.begun()
        reporting.say("overview", OVERVIEW, "one")
        await tab.next("figures")
        bell.say("notices", '{"unread": 1}')
        async with following(stage, LIVE, last="one") as again:
            await again.next("notices")
            reporting.say("overview", LATER, "two")
            assert "9" in json.loads(await again.next("figures"))["html"]


async def test_another_replica_goes_on_where_the_first_ended(stage, reporting, bell):
    async with following(stage, LIVE) as tab:
        await reporting.begun()
        reporting.say("overview", OVERVIEW, "one")
        await tab.next("figures")
    async with staged() as other:
        other.sign_in("reports.read")
        other.gateway.on("GET", "/api/reports/live", reporting.answer)
        other.gateway.on("GET", "/api/notifications/stream", bell.answer)
        async with following(other, LIVE, last="one") as again:
            await reporting.begun(2)
            reporting.say("overview", OVERVIEW, "one")
            reporting.say("overview", LATER, "two")
            await again.next("figures")
            assert again.told.count("figures") == 1
        await hub(other).close()


async def test_a_broken_stream_is_told_and_opened_again_from_where_it_was(stage, reporting):
    async with following(stage, LIVE) as tab:
        await reporting.begun()
        assert await tab.next("state") == "live"
        reporting.say("overview", OVERVIEW, "one")
        await tab.next("figures")
        reporting.streams[0].put_nowait(None)
        assert await tab.next("state") == "lost"
        await reporting.begun(2)
        assert await tab.next("state") == "live"
        assert reporting.asked[1].headers["last-event-id"] == "one"


async def test_with_the_end_of_the_token_the_browser_is_let_go_to_come_again(stage, reporting):
    async with following(stage, LIVE) as tab:
        await reporting.begun()
        reporting.say("end", '{"reason": "token-expired"}')
        assert await tab.over()


async def test_who_may_not_follow_is_told_so_for_good(stage, reporting):
    reporting.status = 403
    async with following(stage, LIVE) as tab:
        assert await tab.next("state") == "closed"


async def test_the_end_of_the_process_ends_every_stream_at_once(stage, reporting):
    async with following(stage, LIVE) as first, following(stage, LIVE) as second:
        hub(stage).leave()
        assert await first.over()
        assert await second.over()
        assert (await stage.browser.get("/live")).status_code == 503


async def test_one_replica_holds_only_so_many_streams(stage, reporting):
    hub(stage)._places.total = 1
    async with following(stage, LIVE):
        answer = await stage.browser.get("/live")
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "10")
    async with following(stage, LIVE) as tab:
        assert tab.status == 200


async def test_nobody_signed_in_gets_no_stream(stage):
    assert (await stage.browser.get("/live")).status_code == 401


async def test_an_aged_token_is_renewed_before_the_stream_opens(stage, reporting):
    stage.sign_in("reports.read", seconds=5)
    fresh = tokens(access_token=token(seconds=900))
    stage.gateway.on("POST", "/api/auth/token", said(fresh))
    async with following(stage, LIVE) as tab:
        await reporting.begun()
        assert tab.status == 200
        assert reporting.asked[0].headers["authorization"] == f"Bearer {fresh['access_token']}"


@pytest.mark.parametrize("permission", ["reports.read", "fulfillment.read"])
async def test_everybody_has_a_bell_and_it_is_live(stage, permission):
    stage.sign_in(permission)
    shown = (await stage.browser.get("/settings")).text
    assert f'data-live-state="{PERSON}"' in shown
    assert 'aria-label="Notifications"' in shown
