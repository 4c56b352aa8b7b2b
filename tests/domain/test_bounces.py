"""Which bounce is believed: only one that comes as bounces do, and calls the very address dead that we wrote to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hwb_mailbot.domain.bounces import is_clear, says_failed
from hwb_mailbot.domain.mails import Envelope, Language, MailKind, Reading
from tests.domain.world import FORMER_HEAD, MOVER, START

BOUNCE = Reading(
    kind=MailKind.BOUNCE,
    language=Language.ENGLISH,
    from_address="mailer-daemon@mx.example",
    bounce="failed",
    failed_recipients=(FORMER_HEAD,),
)
BY_MACHINE = Envelope("127.0.0.1", "mx.example", False, "", ("hwb@support.example",), START)
BY_SOMEBODY = replace(BY_MACHINE, mail_from="nobody@post.example")


@pytest.mark.parametrize("failed", [(FORMER_HEAD,), ("Head@BrynEithin.EXAMPLE",), (MOVER, FORMER_HEAD)])
def test_a_bounce_of_our_letter_is_clear(failed: tuple[str, ...]) -> None:
    bounce = replace(BOUNCE, failed_recipients=failed)
    assert is_clear(bounce, BY_MACHINE, FORMER_HEAD)
    assert is_clear(replace(bounce, delivery_report=True), BY_SOMEBODY, FORMER_HEAD)
    assert says_failed(bounce)


@pytest.mark.parametrize("failed", [(), (MOVER,), ("head@bryneithin.example.example",)])
def test_one_that_calls_another_address_dead_says_nothing_of_ours(failed: tuple[str, ...]) -> None:
    assert not is_clear(replace(BOUNCE, failed_recipients=failed), BY_MACHINE, FORMER_HEAD)


def test_anybody_may_write_such_words_so_only_a_machines_bounce_counts() -> None:
    assert not is_clear(BOUNCE, BY_SOMEBODY, FORMER_HEAD)


@pytest.mark.parametrize(
    "reading",
    [
        replace(BOUNCE, bounce="delayed"),
        replace(BOUNCE, bounce=None),
        replace(BOUNCE, kind=MailKind.AUTO_REPLY),
        replace(BOUNCE, kind=MailKind.ENQUIRY),
    ],
)
def test_a_letter_that_is_only_late_has_not_failed(reading: Reading) -> None:
    assert not says_failed(reading)
    assert not is_clear(reading, BY_MACHINE, FORMER_HEAD)
