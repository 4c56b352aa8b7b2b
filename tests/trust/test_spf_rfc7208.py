"""The RFC 7208 test suite of openspf.org (release 2014.04) through our hook into pyspf."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from hwb_mailbot.trust.questions import DnsAnswer, DnsQuestion, DnsQuestions
from hwb_mailbot.trust.spf import SpfResult, check_host

SUITE = Path(__file__).parents[2].parent / "shared/realmail/pyspf/test/rfc7208-tests.yml"


def cases() -> list[Any]:
    if not SUITE.exists():
        return []
    found = []
    for scenario in yaml.safe_load_all(SUITE.read_text(encoding="utf-8")):
        for name, test in scenario["tests"].items():
            found.append(pytest.param(scenario["zonedata"], test, id=f"{scenario['description']}: {name}"))
    return found


def answered(zone: dict[str, list[Any]], question: DnsQuestion) -> DnsAnswer:
    """What a resolver would answer from the suite's zone, aliases followed."""
    entries_by_name = {name.lower(): entries for name, entries in zone.items()}
    name, entries, silent = question.name, [], False
    for _ in range(12):
        written = entries_by_name.get(name, [])
        silent = "TIMEOUT" in written
        entries = [pair for entry in written if isinstance(entry, dict) for pair in entry.items()]
        alias = dict(entries).get("CNAME")
        if alias is None:
            break
        name = alias.lower().removesuffix(".")
    if question.type == "TXT" and not any(kind == "TXT" for kind, _ in entries):
        entries = [("TXT", value) for kind, value in entries if kind == "SPF"]  # as the suite says it means
    records = [record(value) for kind, value in entries if kind == question.type and value != "NONE"]
    if silent and not records:
        return {"state": "timeout", "records": []}
    return {"state": "found" if records else "absent", "records": records}


def record(value: Any) -> str:
    if isinstance(value, list) and value and isinstance(value[0], int):
        return f"{value[0]} {value[1]}"
    text = "".join(value) if isinstance(value, list) else str(value)
    return text.encode("utf-8").decode("latin-1") if not text.isascii() else text


def result_and_rounds(zone: dict[str, list[Any]], test: dict[str, Any]) -> tuple[SpfResult, int]:
    answers: dict[str, DnsAnswer] = {}
    for rounds in range(100):
        found = check_host(test["host"], test["mailfrom"], str(test["helo"]), answers)
        if isinstance(found, SpfResult):
            return found, rounds
        assert isinstance(found, DnsQuestions)
        assert found.questions
        for question in found.questions:
            assert question.key not in answers
            answers[question.key] = answered(zone, question)
    raise AssertionError("asks for ever")


@pytest.mark.skipif(not SUITE.exists(), reason="the suite is not at hand")
@pytest.mark.parametrize(("zone", "test"), cases())
def test_result(zone: dict[str, list[Any]], test: dict[str, Any]) -> None:
    found, rounds = result_and_rounds(zone, test)
    wanted = test["result"] if isinstance(test["result"], list) else [test["result"]]
    assert rounds <= 25
    assert found.result in wanted
