"""The event log: one line an event, nothing about people."""

from __future__ import annotations

import inspect
import json
import sys

import pytest

from hwb_mailbot import eventlog


def told(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    output = capsys.readouterr()
    assert output.out == ""
    (line,) = output.err.splitlines()
    event: dict[str, object] = json.loads(line)
    return event


def test_event_is_one_json_line_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    eventlog.mail_accepted("20261105T093001-0000000000000000", 512)
    event = told(capsys)
    assert list(event)[:3] == ["timestamp", "level", "event"]
    assert event["event"] == "mail_accepted"
    assert event["mail"] == "20261105T093001-0000000000000000"
    assert event["size_bytes"] == 512


def test_addresses_are_masked(capsys: pytest.CaptureFixture[str]) -> None:
    eventlog.mail_refused("mail of Siân <siân@hendre.example>, of head@hendre.example", 1)
    assert told(capsys)["reason"] == "mail of Siân <[address]>, of [address]"


def test_fault_tells_its_kind_and_place_but_not_its_text(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        int("Megan Rees")
    except ValueError as fault:
        eventlog.unexpected_fault("reading", fault, mail="M1")
    event = told(capsys)
    assert (event["kind"], event["where"], event["mail"]) == ("ValueError", "reading", "M1")
    assert "test_eventlog.py" in str(event["places"])
    assert "Rees" not in json.dumps(event)
    assert "case" not in event


def test_on_a_terminal_it_is_columns(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    eventlog.connection_refused("too-many")
    line = capsys.readouterr().err
    assert "connection_refused" in line
    assert not line.startswith("{")


def test_standard_error_that_is_closed_stops_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    class Closed:
        def write(self, _text: str) -> int:
            raise ValueError("I/O operation on closed file")

        def isatty(self) -> bool:
            return False

    monkeypatch.setattr(sys, "stderr", Closed())
    eventlog.connection_refused("too-many")


def test_every_event_says_what_it_means() -> None:
    events = [
        function
        for name, function in inspect.getmembers(eventlog, inspect.isfunction)
        if not name.startswith("_") and function.__module__ == eventlog.__name__
    ]
    assert len(events) >= 10
    assert [event.__name__ for event in events if not event.__doc__] == []
