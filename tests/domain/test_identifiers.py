"""What people write for usernames, numbers and references, and what is none of them."""

from __future__ import annotations

import pytest

from hwb_mailbot.domain.identifiers import dfes_number, employee_number, reference, staff_code, username


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (" OwenH132@hwbcymru.example ", "owenh132"),
        ("owenh132@a@b", "owenh132"),
        ("owen.h_1-2", "owen.h_1-2"),
        ("ow", "ow"),
        ("o" * 41, "o" * 41),
        ("o", None),
        ("1owen", None),
        ("owen..h", None),
        ("owen.", None),
        ("ôwen", None),
        ("owen h", None),
        ("@hwbcymru.example", None),
        ("", None),
    ],
)
def test_usernames(text: str, found: str | None) -> None:
    assert username(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("6614011", "6614011"),
        (" 661/4011 ", "6614011"),
        ("661 - 4011", "6614011"),
        ("661–4011", "6614011"),
        ("6604011", "6604011"),
        ("6814011", "6814011"),
        ("6824011", None),
        ("6594011", None),
        ("661401", None),
        ("66140111", None),
        ("6614011x", None),
        ("", None),
    ],
)
def test_dfes_numbers(text: str, found: str | None) -> None:
    assert dfes_number(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (" sar ", "SAR"),
        ("s/1.a-b", "S/1.A-B"),
        ("ABCDEFGHIJ", "ABCDEFGHIJ"),
        ("ABCDEFGHIJK", None),
        ("-A", None),
        ("S R", None),
        ("", None),
    ],
)
def test_staff_codes(text: str, found: str | None) -> None:
    assert staff_code(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (" 55 0 12\n", "55012"),
        ("ab-1/2", "AB-1/2"),
        ("0" * 20, "0" * 20),
        ("0" * 21, None),
        ("/1", None),
        ("55.012", None),
        ("   ", None),
    ],
)
def test_employee_numbers(text: str, found: str | None) -> None:
    assert employee_number(text) == found


def test_the_first_reference_in_a_text() -> None:
    assert reference("Re: [hwb-7f3k-2mqd] and HWB-AAAA-BBBB") == "HWB-7F3K-2MQD"
    assert reference("HWB-7F3-2MQD") is None
    assert reference("") is None
