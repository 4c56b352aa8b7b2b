"""Attacks in which no person wrote: bounces, auto-replies, lists, receipts, our own mail, robots, floods."""

from __future__ import annotations

from tests.adversary import writing
from tests.adversary.attacks_answers import _asked, _proceed
from tests.adversary.clients import Received
from tests.adversary.program import INBOX, Mail
from tests.adversary.scripts import attack
from tests.adversary.stage import Play

YES = ("APPROVE", "CYMERADWYO", "I approve.")


async def _machine_says(
    play: Play, extra: list[tuple[str, str]], *, subject: str = "", mail_from: str | None = None, words: str = ""
) -> None:
    """A machine of the headteacher's answers our question, with the key, and happens to say yes."""
    move, received = await _asked(play)
    text = f"{words or play.chance.choice(YES)}\n\n> {received.text.replace(chr(10), chr(10) + '> ')}\n"
    mail = play.written(
        received.to,
        (subject or f"Re: {received.subject}", text),
        recipient=received.reply_to,
        extra=[*extra, ("In-Reply-To", received.message_id)],
        mail_from=mail_from,
        result=play.chance.choice(("pass", "none")),
    )
    before = len(play.program.letters)
    await play.post(mail, answer=False)
    if any(letter.to == received.to for letter in play.program.letters[before:]):
        play.judge.verdict.faults.append("a machine was answered")
    await play.people_answer()
    await _proceed(play, move)


@attack
async def auto_reply_says_approve(play: Play) -> None:
    """An out-of-office that is marked as one."""
    marks = (
        [("Auto-Submitted", "auto-replied")],
        [("AUTO-SUBMITTED", "Auto-Generated; owner=x")],
        [("X-Autoreply", "yes"), ("Precedence", "bulk")],
        [("X-Auto-Response-Suppress", "All"), ("Auto-Submitted", "auto-generated")],
        [("Precedence", "auto_reply")],
    )
    await _machine_says(play, play.chance.choice(marks), mail_from=play.chance.choice((None, "")))


@attack
async def auto_reply_known_by_its_subject(play: Play) -> None:
    """An out-of-office that only its subject gives away."""
    subjects = ("Automatic reply: Hwb", "Out of office: Hwb", "Ateb awtomatig: Hwb", "Allan o'r swyddfa")
    words = "I am on leave until 21 September. Approve urgent requests with my deputy."
    await _machine_says(play, [], subject=play.chance.choice(subjects), words=words)


@attack
async def list_mail_says_approve(play: Play) -> None:
    """Our letter went round a list, which sends a member's yes on in its own name."""
    move, received = await _asked(play)
    place = play.wales.places[move.former.dfes_number]
    address = f"staff@{place.domain}"
    marks = [("List-Id", f"<staff.{place.domain}>"), ("Precedence", "list"), ("Sender", received.to)]
    mail = play.written(
        address,
        (f"[staff] Re: {received.subject}", f"APPROVE\n\n_______\nstaff mailing list\nstaff@{place.domain}\n"),
        recipient=received.reply_to,
        from_=f'"{play.name(received.to)} via Staff" <{address}>',
        extra=[*marks, ("Reply-To", received.to), ("In-Reply-To", received.message_id)],
        truly=False,
    )
    await play.forge(mail)
    await _proceed(play, move)


@attack
async def null_sender_says_approve(play: Play) -> None:
    """A mail without return path."""
    await _machine_says(play, [], mail_from="")


@attack
async def bounce_says_approve(play: Play) -> None:
    """A delivery status notification that quotes a yes, sent to the key itself or to the return path."""
    move, received = await _asked(play)
    recipient = play.chance.choice((received.reply_to, received.letter.mail_from or received.reply_to))
    action, status = play.chance.choice((("failed", "5.1.1"), ("delayed", "4.4.1"), ("delivered", "2.0.0")))
    raw = (
        f"From: Mail Delivery System <MAILER-DAEMON@{received.to.partition('@')[2]}>\r\nTo: {recipient}\r\n"
        f"Subject: Undelivered Mail Returned to Sender\r\nDate: {writing.dated(play.program.now)}\r\n"
        f"Message-ID: <dsn.{play.chance.getrandbits(40):x}@mx.example>\r\nIn-Reply-To: {received.message_id}\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary="d"\r\n\r\n'
        f"--d\r\nContent-Type: text/plain\r\n\r\nAPPROVE\r\n\r\n<{received.to}>: host mx said: 550 APPROVE\r\n\r\n"
        "--d\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\n"
        f"Final-Recipient: rfc822; {received.to}\r\nAction: {action}\r\nStatus: {status}\r\n\r\n"
        "--d\r\nContent-Type: text/plain\r\n\r\nAPPROVE\r\n\r\n--d--\r\n"
    )
    play.truth.wrote.append(("stranger", " approve "))
    await play.post(Mail(raw.encode(), "", (recipient,)), answer=False)
    await _proceed(play, move)


@attack
async def forged_absence(play: Play) -> None:
    """An out-of-office in the headteacher's name is to keep them from being reminded."""
    move, received = await _asked(play)
    result = play.chance.choice(("none", "fail", "missing"))
    days = ("3 June 2027", "31 December 2026", "1 July 2027", "31 December 9999")
    mail = play.written(
        received.to,
        (f"Automatic reply: {received.subject}", f"I am away and will be back on {play.chance.choice(days)}.\n"),
        extra=[("Auto-Submitted", "auto-replied")],
        mail_from=play.chance.choice(("", received.to)),
        result=result,
        truly=False,
    )
    await play.post(mail, answer=False)
    before = sum(letter.to == received.to for letter in play.program.letters)
    for _ in range(15):
        await play.pass_days(1)
    if sum(letter.to == received.to for letter in play.program.letters) == before:
        play.judge.verdict.faults.append("a forged absence kept a reminder away")
    await _proceed(play, move)


@attack
async def forged_bounce(play: Play) -> None:
    """Who saw one letter to a headteacher says in a bounce of their own that nobody is there."""
    move, received = await _asked(play)
    letter_id = received.message_id.partition("@")[0].rpartition(".")[2]
    own = received.letter.mail_from.partition("@")[0].partition("+")[2]
    tag = play.chance.choice((f"b-{letter_id}", f"b-{letter_id}{play.chance.getrandbits(32):08x}", own or "b-"))
    dead = received.to if tag != own else f"deputy@{received.to.partition('@')[2]}"
    raw = (
        f"From: Mail Delivery System <MAILER-DAEMON@{received.to.partition('@')[2]}>\r\nTo: {INBOX}\r\n"
        f"Subject: Undelivered Mail Returned to Sender\r\nDate: {writing.dated(play.program.now)}\r\n"
        f"Message-ID: <dsn.{play.chance.getrandbits(40):x}@mx.example>\r\nIn-Reply-To: {received.message_id}\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary="d"\r\n\r\n'
        f"--d\r\nContent-Type: text/plain\r\n\r\n<{dead}>: host mx said: 550 5.1.1 User unknown\r\n\r\n"
        "--d\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\n"
        f"Final-Recipient: rfc822; {dead}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--d--\r\n"
    )
    await play.post(Mail(raw.encode(), play.chance.choice(("", "x@mail.example")), (f"hwb+{tag}@support.example",)))
    if await play.program.command("address list"):
        play.judge.verdict.faults.append("a forged bounce silenced a headteacher")
    await _proceed(play, move)


@attack
async def read_receipt_says_approve(play: Play) -> None:
    """A receipt with the word in it."""
    marks = [("Content-Description", "read receipt"), ("X-MS-Exchange-Generated-Message-Source", "Mailbox Rules Agent")]
    await _machine_says(play, [*marks, ("Auto-Submitted", "auto-replied")], subject="Read: Hwb APPROVE", mail_from="")


@attack
async def our_own_letters_come_back(play: Play) -> None:
    """Our letter is sent to us again, as it was, in our own name or with a forged one."""
    move, received = await _asked(play)
    raw = received.letter.raw.replace(b"\r\nTo: " + received.to.encode(), b"\r\nTo: " + INBOX.encode())
    ways = (
        raw,
        raw.replace(b"From: Cymorth Hwb / Hwb Support <" + INBOX.encode() + b">", b"From: " + received.to.encode()),
        b"Resent-From: " + received.to.encode() + b"\r\n" + raw,
    )
    recipient = play.chance.choice((INBOX, received.reply_to))
    mail = Mail(play.chance.choice(ways), play.chance.choice((received.to, INBOX)), (recipient,))
    await play.post(mail)
    await _proceed(play, move)


@attack
async def robots_that_answer_every_letter(play: Play) -> None:
    """An unmarked robot answers each of our letters at once, for ever: somebody must stop, and it is us."""
    crook = play.crook()
    mail = play.written(crook, ("Your message", "Thank you for your message. We value your custom.\n"), truly=False)
    await play.post(mail, answer=False)
    answered = 0
    for _ in range(14):
        letters = [letter for letter in play.program.letters if letter.to == crook]
        if len(letters) == answered:
            break
        answered = len(letters)
        received = Received(letters[-1])
        text = ("Your message", f"Thank you for your message {answered}. We value your custom.\n")
        echo = play.written(
            crook, text, truly=False, recipient=received.reply_to or INBOX, extra=[("In-Reply-To", received.message_id)]
        )
        await play.post(echo, answer=False)
    else:
        play.judge.verdict.faults.append("a robot was answered for ever")


@attack
async def flood_of_forged_mails(play: Play) -> None:
    """Forged halves by the dozen, so that our call-backs fill somebody's mailbox."""
    moves = play.wales.moves
    same = play.chance.random() < 0.5
    victim = play.chance.choice(moves)
    head = play.head_of(victim)
    for number in range(18):
        move = victim if same else play.chance.choice(moves)
        if play.chance.random() < 0.5:
            details = play.details(move, head) | {"new school": f"Ysgol Newydd {number}"}
            text = writing.authorisation(play.hand(head), details, name="x")
        else:
            details = play.details(move, head) | {"employee": str(10_000 + number)}
            text = writing.consolidation(play.hand(head), details, name="x")
        mail = play.written("reith@mail.example", text, result=play.chance.choice(("pass", "none")), truly=False)
        await play.post(mail, answer=False)


@attack
async def strangers_contradict_what_stands(play: Play) -> None:
    """Strangers and forgers contradict a headteacher's half, to have its case laid before a person for ever."""
    move = play.move()
    await play.head_authorises(move, answer=False)
    head = play.head_of(move)
    sender = play.chance.choice((head, "reith@mail.example", play.wales.head_address(move.new.dfes_number)))
    for number in range(play.chance.randint(1, 12)):
        details = play.details(move, head) | {"new school": f"Ysgol Arall {number}"}
        text = writing.authorisation(play.hand(head), details, name="x")
        result = play.chance.choice(("none", "fail", "missing"))
        await play.post(play.written(sender, text, result=result, truly=False), answer=False)
    rows = await play.program.command("case list")
    if any(row["state"] == "review" and not row["new"]["username"] for row in rows):
        play.judge.verdict.faults.append("a stranger's words stopped a case")


@attack
async def flood_of_enquiries(play: Play) -> None:
    """One insider writes twenty mails about nothing."""
    crook = play.crook()
    for number in range(20):
        await play.post(play.written(crook, ("Hwb", f"Hello, question {number}?\n"), truly=False), answer=False)
