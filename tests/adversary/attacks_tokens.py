"""Attacks with the keys that our letters carry: stolen, expired, used, foreign, guessed, and of older versions.

A good key in the name of its own receiver acts, whatever the authentication says (docs/trust.md): whoever has both has
that mailbox. So no script here forges the very receiver of a key that is still good.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from tests.adversary import writing
from tests.adversary.clients import Received
from tests.adversary.program import INBOX, Mail
from tests.adversary.scripts import attack
from tests.adversary.stage import Play
from tests.adversary.wales import Move

YES = ("APPROVE", "CYMERADWYO", "Approved.")


async def _head_is_asked(play: Play) -> tuple[Move, Received]:
    """A transfer request or a forged authorisation has made us ask the headteacher, who has not answered."""
    move = play.move(willing=False)
    play.silent.add(play.wales.places[move.former.dfes_number].head)
    if play.chance.random() < 0.5:
        await play.mover_requests_transfer(move)
    else:
        await play.mover_asks(move)
        await play.forge(play.authorisation(move, sender=play.head_of(move), result="none", truly=False))
    return move, play.latest(play.head_of(move), "APPROVE")


@attack
async def stolen_token(play: Play) -> None:
    """The headteacher's letter falls into other hands, who answer from their own address."""
    move, received = await _head_is_asked(play)
    thief = play.chance.choice((play.crook(move.former.dfes_number), "reith@mail.example", move.new.email))
    result = play.chance.choice(("pass", "none"))
    await play.forge(play.reply(received, play.chance.choice(YES), sender=thief, result=result, truly=False))


@attack
async def token_in_a_forwarded_letter(play: Play) -> None:
    """The headteacher forwards our letter to their deputy, who answers it."""
    move, received = await _head_is_asked(play)
    deputy = play.crook(move.former.dfes_number)
    text = f"Could you see to this?\n\n---------- Forwarded message ----------\nFrom: {INBOX}\n\n{received.text}"
    answer = f"APPROVE\n\n> {text.replace(chr(10), chr(10) + '> ')}"
    extra = [("References", received.message_id)]
    mail = play.written(
        deputy, (f"Re: Fwd: {received.subject}", answer), recipient=received.reply_to, truly=False, extra=extra
    )
    await play.forge(mail)


@attack
async def expired_token(play: Play) -> None:
    """Months later the letter is found and answered by somebody in the headteacher's name."""
    _, received = await _head_is_asked(play)
    await play.pass_days(100)
    await play.forge(play.reply(received, play.chance.choice(YES), result="none", truly=False))


@attack
async def used_token(play: Play) -> None:
    """The headteacher rejected; the same letter is answered again with a yes in their name."""
    move = play.move(willing=False)
    await play.mover_requests_transfer(move, result="pass")
    received = play.latest(play.head_of(move), "APPROVE")
    result = play.chance.choice(("pass", "none", "fail")) if play.chance.random() < 0.3 else "none"
    await play.forge(play.reply(received, play.chance.choice(YES), result=result.replace("pass", "none"), truly=False))


@attack
async def foreign_token(play: Play) -> None:
    """A mover's own good token is sent under another case's reference, or beside another case's thread."""
    victim, asked = await _head_is_asked(play)
    other = play.chance.choice([move for move in play.wales.moves if move.person != victim.person])
    play.truth.dishonest.add(other.person)
    await play.forge(play.consolidation(other, sender=other.new.email, result="pass", truly=False, without=("code",)))
    mine = next(received for received in play.all_letters(other.new.email) if received.reply_to)
    reference = re.search(r"HWB-[0-9A-Z]{4}-[0-9A-Z]{4}", asked.text)
    assert reference is not None
    tag = mine.reply_to.partition("+")[2].partition("@")[0]
    mixed = f"hwb+{reference.group().replace('HWB-', '').replace('-', '').lower()}{tag[8:]}@support.example"
    sender = play.chance.choice((other.new.email, play.head_of(victim)))
    mail = play.written(
        sender,
        (f"Re: {asked.subject}", "APPROVE\n"),
        recipient=play.chance.choice((mixed, mine.reply_to)),
        result="pass" if sender == other.new.email else "fail",
        truly=False,
        extra=[("In-Reply-To", play.chance.choice((mine.message_id, "<x@mail.example>")))],
    )
    await play.forge(mail)


@attack
async def guessed_token(play: Play) -> None:
    """Tokens made up, or one letter changed, in the headteacher's name."""
    move, received = await _head_is_asked(play)
    good = received.reply_to.partition("+")[2].partition("@")[0]
    place = play.chance.randrange(8, len(good))
    other = play.chance.choice("0123456789abcdefghjkmnpqrstvwxyz".replace(good[place], ""))
    changed = good[:place] + other + good[place + 1 :]
    tag = play.chance.choice((changed, good[:8] + "0" * 20, good[:-1], f"b-{good}"))
    mail = play.written(
        play.head_of(move),
        (f"Re: {received.subject}", "APPROVE\n"),
        recipient=f"hwb+{tag}@support.example",
        result="fail",
        truly=False,
    )
    await play.forge(mail, answer=False)


@attack
async def own_token_for_the_heads_answer(play: Play) -> None:
    """The mover answers their own letter with APPROVE, also in the headteacher's name."""
    move, _ = await _head_is_asked(play)
    play.truth.dishonest.add(move.person)
    for received in list(play.all_letters(move.new.email)):
        sender = play.chance.choice((move.new.email, play.head_of(move)))
        result = "pass" if sender == move.new.email else "fail"
        await play.forge(play.reply(received, "APPROVE", sender=sender, result=result, truly=False), answer=False)
    await play.people_answer()


@attack
async def answer_to_an_older_version(play: Play) -> None:
    """The headteacher says yes to the letter about the true details, after a stranger has changed them."""
    move = play.move()
    place = play.wales.places[move.former.dfes_number]
    play.silent.add(place.head)
    await play.head_authorises(move, sender=place.office)
    asked = play.latest(play.head_of(move), "APPROVE")
    victim = play.chance.choice([one for one in play.wales.moves if one.person != move.person])
    details = play.details(move, play.head_of(move))
    foreign = play.details(victim, play.head_of(move))
    changed = details | {key: foreign[key] for key in play.chance.sample(("former username", "new school", "name"), 2)}
    text = writing.authorisation(play.hand(play.head_of(move)), changed, name=play.name(play.head_of(move)))
    await play.forge(play.written(place.office, text, result="none", truly=False))
    await play.post(play.reply(asked, "APPROVE", result=play.chance.choice(("pass", "none"))))
    play.truth.dishonest.add(victim.person)
    await play.forge(play.consolidation(victim, sender=victim.new.email, truly=False))


@attack
async def amended_after_approval(play: Play) -> None:
    """A mover gets their own move approved, and then names another person's account in its place."""
    move = play.move()
    play.truth.dishonest.add(move.person)
    victim = play.chance.choice([one for one in play.wales.moves if one.person != move.person])
    play.truth.asked.add(move.new.username)
    text = writing.transfer(play.hand(move.new.email), play.details(move, move.new.email), name="x")
    await play.forge(play.written(move.new.email, text, truly=False))
    theirs = play.details(victim, move.new.email)
    if play.chance.random() < 0.5:
        again = writing.transfer(play.hand(move.new.email), theirs, name="x")
    else:
        again = writing.consolidation(
            play.hand(move.new.email), theirs | {"former username": victim.former.username}, also=("former username",)
        )
    await play.forge(play.written(move.new.email, again, truly=False))
    for received in [one for one in play.stolen if "PROCEED" in one.text or "PARHAU" in one.text]:
        await play.forge(play.reply(received, "PROCEED", truly=False))


@attack
async def yes_moved_to_another_thread(play: Play) -> None:
    """A headteacher's true yes to one request is sent again with the thread and tag of another."""
    number = play.chance.choice([move.former.dfes_number for move in play.wales.moves])
    theirs = [move for move in play.wales.moves if move.former.dfes_number == number]
    if len(theirs) < 2:
        theirs += [move for move in play.wales.moves if move not in theirs][:1]
    good, bad = play.chance.sample(theirs, 2)
    play.move(of=good)
    play.move(of=bad, willing=False)
    await play.mover_requests_transfer(good)
    play.silent.add(play.wales.places[bad.former.dfes_number].head)
    await play.mover_requests_transfer(bad)
    head = play.head_of(good)
    yes = next((mail for mail in play.sent if mail.mail_from == head), None)
    asked = next((one for one in play.all_letters(play.head_of(bad)) if "APPROVE" in one.text), None)
    if yes is None or asked is None:
        return
    raw = re.sub(rb"(?m)^(In-Reply-To|References): .*$", b"\\1: " + asked.message_id.encode(), yes.raw)
    if play.chance.random() < 0.5:
        raw = re.sub(rb"(?m)^Message-ID: <", b"Message-ID: <again.", raw)
    recipient = play.chance.choice((asked.reply_to, INBOX, *yes.recipients))
    await play.forge(replace(yes, raw=raw, recipients=(recipient,)))


@attack
async def replay_after_a_rejection(play: Play) -> None:
    """An old authorisation comes again, signed as it was, after the headteacher took it back."""
    move = play.move()
    play.silent.add(move.person)
    old = await play.head_authorises(move)
    await play.pass_days(play.chance.choice((1, 4, 30)))
    reference = (await play.program.command("case list"))[-1]["reference"]
    play.truth.willing.discard(move.former.username)
    play.truth.approved.discard(move.former.username)
    word = "GWRTHOD" if play.hand(play.head_of(move)).welsh else "REJECT"
    await play.post(play.written(play.head_of(move), (f"Re: [{reference}] Hwb", f"{word}\n")))
    await play.forge(replayed(play, old, fewest=1))
    play.silent.clear()
    await play.mover_asks(move)


def replayed(play: Play, mail: Mail, *, fewest: int) -> Mail:
    """A mail of before as it comes again, changed in ``fewest`` ways or more: Message-ID, trace, thread."""
    raw = mail.raw
    ways = play.chance.sample(("id", "trace", "thread"), play.chance.randint(fewest, 3))
    if "id" in ways:
        raw = re.sub(rb"(?m)^Message-ID: <", b"Message-ID: <again.", raw)
    if "trace" in ways:
        raw = b"Delivered-To: hwb@support.example\r\n" + raw
    if "thread" in ways:
        raw = raw.replace(b"\r\nSubject:", b"\r\nReferences: <x@mail.example>\r\nSubject:", 1)
    return replace(mail, raw=raw)


@attack
async def stale_authorisation(play: Play) -> None:
    """The signed authorisation of an earlier move, from yet another school, is sent again at the next one."""
    move = play.move(willing=False)
    here = {move.former.dfes_number, move.new.dfes_number}
    earlier = play.wales.places[play.chance.choice([number for number in play.wales.open if number not in here])]
    head = play.wales.head_address(earlier.number)
    hand = play.hand(head)
    school = play.wales.places[move.former.dfes_number].school
    details = play.details(move, head) | {
        "former number": earlier.number,
        "former school": earlier.school.name_cy if hand.welsh else earlier.school.name_en,
        "new school": school.name_cy if hand.welsh else school.name_en,
    }
    text = writing.authorisation(hand, details, name=play.name(head))
    mails = [play.written(head, text, at=-timedelta(days=play.chance.choice((400, 900))))]
    play.truth.wanting.add(move.new.username)
    play.truth.asked.add(move.new.username)
    mails.append(play.consolidation(move, sender=move.new.email))
    play.chance.shuffle(mails)
    for mail in mails:
        await play.forge(mail)
