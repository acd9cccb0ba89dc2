"""`saleswire status` says in red what waits for a person, and what to do about it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import typer

from saleswire.commands.status import parked, row, status, stuck
from saleswire.record import Line, new_record


def said(parked_keys: int, stuck_keys: int) -> dict[str, Any]:
    group = {"group": "billing.reactions", "lag": {}, "parked_keys": parked_keys, "stuck_keys": stuck_keys}
    return {"groups": [group], "ready": True}


def test_a_key_that_waits_for_a_person_is_red_and_says_what_helps() -> None:
    inner = said(3, 1)
    assert parked(inner) == "[red]3[/]"
    assert stuck(inner) == [
        "billing.reactions: 1 parked key waits; saleswire dlq list says why (docs/operations.md)"
    ]
    assert "2 parked keys wait" in stuck(said(3, 2))[0]
    assert "[red]3[/]" in row("billing", Line(), inner)


def test_a_key_that_waits_for_its_copy_for_a_moment_is_no_alarm() -> None:
    assert (parked(said(2, 0)), stuck(said(2, 0)), parked({})) == ("2", [], "")


@contextmanager
def serving(answer: dict[str, Any]) -> Iterator[str]:
    """The address of a service that says this of itself."""

    class Service(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(answer).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Service) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize(("stuck_keys", "code"), [(0, 0), (1, 1)])
def test_the_exit_code_tells_a_script_that_something_waits_for_a_person(
    stuck_keys: int,
    code: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("SALESWIRE_LOCAL", str(tmp_path))
    record = new_record("forks", "local")
    record.ready = True
    with serving(said(1, stuck_keys)) as address:
        record.components["billing"] = Line(state="ready", address=address)
        record.write(tmp_path)
        with pytest.raises(typer.Exit) as left:
            status()
    assert left.value.exit_code == code
    assert ("1 parked key waits" in capsys.readouterr().out) == bool(stuck_keys)
