"""Whatever is logged stays in its line, and cannot look like another one."""

import json
import logging
import sys

import pytest

from chassis.telemetry import JsonLines, TextLines

ODD = [
    'a\n{"level": "INFO", "message": "forged"}',
    "a\r\nb",
    "a\x1b[31mb",
    "a\0b",
    "a\x85b\u2028c\u2029d\x0be\x0cf",
    "half a character: \ud800",
    '"} {',
    "\u202eback to front",
]


def record(text: str) -> logging.LogRecord:
    found = logging.LogRecord("saleswire", logging.WARNING, __file__, 1, "said: %s", (text,), None)
    found.why = text  # what `extra` adds
    return found


@pytest.mark.parametrize("text", ODD)
def test_a_json_line_is_one_line_and_says_what_was_said(text: str) -> None:
    line = JsonLines("quotes").format(record(text))
    assert len(line.splitlines()) == 1
    assert line.isascii()
    assert line.isprintable()
    assert json.loads(line)["message"] == f"said: {text}"
    assert json.loads(line)["why"] == text


@pytest.mark.parametrize("text", ODD)
def test_a_line_for_eyes_is_one_line_that_can_be_written(text: str) -> None:
    line = TextLines("quotes").format(record(text))
    assert len(line.splitlines()) == 1
    assert line.isprintable()
    assert line.encode()


def test_a_traceback_with_odd_words_is_part_of_its_json_line() -> None:
    try:
        raise ValueError("a\n{}")
    except ValueError:
        failed = logging.LogRecord("x", logging.ERROR, __file__, 1, "failed", (), sys.exc_info())
    line = JsonLines("quotes").format(failed)
    assert len(line.splitlines()) == 1
    assert "Traceback" in json.loads(line)["exception"]


def test_letters_of_names_stay_as_they_are() -> None:
    assert "Umeå" in TextLines("quotes").format(record("Umeå"))
