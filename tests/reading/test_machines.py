"""Machines, with and without the header fields made for them; and people who look like machines."""

from __future__ import annotations

import pytest

from hwb_mailbot.reading.divide import material
from hwb_mailbot.reading.material import Material


def read(
    *fields: str, body: str = "", sender: str = "Eirlys Rees <reese@brynonnen.example>", null: bool = False
) -> Material:
    head = [f"From: {sender}", "To: hwb@support.example", *fields, "", ""]
    return material("\r\n".join(head).encode() + body.replace("\n", "\r\n").encode(), frozenset(), null)


PERSON = "I approve this.\n\nEirlys"


@pytest.mark.parametrize(
    "field",
    [
        "Auto-Submitted: auto-replied",
        "auto-submitted: AUTO-GENERATED (rejected)",
        "X-Autoreply: yes",
        "Precedence: bulk",
        "X-Autorespond: Hwb",
        "Precedence: auto_reply",
        "Subject: Automatic reply: Hwb",
        "Subject: Ateb awtomatig: Hwb",
        "X-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent",
        "Subject: Abwesenheitsnotiz: Hwb",
    ],
)
def test_auto_replies_by_their_fields(field: str) -> None:
    assert read(field, body=PERSON).machine == "auto-reply"


@pytest.mark.parametrize(
    "field",
    [
        "Auto-Submitted: no",
        "Auto-Submitted: no (a person)",
        "X-Auto-Response-Suppress: All",
        "X-Autoreply: no",
        "Precedence: normal",
        "List-Id: <heads.example>",
        "Subject: Re: Automatic reply",
        "Subject: Read this",
    ],
)
def test_people_with_odd_fields(field: str) -> None:
    assert read(field, body=PERSON).machine == ""


@pytest.mark.parametrize(
    "body",
    [
        "Yes, your message has arrived. This is an automated response.",
        "Neges awtomatig yw hon. Peidiwch ag ateb.",
        "Thank you for your email. I am out of the office until Monday.",
        "I am out of the office with limited access to email.",
        "Thank you for contacting us. Your email has been received and will be dealt with.",
        "Diolch am gysylltu. Byddwn yn ymateb cyn gynted â phosibl.",
        "Diolch am eich e-bost. Rwyf allan o'r swyddfa tan ddydd Llun.",
    ],
)
def test_auto_replies_by_their_words(body: str) -> None:
    assert read("Subject: Re: Hwb", body=body).machine == "auto-reply"


@pytest.mark.parametrize(
    "body",
    [
        "I am out of the office until Monday but I approve this.",
        "Thank you for your email. I am away from my desk, but yes, I approve.",
        "I will return on Monday; if urgent ring me. Her account was puwg12.",
        "Sorry for the delay, I was on annual leave. Her number is 669/9871.",
        "My automatic door is broken. Approve.",
        "We aim to finish by Friday. Approve.",
        "> This is an automated response\n\nApprove",
    ],
)
def test_people_who_are_away(body: str) -> None:
    assert read("Subject: Re: Hwb", body=body).machine == ""


def report(kind: str, *parts: str) -> tuple[tuple[str, ...], str]:
    fields = ("Subject: Hwb", f'Content-Type: multipart/report; report-type={kind}; boundary="b"')
    return fields, "".join(f"--b\n{part}\n" for part in parts) + "--b--\n"


STATUS = "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
RETURNED = (
    "Content-Type: message/rfc822\n\nSubject: [HWB-2345-6789] Approval\nMessage-ID: <l1@support.example>\n\n"
    "Reply APPROVE if you agree\n"
)


def test_a_delivery_status_names_whom_it_failed_for_and_what_came_back() -> None:
    fields, body = report(
        "delivery-status",
        "\nIt failed.",
        STATUS + "Original-Recipient: rfc822;one@a.example\nFinal-Recipient: rfc822; other@b.example\nAction: failed\n"
        "\nFinal-Recipient: rfc822; two@a.example\nAction: delivered\nStatus: 2.0.0",
        RETURNED,
    )
    found = read(*fields, body=body, sender="MAILER-DAEMON@mx.example", null=True)
    assert (found.machine, found.bounce, found.failed_recipients) == ("bounce", "failed", ("one@a.example",))
    assert found.returned_id == "<l1@support.example>"
    assert "HWB-2345-6789" in found.returned_text


def test_a_delay_is_no_failure() -> None:
    fields, body = report(
        "delivery-status", "\nLate.", STATUS + "Final-Recipient: rfc822; one@a.example\nAction: delayed\n"
    )
    found = read(*fields, body=body)
    assert (found.bounce, found.failed_recipients) == ("delayed", ("one@a.example",))


@pytest.mark.parametrize(
    ("body", "bounce"),
    [
        ("A message could not be delivered:\n\n  one@a.example\n    550 user unknown", "failed"),
        ("This is a warning. It has not yet been delivered to\n  one@a.example", "delayed"),
        ("Ni ellid danfon eich neges at one@a.example", "failed"),
    ],
)
def test_bounces_without_a_report(body: str, bounce: str) -> None:
    for sender, null in (("Mail Delivery System <mailer-daemon@mx.example>", False), ("robot@mx.example", True)):
        found = read("Subject: Undelivered Mail Returned to Sender", body=body, sender=sender, null=null)
        assert (found.machine, found.bounce, found.failed_recipients) == ("bounce", bounce, ("one@a.example",))


def test_receipts_calendars_lists_and_desks() -> None:
    fields, body = report(
        "disposition-notification", "\nRead.", "Content-Type: message/disposition-notification\n\nDisposition: x"
    )
    assert read(*fields, body=body).machine == "read-receipt"
    calendar = "--b\n\nAccepted\n--b\nContent-Type: text/calendar; method=REPLY\n\nBEGIN:VCALENDAR\n--b--\n"
    assert (
        read("Subject: Accepted: x", "Content-Type: multipart/alternative; boundary=b", body=calendar).machine
        == "calendar-reply"
    )
    assert read("Subject: Derbyniwyd: Hwb", body="").machine == "calendar-reply"
    assert read("Subject: Read: Hwb", body="Your message was read on Monday").machine == "read-receipt"
    held = "Is being held until the list moderator can review it for approval."
    assert read("Subject: Your message to Heads", body=held).machine == "mailing-list"
    desk = "Dear Customer, your request has been logged with the reference INC-1. We aim to respond within 5 days."
    assert read("Subject: Call logged INC-1", body=desk).machine == "ticket-desk"
    assert read("Subject: x", body="Nia says APPROVE", sender="noreply@teams.example").machine == "notification"


def test_a_report_of_nothing_but_success_is_no_bounce() -> None:
    status = STATUS + "Final-Recipient: rfc822; one@a.example\nAction: delivered\nStatus: 2.0.0\n"
    fields, body = report("delivery-status", "\nDelivered.", status)
    found = read(*fields, body=body)
    assert (found.machine, found.bounce) == ("read-receipt", None)


def test_a_person_who_forwards_a_bounce_is_a_person() -> None:
    assert read("Subject: Fwd: Undelivered Mail Returned to Sender", body="What does this mean?").machine == ""


WRITTEN = [
    (
        "bounce",
        "Mail Gateway <postmaster@gw.example>",
        ("Subject: Message could not be sent", "Auto-Submitted: auto-replied"),
        "Your message to office@a.example was not delivered: 550 5.1.1 User unknown.",
    ),
    (
        "bounce",
        "Porth <gateway@gw.example>",
        ("Subject: Methwyd cyflwyno / Delivery problem", "Auto-Submitted: auto-generated"),
        "Ni ellid cyflwyno eich neges i office@a.example (552 5.2.2 blwch yn llawn).",
    ),
    (
        "bounce",
        "no-reply@cloudmail.example",
        ("Subject: We couldn't deliver your email",),
        "We couldn't deliver it. It has bounced: 5.4.1 Recipient address rejected.",
    ),
    (
        "bounce",
        "MAILER-DAEMON@x.example",
        ("Subject: Warning: delayed 4 hours",),
        "Delivery is delayed. You do not need to resend.",
    ),
    (
        "auto-reply",
        "",
        ("Subject: Re: Hwb",),
        "Hello, and thanks for your email. I'm on leave until 4 November. I approve of a rest, so won't read this.",
    ),
    ("auto-reply", "", ("Subject: Re: Hwb",), "Automatic reply: I am in a meeting all day."),
    (
        "auto-reply",
        "",
        ("Subject: Re: Hwb",),
        "Diolch am eich neges. Rydw i ar wyliau tan y 3ydd. Dwi'n cytuno bod hynny'n haeddiannol!",
    ),
    ("auto-reply", "", ("Subject: Re: Hwb",), "On holiday!\n\nSian (auto-reply)"),
    (
        "ticket-desk",
        "helpdesk@it.example",
        ("Subject: [INC-20991] Received: your message", "X-OTRS-Ticket: 20991"),
        "##- Please type your reply above this line -##\n\nYour request INC-20991 has been received. Reply APPROVE.",
    ),
    (
        "ticket-desk",
        "ICT Desk <ict@council.example>",
        ("Subject: Case 0088121: Hwb account",),
        "Your case 0088121 has been opened and assigned to Dewi. Do not change the subject.",
    ),
    (
        "ticket-desk",
        "Desg Gymorth <desg.gymorth@cyngor.example>",
        ("Subject: [#445512] Cyfrif Hwb",),
        "Mae eich cais 445512 wedi dod i law. Atebwch GWRTHOD i gau'r tocyn.",
    ),
    (
        "ticket-desk",
        "support@edu.example",
        ("Subject: Request 778123 updated", "X-Zendesk-Id: 1"),
        "Your request (778123) has been updated. To add comments reply to this mail.",
    ),
    ("calendar-reply", "", ("Subject: Accepted: Hwb catch-up",), ""),
    (
        "read-receipt",
        "",
        ("Subject: Delivered: Hwb account",),
        "Your message was delivered to the following recipients",
    ),
    (
        "",
        "",
        ("Subject: Re: [HWB-7F3K-2MQD] Your approval is needed",),
        "I am on leave until Monday, thanks for your email. Approve.",
    ),
    ("", "", ("Subject: Hwb case 44511",), "Hi, our council case is 44511. Her account is puwg12."),
    ("", "Office <support@ysgol.example>", ("Subject: Hwb",), "We have received your letter and approve."),
    ("", "", ("Subject: Re: Hwb (request 66211)",), "Approve, thank you."),
    ("", "", ("Subject: Re: Hwb",), "I am back at my desk now, sorry, I was on annual leave. REJECT"),
    ("", "", ("Subject: FW: Undeliverable: Hwb",), "Why did this come back?\n\n5.1.1 user unknown"),
    (
        "",
        "",
        ("Subject: Hwb",),
        "The letter to my old address came back with 550 5.1.1 user unknown. My new one is this.",
    ),
]


@pytest.mark.parametrize(("kind", "sender", "fields", "body"), WRITTEN)
def test_robots_without_the_proper_fields_and_people_who_write_like_them(
    kind: str, sender: str, fields: tuple[str, ...], body: str
) -> None:
    found = read(*fields, body=body, sender=sender) if sender else read(*fields, body=body)
    assert found.machine == kind
