"""Whether a bounce is to be believed: its receiver is then written to no more, so a forged one would silence somebody.

Pure. Nothing here fails.
"""

from __future__ import annotations

from hwb_mailbot.domain.addresses import same_address
from hwb_mailbot.domain.mails import Envelope, MailKind, Reading


def says_failed(reading: Reading) -> bool:
    """Whether the mail says that a letter was not delivered and never will be."""
    return reading.kind is MailKind.BOUNCE and reading.bounce == "failed"


def is_clear(reading: Reading, envelope: Envelope, receiver: str) -> bool:
    """Whether a bounce that came to a letter's return path is plainly about that letter's ``receiver``.

    It comes as bounces do, with the null reverse-path (RFC 5321 section 4.5.5) or in the form of a delivery report
    (RFC 3464), and the address that it calls dead is the one we wrote to. A letter that its receiver's server passed on
    and that failed there says nothing about our address.
    """
    by_machine = not envelope.mail_from or reading.delivery_report
    return says_failed(reading) and by_machine and any(same_address(one, receiver) for one in reading.failed_recipients)
