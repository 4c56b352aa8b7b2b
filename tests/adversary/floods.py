"""Floods that the caps end, days far away, and old signed mails: attacks, and beside each what honest people do."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.adversary import writing
from tests.adversary.program import Mail
from tests.adversary.scripts import attack, honest
from tests.adversary.stage import Play
from tests.adversary.wales import Move
from tests.trust.signing import signed

_MOST_APPROVALS, _MOST_BLANK_FORMS = 10, 20


@attack
async def requests_and_cancellations_in_turn(play: Play) -> None:
    """A mover asks and cancels, again and again, so that the headteacher's mailbox fills."""
    move = play.move(willing=False)
    head = play.head_of(move)
    play.silent.add(play.wales.places[move.former.dfes_number].head)
    play.truth.asked.add(move.new.username)
    hand = play.hand(move.new.email)
    for number in range(14):
        subject, body = writing.transfer(hand, play.details(move, move.new.email), name=play.name(move.new.email))
        text = (f"{subject} {number}", f"{body}\n{number}\n")
        await play.post(play.written(move.new.email, text), answer=False)
        play.program.now -= timedelta(minutes=60)
        mine = [one for one in play.all_letters(move.new.email) if "CANCEL" in one.text or "CANSLO" in one.text]
        if mine:
            await play.post(play.reply(mine[0], "CANCEL"), answer=False)
    asked = [one for one in play.all_letters(head) if "APPROVE" in one.text]
    if len(asked) > _MOST_APPROVALS:
        play.judge.verdict.faults.append(f"{head} was asked to approve {len(asked)} times")


@honest
async def asked_cancelled_and_asked_again(play: Play) -> None:
    """A mover changes their mind twice."""
    move = play.move()
    play.goals = [move]
    head = play.wales.places[move.former.dfes_number].head
    play.silent.add(head)
    await play.mover_requests_transfer(move)
    await play.post(play.reply(play.latest(move.new.email), "CANCEL"), answer=False)
    play.program.now += timedelta(days=1)
    play.silent.discard(head)
    await play.people_answer()
    await play.mover_requests_transfer(move)


@attack
async def blank_forms_to_a_whole_domain(play: Play) -> None:
    """A domain that vouches for all of its addresses has each of them ask for what nobody knows."""
    for number in range(30):
        sender = f"a{number}@llif.example"
        words = f"Please consolidate.\nNew Hwb username: neb{number}\nNew school staff code: AB{number}\n"
        await play.post(play.written(sender, ("Hwb", words)), answer=False)
        play.program.now -= timedelta(minutes=80)
    got = [letter.to for letter in play.program.letters if letter.to.endswith("@llif.example")]
    if len(got) > _MOST_BLANK_FORMS or len(set(got)) < len(got):
        play.judge.verdict.faults.append(f"{len(got)} blank forms to one domain")


@honest
async def a_private_address_first(play: Play) -> None:
    """Somebody writes from home, gets the blank form, and writes again from their account."""
    move = play.move()
    play.goals = [move]
    await play.head_authorises(move, answer=False)
    words = ("Hwb", "Hello,\n\nI would like to keep my Hwb account. My new school staff code is QQ.\n")
    await play.post(play.written("cartref@mail.example", words), answer=False)
    await play.mover_asks(move)


_FAR = ("Fri, 31 Dec 9999 23:59:59 +0000", "Thu, 01 Jan 1970 00:00:00 +0000", "Mon, 01 Jan 0001 00:00:00 +1400", "0")


def _dated(mail: Mail, date: str) -> Mail:
    lines = mail.raw.split(b"\r\n")
    return replace(
        mail, raw=b"\r\n".join(f"Date: {date}".encode() if one.startswith(b"Date: ") else one for one in lines)
    )


@attack
async def days_at_the_end_of_time(play: Play) -> None:
    """Date fields, leaving dates and returns from leave at both ends of the calendar."""
    move = play.move(willing=False)
    await play.mover_asks(move, answer=False)
    head = play.head_of(move)
    details = play.details(move, head) | {"leaving": play.chance.choice(("31/12/9999", "1 January 0001", "00/00/0000"))}
    text = writing.authorisation(play.hand(head), details, name=play.name(head))
    forged = play.written(head, text, result=play.chance.choice(("none", "fail")), truly=False)
    await play.forge(_dated(forged, play.chance.choice(_FAR)))
    words = ("Automatic reply: Hwb", "I am out of the office and shall be back on 31 December 9999.\n")
    mark = [("Auto-Submitted", "auto-replied")]
    away = play.written(head, words, result=play.chance.choice(("pass", "none")), truly=False, extra=mark)
    await play.forge(_dated(away, play.chance.choice(_FAR)))
    await play.pass_days(12)


@honest
async def clocks_that_are_wrong(play: Play) -> None:
    """Two offices whose machines believe in another year; their relay vouches for them."""
    move = play.move()
    play.goals = [move]
    play.truth.approved.add(move.former.username)
    play.truth.asked.add(move.new.username)
    for mail in (
        play.consolidation(move, sender=move.new.email),
        play.authorisation(move, sender=play.head_of(move)),
    ):
        await play.post(_dated(mail, play.chance.choice(_FAR[:2])), answer=False)
    await play.people_answer()


def _signed(play: Play, move: Move, written: timedelta) -> Mail:
    """The headteacher's authorisation, signed when it was written, with nobody else to vouch for it."""
    head = play.head_of(move)
    domain = head.rpartition("@")[2]
    play.program.publish(domain)
    text = writing.authorisation(play.hand(head), play.details(move, head), name=play.name(head))
    mail = play.written(head, text, result="missing", truly=False, at=written)
    received, _, rest = mail.raw.partition(b"\r\n")
    return replace(mail, raw=received + b"\r\n" + signed(rest, domain=domain))


@attack
async def an_old_signed_mail_comes_for_the_first_time(play: Play) -> None:
    """Whoever kept a headteacher's signed mail for weeks, or had one dated ahead, sends it: they are asked first."""
    move = play.move(willing=False)
    if play.chance.random() < 0.3:
        play.silent.add(play.wales.places[move.former.dfes_number].head)
    await play.mover_asks(move)
    written = play.chance.choice((timedelta(days=-29), timedelta(days=-200), timedelta(days=3), timedelta(days=400)))
    await play.forge(_signed(play, move, written))


@honest
async def a_signed_mail_of_today(play: Play) -> None:
    """Nobody but the signature vouches for the headteacher's mail, and it is fresh."""
    move = play.move()
    play.goals = [move]
    play.truth.approved.add(move.former.username)
    await play.post(_signed(play, move, timedelta(days=-play.chance.randint(0, 20))), answer=False)
    await play.mover_asks(move)
