"""Races, copies and interruptions: everything at once, in any order, twice, with a stop or a full disk between."""

from __future__ import annotations

import re
from dataclasses import replace

from tests.adversary import writing
from tests.adversary.program import Mail
from tests.adversary.scripts import attack
from tests.adversary.stage import Play
from tests.adversary.wales import Move


def _half_of_a_stranger(play: Play, move: Move, head: bool) -> Mail:
    if head:
        return play.authorisation(move, sender=play.head_of(move), result="fail", truly=False)
    return play.consolidation(move, sender=move.new.email, result="fail", truly=False)


@attack
async def everything_at_once(play: Play) -> None:
    """A true half, a forged other half, a forged cancellation and a copy arrive in the same moment."""
    move = play.move(willing=False)
    play.truth.asked.add(move.new.username)
    true = play.consolidation(move, sender=move.new.email)
    cancel = play.written("reith@mail.example", ("Hwb", "CANCEL everything\n"), result="none", truly=False)
    mails = [
        true,
        _half_of_a_stranger(play, move, head=True),
        cancel,
        true,
        _half_of_a_stranger(play, move, head=False),
    ]
    play.chance.shuffle(mails)
    await play.post(*mails)


@attack
async def both_halves_and_a_cancellation(play: Play) -> None:
    """The mover takes it back; then the headteacher's half comes, with restarts between."""
    move = play.move()
    await play.mover_asks(move, also=("former username",), answer=False)
    play.truth.asked.discard(move.new.username)
    play.truth.wanting.discard(move.new.username)
    mine = next(iter(play.all_letters(move.new.email)))
    word = "CANSLO" if play.hand(move.new.email).welsh else "CANCEL"
    cancel = play.reply(mine, word, result=play.chance.choice(("pass", "none")))
    if play.chance.random() < 0.5:
        await play.program.restart()
    await play.post(cancel, answer=False)
    if play.chance.random() < 0.5:
        await play.program.restart()
    await play.head_authorises(move)
    await play.pass_days(2)


@attack
async def approval_and_cancellation_at_once(play: Play) -> None:
    """The headteacher's yes and the mover's CANCEL lie in the spool together: a transfer still waits for PROCEED."""
    move = play.move()
    await play.mover_requests_transfer(move, answer=False)
    asked = play.latest(play.head_of(move), "APPROVE")
    mine = next(iter(play.all_letters(move.new.email)))
    play.truth.approved.add(move.former.username)
    play.truth.asked.discard(move.new.username)
    play.truth.wanting.discard(move.new.username)
    mails = [play.reply(asked, "APPROVE"), play.reply(mine, "CANCEL")]
    play.chance.shuffle(mails)
    await play.post(*mails)


@attack
async def two_claims_at_once(play: Play) -> None:
    """Two people claim one former account in the same moment, one of them its owner; the headteacher approves one."""
    victim, crook = play.chance.sample(play.wales.moves, 2)
    play.move(of=victim)
    play.truth.dishonest.add(crook.person)
    play.truth.asked.add(victim.new.username)
    false = replace(crook, former=victim.former)
    hand = play.hand(crook.new.email)
    text = writing.consolidation(hand, play.details(false, crook.new.email), name="x", also=("former username",))
    mails = [
        play.written(crook.new.email, text, truly=False),
        play.consolidation(victim, sender=victim.new.email, also=("former username",)),
        play.authorisation(victim, sender=play.head_of(victim)),
    ]
    play.truth.approved.add(victim.former.username)
    play.chance.shuffle(mails)
    await play.post(*mails)


@attack
async def worthless_copies_ahead(play: Play) -> None:
    """A stranger who knows a mail sends copies ahead, unsigned, marked or with blanks; none may change anything."""
    move = play.move(willing=False)
    play.truth.asked.add(move.new.username)
    true = play.consolidation(move, sender=move.new.email)
    copies = [
        true.raw.replace(b"dmarc=pass", b"dmarc=fail", 1),
        true.raw.replace(b"dmarc=pass", b"dmarc=none", 1).replace(
            b"From: ", b"Auto-Submitted: auto-replied\r\nFrom: ", 1
        ),
        true.raw + b"\r\n",
        true.raw.replace(b" \r\n", b"\r\n"),
    ]
    for copy in play.chance.sample(copies, 3):
        await play.post(replace(true, raw=copy), answer=False)
    await play.post(true, _half_of_a_stranger(play, move, head=True))


@attack
async def copies_of_an_answer(play: Play) -> None:
    """A headteacher's true yes is delivered five times, with other blanks, threads and keys, over two requests."""
    number = play.chance.choice([move.former.dfes_number for move in play.wales.moves])
    moves = [move for move in play.wales.moves if move.former.dfes_number == number]
    good, *others = moves
    play.move(of=good)
    for move in others:
        play.move(of=move, willing=False)
    for move in moves:
        await play.mover_requests_transfer(move, answer=False)
    play.silent.add(play.wales.places[number].head)
    await play.people_answer()
    asked = [one for one in play.all_letters(play.head_of(good)) if "APPROVE" in one.text]
    mine = next((one for one in asked if good.new.username in one.text), None)
    if mine is None:
        return
    play.truth.approved.add(good.former.username)
    yes = play.reply(mine, "APPROVE")
    for letter in asked[:3]:
        raw = re.sub(rb"(?m)^In-Reply-To: .*$", b"In-Reply-To: " + letter.message_id.encode(), yes.raw)
        raw = play.chance.choice((raw, raw + b"\r\n ", raw.replace(b"Message-ID: <", b"Message-ID: <x.")))
        recipients = play.chance.choice((yes.recipients, (letter.reply_to,)))
        await play.post(replace(yes, raw=raw, recipients=recipients), answer=False)
    await play.post(yes)


@attack
async def a_full_disk_at_the_merge(play: Play) -> None:
    """The merge cannot be written; then strangers try to make it another one before it is made good."""
    move = play.move()
    victim = play.chance.choice([one for one in play.wales.moves if one.person != move.person])
    play.program.faults_expected = True
    play.program.refuse_next("account")
    await play.head_authorises(move, answer=False)
    await play.mover_asks(move, answer=False)
    play.program.refuse_next("")
    details = play.details(replace(move, former=victim.former), move.new.email)
    text = writing.consolidation(play.hand(move.new.email), details, name="x", also=("former username",))
    await play.forge(play.written(move.new.email, text, result="fail", truly=False))
    if play.chance.random() < 0.5:
        await play.program.restart()
    await play.pass_days(1)
    await play.program.restart()


@attack
async def restarts_under_attack(play: Play) -> None:
    """The service stops and starts between forged mails; what was asked, used and known must not be forgotten."""
    move = play.move(willing=False)
    play.silent.add(play.wales.places[move.former.dfes_number].head)
    await play.mover_asks(move)
    forged = _half_of_a_stranger(play, move, head=True)
    for _ in range(4):
        await play.program.restart()
        await play.post(forged)
    asked = play.latest(play.head_of(move), "APPROVE")
    no = play.reply(asked, "REJECT", result="none")
    await play.post(no, answer=False)
    await play.program.restart()
    await play.post(play.reply(asked, "APPROVE", result="none", truly=False))
    await play.post(no)
