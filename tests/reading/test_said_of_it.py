"""What a mail's own words say of a value that stands in it: whose it is, which, and whether it is any."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from hwb_mailbot.domain.mails import Answer, MailKind
from hwb_mailbot.reading.answers.denials import DENIED
from tests.reading.writing import reading, stated

_WRITTEN = tomllib.loads((Path(__file__).parent / "said_of_it.toml").read_text(encoding="utf-8"))
_SAID = [(group, says) for group in _WRITTEN["said"] for says in group["says"]]


@pytest.mark.parametrize(("group", "says"), _SAID, ids=[says for _, says in _SAID])
def test_states_what_its_words_say_of_it(group: dict[str, object], says: str) -> None:
    frame = _WRITTEN["frames"][group["frame"]]
    header = {"subject": "Hwb accounts"} | {name: frame[name] for name in ("subject", "sender") if name in frame}
    result = reading(frame["body"].replace("SAYS", says), **header)
    held = result.kind is MailKind.ENQUIRY or result.answer is Answer.UNCLEAR or DENIED in result.defects
    assert held is group.get("held", held)
    people = [stated(result, number) for number in range(len(result.requests))]
    assert len(people) == group.get("people", len(people))
    states = group.get("states", {})
    assert isinstance(states, dict)
    assert {name: people[0].get(name, "") for name in states} == states
