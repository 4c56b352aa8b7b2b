"""Fixed letters to whoever wrote a mail, where no case tells them: each goes out a few times a day at most (N4).

They say nothing that the sender did not say (N3).
"""

from __future__ import annotations

from collections.abc import Mapping

from hwb_mailbot.domain.deciding.handing_over import TEMPLATE as WITH_SUPPORT
from hwb_mailbot.domain.deciding.receivers import on_record
from hwb_mailbot.domain.deciding.restraint import often_enough
from hwb_mailbot.domain.events import MailArrived
from hwb_mailbot.domain.facts import Facts
from hwb_mailbot.domain.letters import BLANK_FORM, EVERYBODY, LetterOrder, LetterValue, domain_of
from hwb_mailbot.domain.policy import Policy
from hwb_mailbot.domain.senders import Sender


def a_person_looks(mail: MailArrived, sender: Sender, facts: Facts, policy: Policy) -> tuple[LetterOrder, ...]:
    """R22, to whoever writes from an address on record and is vouched for (N3)."""
    known = sender.vouched and on_record(facts, sender.address)
    return fixed_letter(WITH_SUPPORT, mail, facts, policy) if known else ()


def fixed_letter(
    template: str, mail: MailArrived, facts: Facts, policy: Policy, values: Mapping[str, LetterValue] | None = None
) -> tuple[LetterOrder, ...]:
    """A fixed letter to the sender, unless they have had it often today: an unmarked robot may be writing (N4)."""
    address = mail.reading.from_address.lower()
    if often_enough(template, address, facts, policy):
        return ()
    if template == BLANK_FORM and _enough_blank_forms(address, facts, policy):
        return ()
    if facts.came_back(address) or facts.letters_to(address) >= policy.letters_an_address_a_day:
        return ()
    address = facts.read_at(mail.reading.from_address)
    return (_letter(template, mail, address, values or {}),) if address else ()


def _enough_blank_forms(address: str, facts: Facts, policy: Policy) -> bool:
    """Whether so many strangers, of that domain or of all, had the blank form today that nobody else gets it (N4)."""
    of_domain = facts.letters_lately(domain_of(address), BLANK_FORM)
    in_all = facts.letters_lately(EVERYBODY, BLANK_FORM)
    return of_domain >= policy.blank_forms_a_domain_a_day or in_all >= policy.blank_forms_a_day


def _letter(template: str, mail: MailArrived, address: str, values: Mapping[str, LetterValue]) -> LetterOrder:
    reading = mail.reading
    return LetterOrder(
        template=template,
        to=address,
        language=reading.language,
        values=values,
        answers=reading.message_id,
        references=(reading.message_id,) if reading.message_id else (),
        answered_subject=reading.subject,
    )
