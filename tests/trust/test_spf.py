"""SPF over answers at hand: what is asked, what a record's macros become, and what a record that is no record is."""

from __future__ import annotations

import pytest

from hwb_mailbot.trust.questions import DnsAnswer, DnsQuestions
from hwb_mailbot.trust.spf import LOOKUPS, RECORD_LENGTH, SpfResult, check_host

PEER = "203.0.113.66"
HERE = f"ip4:{PEER} -all"


def checked(
    zone: dict[str, list[str]] | str,
    mail_from: str = "jane@head.example",
    helo: str = "mail.head.example",
    peer: str = PEER,
) -> tuple[str, list[str]]:
    """The result, and what was asked; ``zone`` may be the domain's record alone."""
    kept = zone if isinstance(zone, dict) else {"TXT head.example": [zone]}
    answers: dict[str, DnsAnswer] = {}
    while isinstance(found := check_host(peer, mail_from, helo, answers), DnsQuestions):
        for question in found.questions:
            assert question.key not in answers
            records = kept.get(question.key, [])
            answers[question.key] = {"state": "found" if records else "absent", "records": records}
    assert found.domain == "head.example"
    return found.result, list(answers)


def test_nobody_is_asked_where_there_is_no_domain_or_no_machine() -> None:
    assert check_host("mail.head.example", "jane@head.example", "x", {}) == SpfResult("none", "head.example")
    assert check_host(PEER, "", "localhost", {}) == SpfResult("none", "")
    assert check_host(PEER, "jane", "head.example", {}) == SpfResult("none", "")


def test_a_domain_without_a_record_is_none() -> None:
    assert checked({}) == ("none", ["TXT head.example"])
    assert checked({"TXT head.example": ["v=spf10 +all", "something"]})[0] == "none"


@pytest.mark.parametrize(
    ("macro", "mail_from", "name"),
    [
        ("%{l}", "jane@head.example", "jane"),
        ("%{l}", '"jane@home"@head.example', '"jane@home"'),
        ("%{l}", "", "postmaster"),
        ("%{s}", "jane@head.example", "jane@head.example"),
        ("%{o}", "jane@head.example", "head.example"),
        ("%{d}", "jane@head.example", "head.example"),
        ("%{h}", "jane@head.example", "mail.head.example"),
        ("%{ir}", "jane@head.example", "66.113.0.203"),
    ],
)
def test_macros_say_who_sends(macro: str, mail_from: str, name: str) -> None:
    helo = "mail.head.example" if mail_from else "head.example"
    result, asked = checked(f"v=spf1 exists:{macro}.x.head.example -all", mail_from, helo)
    assert (result, asked[1:]) == ("fail", [f"A {name}.x.head.example"])


def test_an_included_domain_speaks_in_its_own_name_and_the_macro_of_the_sender_stays() -> None:
    zone = {
        "TXT head.example": ["v=spf1 include:a.head.example. -all"],
        "TXT a.head.example": ["v=spf1 exists:%{o}.%{d}.x.example -all"],
        "A head.example.a.head.example.x.example": ["127.0.0.2"],
    }
    assert checked(zone) == ("pass", list(zone))


def test_names_are_asked_for_without_their_final_dot_and_in_lower_case() -> None:
    zone = {
        "TXT head.example": ["v=spf1 a:A.Head.Example. mx:M.Head.Example. -all"],
        "A a.head.example": ["198.51.100.1"],
        "MX m.head.example": ["10 One.head.example.", "20 two.head.example"],
        "A one.head.example": ["198.51.100.1"],
        "A two.head.example": [PEER],
    }
    assert checked(zone) == ("pass", list(zone))


@pytest.mark.parametrize("local", ["a..b", "é", "x" * 64, ".".join("x" * length for length in (60, 60, 60, 60, 58))])
def test_what_is_no_name_is_not_asked_for_and_is_not_there(local: str) -> None:
    assert checked(f"v=spf1 exists:%{{l}}.head.example {HERE}", f"{local}@head.example") == (
        "pass",
        ["TXT head.example"],
    )


@pytest.mark.parametrize("local", ["x" * 63, ".".join("x" * length for length in (60, 60, 60, 57))])
def test_the_longest_names_are_asked_for(local: str) -> None:
    assert len(f"{local}.head.example") <= 253
    asked = checked(f"v=spf1 exists:%{{l}}.head.example {HERE}", f"{local}@head.example")[1]
    assert asked[1:] == [f"A {local}.head.example"]


@pytest.mark.parametrize("record", ["v=spf1 ipv4:1.2.3.4 -all", "v=spf1 a:%{x}.example", "v=spf1 exists:%{t}.example"])
def test_a_record_that_breaks_its_grammar_is_a_permanent_error(record: str) -> None:
    assert checked(record) == ("permerror", ["TXT head.example"])


def test_what_no_name_server_answers_is_a_permanent_error() -> None:
    assert checked({"TXT head.example": [f"v=spf1 mx {HERE}"], "MX head.example": ["nonsense"]})[0] == "permerror"
    assert checked(f"v=spf1 {HERE} \u0100")[0] == "permerror"


def test_the_longest_record_that_is_read() -> None:
    longest = f"v=spf1 {HERE}".ljust(RECORD_LENGTH)
    assert checked(longest)[0] == "pass"
    assert checked(longest + " ")[0] == "permerror"
    assert checked((longest + " ").replace("v=spf1", "V=SPF1"))[0] == "permerror"
    other = "v=verification " + "x" * RECORD_LENGTH
    assert checked({"TXT head.example": [other, longest]})[0] == "pass"


def maze(exchanges: int) -> dict[str, list[str]]:
    """Exchanges in eleven questions and more, ten to a name; the last leads to the peer."""
    names = [f"m{number}.head.example" for number in range((exchanges + 9) // 10)]
    zone = {"TXT head.example": ["v=spf1 " + " ".join(f"mx:{name}" for name in names) + " -all"]}
    for number in range(exchanges):
        zone.setdefault(f"MX {names[number // 10]}", []).append(f"10 h{number}.head.example")
        zone[f"A h{number}.head.example"] = [PEER if number == exchanges - 1 else "198.51.100.1"]
    return zone


def test_a_maze_of_questions_is_a_permanent_error() -> None:
    within = maze(LOOKUPS - 1 - 6)
    assert len(within) == LOOKUPS
    assert checked(within)[0] == "pass"
    assert checked(maze(LOOKUPS - 6))[0] == "permerror"
