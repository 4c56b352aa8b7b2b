"""Mails that no person wrote: auto-replies, bounces, receipts, calendar answers, ticket desks, list robots.

By the header fields made for it (RFC 3834, 3464, 8098), and without them by who writes, the subject and the words:
robots that leave the fields out are common. A machine must never be taken for somebody's answer (N4), so a doubtful
robot is one. Pure; nothing here raises.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from hwb_mailbot.reading.answers.answers import leans
from hwb_mailbot.reading.message.headers import parameters
from hwb_mailbot.reading.message.mime import Part
from hwb_mailbot.reading.terms.values import find_dfes_numbers, find_usernames, is_dfes_number
from hwb_mailbot.reading.vocabulary import vocabulary
from hwb_mailbot.reading.voices.boundaries import folded
from hwb_mailbot.reading.voices.delivery_reports import all_delivered
from hwb_mailbot.reading.voices.relayed import FIRST_PERSON, relays

_COMMENT = re.compile(r"\([^()]*\)")
_IDENTIFIER = re.compile(r"\b[a-z]{2,}\d{1,4}\b|\b6[678]\d[ /.-]?\d{4}\b")
_UNATTENDED = re.compile(r"(?:^|[-._])(?:no[-._]?reply|do[-._]?not[-._]?reply|dim[-._]?ateb)(?:$|[-._])")
_STATUS = re.compile(r"(?<![\d.])(?:[45]\.\d{1,3}\.\d{1,3}|5[05]\d(?=[ -]))(?![\d.])")
"""An SMTP reply or enhanced status code (RFC 5321 section 4.2, RFC 3463)."""
_TICKET = re.compile(
    r"(?:[\[(#]\s?#?|(?<!\w)(?:ticket|case|request|call|ref|tocyn|cais|galwad|received|derbyniwyd)"
    r"(?: (?:closed|resolved|opened|created|updated|received|logged))?[ :#.-]{1,3})"
    r"((?:[a-z]{1,8}[-_ ]?)?\d{4,12})(?!\d)"
    r"|(?<![\w/])([a-z]{1,8}/20\d\d/\d{3,8})(?![\w/])"
)
_TICKET_FIELD = re.compile(
    r"x-[a-z-]*(?:ticket|helpdesk|servicedesk|rt-|otrs|zendesk|freshdesk|jira|osticket)", re.IGNORECASE
)
_WRITTEN = 20_000
"""Characters of the text in which a machine's phrases are looked for."""


@dataclass(frozen=True, slots=True)
class Machine:
    """What kind of machine wrote a mail, and whether nothing but its words says so: then a person may have."""

    kind: str = ""
    by_words: bool = False


def machine(
    top: Part, subject: str, sender: str, own_text: str, all_text: str, null_sender: bool, signed: str = ""
) -> Machine:
    """What kind of machine wrote the mail; an empty ``kind`` for a person.

    One of ``bounce``, ``auto-reply``, ``read-receipt``, ``calendar-reply``, ``mailing-list``, ``ticket-desk``,
    ``notification``. ``sender`` is the raw From value, ``own_text`` the mail's words without quotes, ``signed`` its
    signature.
    """
    kind = _by_fields(top)
    local = _local_part(sender)
    begins = folded(subject)
    words = folded(own_text[:_WRITTEN])
    phrases = vocabulary("machines")["phrases"]
    daemon = (
        local in _known("senders", "daemons")
        or local.startswith(("mailer-daemon", "postmaster", "bounce"))
        or null_sender
    )
    unattended = local in _known("senders", "unattended") or bool(_UNATTENDED.search(local))
    if kind in ("bounce", "read-receipt", "calendar-reply", "mailing-list"):
        return Machine(kind)
    everything = folded(all_text[:_WRITTEN])
    failed = _any(everything, phrases["failed"]) or _any(everything, phrases["delayed"])
    titled = _opens(begins, "bounce")
    status = failed and bool(_STATUS.search(everything[:4000]))
    if (daemon or unattended or kind) and titled and (failed or daemon):
        return Machine("bounce")
    if (daemon and failed) or ((unattended or kind) and status) or (unattended and "not delivered" in everything):
        return Machine("bounce")
    if failed and titled and (status or _any(words, phrases["filtered"])):
        return Machine("bounce")  # a filter with an address like anybody's: no person gives a status or speaks as one
    if kind:
        return Machine(kind)
    if daemon and begins.startswith(_starts("held")):
        return Machine("mailing-list")
    attended = not (daemon or unattended)
    found = _by_words(top, begins, local, own_text, words, everything, folded(signed[:2000]))
    if found and not (attended and found == "auto-reply" and gives_details(own_text)):
        return Machine(found, attended)
    return Machine() if attended else Machine("notification")


def _by_words(top: Part, begins: str, local: str, own_text: str, words: str, everything: str, signed: str) -> str:
    """The kind that the subject and the words tell where no header field does, or an empty text."""
    phrases = vocabulary("machines")["phrases"]
    if begins.startswith(_starts("auto_reply")) or words.startswith(_starts("auto_reply")):
        return "auto-reply"
    if _any(words, phrases["marks"]) or _any(signed, phrases["marks"]):
        return "auto-reply"
    if _any(words, phrases["held"]):
        return "mailing-list"
    if begins.startswith(_starts("receipt")) and (not words or _any(everything, phrases["read"])):
        return "read-receipt"
    if begins.startswith(_starts("calendar")) and (not words or _any(words, phrases["meeting"])):
        return "calendar-reply"
    if _any(words, phrases["automatic"]):
        return "auto-reply"
    if _desk(top, begins, local, words or everything[:2000]) and not relays(own_text):
        return "ticket-desk"
    return "auto-reply" if _away(own_text, words) else ""


def gives_details(own_text: str) -> bool:
    """Whether the words state a username and a school's DfES number, as people do who write to us and no robot does."""
    text = own_text[:_WRITTEN]
    return bool(FIRST_PERSON.search(folded(text))) and bool(find_usernames(text)) and bool(find_dfes_numbers(text))


def _desk(top: Part, subject: str, local: str, words: str) -> bool:
    """Whether a help desk's program wrote it, to say that it has opened a ticket of its own.

    What it says, and the marks of such programs: a number of theirs in the subject, said again in the text, fields
    named after tickets, their own line above which one is to reply, and the desk's address.
    """
    phrases = vocabulary("machines")["phrases"]
    said = sum(1 for phrase in phrases["ticket"] if phrase in words)
    if said >= 3 or (said >= 1 and subject.startswith(_starts("ticket"))):
        return True
    numbers = (one[1] or one[2] for one in _TICKET.finditer(subject.replace("hwb-", "")))
    number = next((one for one in numbers if not is_dfes_number(one)), "")
    fielded = any(_TICKET_FIELD.match(name) for name, _ in top.fields)
    marks = (
        bool(number),
        bool(number and number in words),
        fielded,
        _any(words[:600], phrases["their_line"]),
        any(part in _known("senders", "desks") for part in re.split(r"[-._]", local)),
    )
    return sum(marks) >= 2 and said + _any(words, phrases["logged"]) + marks[3] >= 1


def _away(own_text: str, words: str) -> bool:
    """Whether the words are those of an automatic answer that does not say so.

    A mail that decides something or gives a username or a number is a person's, however far away they are.
    """
    phrases = vocabulary("machines")["phrases"]
    if _IDENTIFIER.search(words):
        return False
    absent = sum(1 for phrase in phrases["absent"] if phrase in words)
    thanked = _any(words, phrases["thanks"])
    if not (absent >= 2 or (thanked and (absent > 0 or _any(words, phrases["acknowledged"])))):
        return False
    if not set(re.findall(r"[^\W\d_]+", words)) & set(phrases["answers"]):
        return True
    lines = own_text[:_WRITTEN].split("\n")
    return not may_decide(lines)


def may_decide(lines: list[str]) -> bool:
    """Whether the words of a mail that seems a robot's may be an answer all the same, a yes or a no."""
    return not all(_decides_nothing(lines, to_head) for to_head in (True, False))


def _decides_nothing(lines: list[str], to_head: bool) -> bool:
    """Whether no sentence answers anything: ``I approve of taking holidays`` beside an absence."""
    return not any(leans([line], to_head=to_head) for line in lines) and not leans(lines, to_head=to_head)


@cache
def _known(section: str, key: str) -> tuple[str, ...]:
    return tuple(vocabulary("machines")[section][key])


@cache
def _starts(key: str) -> tuple[str, ...]:
    return tuple(vocabulary("machines")["subjects"][key])


def _opens(subject: str, key: str) -> bool:
    """Whether the subject, or what stands after a slash in it, begins as a robot's does: some write two languages."""
    return any(part.startswith(_starts(key)) for part in re.split(r"\s[/|]\s", subject))


def _any(text: str, phrases: list[str]) -> bool:
    return any(map(text.__contains__, phrases))


def _local_part(sender: str) -> str:
    found = re.findall(r"([^\s<>@\"(),:;]{1,100})@", sender)
    return (found[-1] if found else sender.strip(' <>"')).lower().partition("+")[0]


def _by_fields(top: Part) -> str:
    """The kind that header fields and parts state, or an empty text."""
    report = top.parameters.get("report-type", "").lower()
    kinds = {part.content_type for part in top.walk()}
    whole = parameters(top.value("content-type"))[0]
    if whole == "multipart/report" or top.content_type == "multipart/report":
        if report == "disposition-notification" or "message/disposition-notification" in kinds:
            return "read-receipt"
        if report in ("delivery-status", "") or "message/delivery-status" in kinds:
            return "read-receipt" if all_delivered(top) else "bounce"
        return "notification"
    if "message/delivery-status" in kinds or top.value("x-failed-recipients"):
        return "bounce"
    if "message/disposition-notification" in kinds:
        return "read-receipt"
    if any(
        part.content_type == "text/calendar" and _method(part) in ("reply", "counter", "cancel") for part in top.walk()
    ):
        return "calendar-reply"
    if top.value("x-list-administrivia").strip().lower() == "yes":
        return "mailing-list"
    stated = _COMMENT.sub(" ", top.value("auto-submitted")).partition(";")[0].strip().lower()
    if stated and stated != "no":
        return "auto-reply"
    if any(
        top.value(name)
        for name in (
            "x-autorespond",
            "x-autoresponder",
            "x-auto-reply",
            "x-auto-reply-from",
            "x-mail-autoreply",
            "x-autogenerated",
            "x-exchange-autoreply",
        )
    ):
        return "auto-reply"
    if top.value("x-autoreply").strip().lower() not in ("", "no", "false"):
        return "auto-reply"
    if top.value("precedence").strip().lower() in ("auto_reply", "auto-reply", "bulk", "junk"):
        return "auto-reply"
    if "mailbox rules agent" in top.value("x-ms-exchange-generated-message-source").lower():
        return "auto-reply"
    return ""


def _method(part: Part) -> str:
    stated = part.parameters.get("method", "").lower()
    if stated:
        return stated
    found = re.search(rb"(?im)^METHOD:\s*(\w+)", part.octets(4096))
    return found[1].decode("ascii", "replace").lower() if found else ""
