"""Attacks around what officers do: answers to support's questions, separated, undone, amended, held, withdrawn cases.

The officers are honest and do what officers do; somebody else makes use of it. Whatever an officer's command leaves
open, no forged answer, old key, late word or mail of before may close.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.adversary import officers, writing
from tests.adversary.attacks_senders import only_the_head_authorises, only_the_mover_asks
from tests.adversary.attacks_tokens import replayed
from tests.adversary.clients import Received
from tests.adversary.program import INBOX, Mail
from tests.adversary.scripts import attack
from tests.adversary.stage import UNVOUCHED, Play
from tests.adversary.wales import Move

YES = ("APPROVE", "CYMERADWYO", "PROCEED", "PARHAU", "Yes, I wrote that.", "Yes, please go on.", "Do, fi oedd hwnnw.")


async def _waits_for_support(play: Play, *, forged: bool) -> tuple[Move, Received]:
    """One side has truly written, the other has not, or is ``forged``; support has asked who wrote something."""
    head_wrote = play.chance.random() < 0.5
    move = play.move(wants=not head_wrote, willing=head_wrote)
    head, other = play.head_of(move), play.chance.choice(UNVOUCHED)
    if head_wrote:
        play.silent.add(move.person)
        await play.head_authorises(move)
        mail = play.consolidation(move, sender=move.new.email, result=other, truly=False)
    else:
        play.silent.add(play.wales.places[move.former.dfes_number].head)
        await play.mover_asks(move)
        mail = play.authorisation(move, sender=head, result=other, truly=False)
    if forged:
        await play.forge(mail)
    await officers.must(play, "ask", party="headteacher" if head_wrote else "mover", **officers.QUESTION)
    return move, play.latest(head if head_wrote else move.new.email, "QQ7")


def _other_half(play: Play, move: Move, received: Received) -> str:
    """What a forger would like to be taken out of an answer: the half that is missing, or both."""
    head, hand = play.head_of(move), play.hand(received.to)
    of_head = writing.authorisation(hand, play.details(move, head), name=play.name(head))[1]
    of_mover = writing.consolidation(hand, play.details(move, move.new.email), name=play.name(move.new.email))[1]
    return play.chance.choice((of_head, of_mover, f"{of_head}\n\n{of_mover}"))


def _says(play: Play, move: Move, received: Received) -> str:
    return play.chance.choice((*YES, _other_half(play, move, received)))


@attack
async def forged_answer_to_supports_question(play: Play) -> None:
    """Somebody answers what support has asked, in the name of who was asked, and brings the other half along."""
    move, received = await _waits_for_support(play, forged=play.chance.random() < 0.6)
    words = _says(play, move, received)
    result = play.chance.choice(UNVOUCHED)
    await play.forge(play.reply(received, words, result=result, truly=False, to_token=play.chance.random() < 0.7))
    await officers.act_on_all(play, "release")
    await play.pass_days(play.chance.choice((1, 12)))


@attack
async def supports_question_answered_from_elsewhere(play: Play) -> None:
    """Whoever got hold of support's letter answers it from an address of their own."""
    move, received = await _waits_for_support(play, forged=play.chance.random() < 0.6)
    thief = play.chance.choice((play.crook(move.former.dfes_number), play.crook(), "reith@mail.example"))
    result = play.chance.choice(("pass", "pass", "none"))
    await play.forge(play.reply(received, _says(play, move, received), sender=thief, result=result, truly=False))
    await officers.act_on_all(play, "release")


@attack
async def supports_question_answered_with_the_others_yes(play: Play) -> None:
    """Who was asked by support writes in the other side's place, from their own address and with the token."""
    move, received = await _waits_for_support(play, forged=True)
    play.truth.dishonest.add(play.wales.reader[received.to])
    words = _says(play, move, received)
    await play.forge(play.reply(received, words, result=play.chance.choice(("pass", "none")), truly=False))
    await officers.act_on_all(play, "release")


@attack
async def an_older_question_of_supports_is_answered(play: Play) -> None:
    """Support has asked twice; the first letter's key comes back, forged or in other hands."""
    move, first = await _waits_for_support(play, forged=play.chance.random() < 0.6)
    party = "mover" if first.to == move.new.email else "headteacher"
    if play.chance.random() < 0.5:
        await play.post(play.reply(first, "I do not understand, please ring me."))
    await officers.act(play, "ask", party=party, **officers.QUESTION)
    sender = play.chance.choice((first.to, first.to, play.crook()))
    result = play.chance.choice(UNVOUCHED)
    for _ in range(play.chance.randint(1, 3)):
        await play.forge(play.reply(first, _says(play, move, first), sender=sender, result=result, truly=False))
    await officers.act_on_all(play, "release")


@attack
async def separated_and_sent_anew(play: Play) -> None:
    """Support finds that two halves are two people's and separates them; both are sent again, in good faith or not."""
    former, namesake = play.wales.long_gone, play.wales.account_of(play.wales.gone_namesake)
    move = Move(play.wales.gone_namesake, former, namesake)
    play.truth.dishonest.add(move.person)
    head = play.head_of(move)
    play.silent.add(play.wales.places[former.dfes_number].head)

    def authorised() -> Mail:
        told = play.details(move, head) | {"leaving": "Ydy" if play.hand(head).welsh else "Yes"}
        text = writing.authorisation(play.hand(head), told, name=play.name(head))
        return play.written(head, text, truly=False)

    def asked(**changed: str) -> Mail:
        told = play.details(move, namesake.email) | changed
        text = writing.consolidation(play.hand(namesake.email), told, name=play.name(namesake.email))
        return play.written(namesake.email, text, truly=False)

    await play.forge(authorised())
    await play.forge(asked(code="QQZ"))
    if not await officers.act(play, "unlink"):
        await officers.act(play, "hold")
        return
    again = [authorised(), asked()]
    play.chance.shuffle(again)
    if play.chance.random() < 0.5:  # whoever takes theirs back begins a new case
        word = f"{play.chance.choice(('CANCEL', 'CANSLO'))}\n"
        for row in await officers.cases(play):
            await play.forge(play.written(namesake.email, (f"Re: [{row['reference']}] Hwb", word), truly=False))
    for mail in again:
        play.program.now += timedelta(minutes=1)
        await play.forge(mail)
    for received in [one for one in play.stolen if "PROCEED" in one.text or "PARHAU" in one.text]:
        await play.forge(play.reply(received, "PROCEED", truly=False))


@attack
async def undone_and_replayed(play: Play) -> None:
    """A merge was a mistake and is undone; then the mails and keys that had led to it come again."""
    move = play.move()
    results = [play.chance.choice(("pass", "pass", "none")) for _ in range(2)]
    halves = [play.mover_asks(move, result=results[0]), play.head_authorises(move, result=results[1])]
    play.chance.shuffle(halves)
    for half in halves:
        await half
    for row in await officers.cases(play):
        if row["state"] == "merged":
            officers.no_longer_approved(play, move)
            officers.no_longer_wanted(play, move)
            await officers.act(play, "undo", row["reference"])
    before = list(play.sent)
    letters = [one for address in (play.head_of(move), move.new.email, move.former.email)
               for one in play.all_letters(address)]  # fmt: skip
    await play.pass_days(play.chance.choice((0, 1, 20)))
    for mail in before:
        await play.forge(_again(play, mail))
    for received in letters:
        await play.forge(
            play.reply(received, play.chance.choice(YES), result=play.chance.choice(UNVOUCHED), truly=False)
        )


def _again(play: Play, mail: Mail) -> Mail:
    """A mail of before as it comes again, perhaps without its token's address."""
    recipients = play.chance.choice((mail.recipients, (INBOX,)))
    return replace(replayed(play, mail, fewest=0), recipients=recipients)


@attack
async def amended_and_the_old_letter_answered(play: Play) -> None:
    """Support makes the request one about another leaver; the headteacher's yes is to the letter of before."""
    numbers = [move.former.dfes_number for move in play.wales.moves]
    number = play.chance.choice([one for one in numbers if numbers.count(one) > 1])
    one, other = play.chance.sample([move for move in play.wales.moves if move.former.dfes_number == number], 2)
    place = play.wales.places[number]
    play.silent.add(place.head)
    play.move(of=other, willing=False)
    play.move(of=one, wants=False)
    if play.chance.random() < 0.5:
        await play.mover_asks(other)
    head = play.head_of(one)
    await play.forge(
        play.authorisation(one, sender=place.office, result=play.chance.choice(("pass", "none")), truly=False)
    )
    old = play.latest(head, "APPROVE")
    reference = next(
        row["reference"] for row in await officers.cases(play) if row["reference"] in old.text + old.subject
    )
    school = play.wales.place(other.new).school.name_en
    changes = {"former_username": other.former.username, "staff_name": play.wales.people[other.person].name,
               "new_school_name": school}  # fmt: skip
    for name, value in play.chance.sample(list(changes.items()), 3):
        await officers.act(play, "amend", reference, field=name, value=value)
    play.truth.approved.add(one.former.username)
    await play.post(play.reply(old, play.chance.choice(YES[:2]), result=play.chance.choice(("pass", "none"))))
    await play.mover_asks(other)
    await play.post(play.reply(old, play.chance.choice(YES[:2]), result=play.chance.choice(("pass", "none"))))


@attack
async def forged_half_in_a_held_case(play: Play) -> None:
    """While a case is held a forged half comes into it, and then it is released, more than once."""
    result = play.chance.choice(UNVOUCHED)
    if play.chance.random() < 0.5:
        move = await only_the_head_authorises(play)
        forged = play.consolidation(move, sender=move.new.email, result=result, truly=False)
    else:
        move = await only_the_mover_asks(play)
        forged = play.authorisation(move, sender=play.head_of(move), result=result, truly=False)
    await officers.act(play, "hold")
    await play.forge(forged, answer=play.chance.random() < 0.5)
    await play.pass_days(play.chance.choice((0, 3, 40)))
    for _ in range(play.chance.randint(1, 2)):
        await officers.act_on_all(play, "release")
    await play.people_answer()


@attack
async def the_head_answers_after_a_withdrawal(play: Play) -> None:
    """The mover rings support and withdraws; the headteacher's yes and the mover's old mails come late."""
    move = play.move(willing=True)
    place = play.wales.places[move.former.dfes_number]
    play.silent.add(place.head)
    if play.chance.random() < 0.5:
        await play.mover_requests_transfer(move)
    else:
        await play.mover_asks(move, also=("former username",))
    asked = play.latest(play.head_of(move), "APPROVE")
    before = list(play.sent)
    officers.no_longer_wanted(play, move)
    await officers.must(play, "withdraw", party="mover")
    play.truth.approved.add(move.former.username)
    if play.chance.random() < 0.5:
        await play.pass_days(play.chance.choice((1, 20)))
    await play.post(play.reply(asked, play.chance.choice(YES[:2]), result=play.chance.choice(("pass", "none"))))
    for mail in before:
        await play.forge(_again(play, mail))
    play.silent.clear()
    await play.head_authorises(move)


@attack
async def the_mover_answers_after_a_withdrawal(play: Play) -> None:
    """The headteacher rings support and takes it back; the mover's half and the authorisation of before come late."""
    move = play.move()
    play.silent.add(move.person)
    await play.head_authorises(move)
    before = list(play.sent)
    invited = list(play.all_letters(move.new.email))
    officers.no_longer_approved(play, move)
    await officers.must(play, "withdraw", party="headteacher")
    if play.chance.random() < 0.5:
        await play.pass_days(play.chance.choice((1, 20)))
    play.silent.clear()
    await play.mover_asks(move)
    for mail in before:
        await play.forge(_again(play, mail))
    for received in invited:
        await play.post(play.reply(received, play.chance.choice(YES[2:])))


@attack
async def forged_mail_classified_by_hand(play: Play) -> None:
    """An officer says of a forged mail what it is; that makes nobody its sender."""
    result, person = play.chance.choice(UNVOUCHED), ""
    if play.chance.random() < 0.5:
        move = await only_the_mover_asks(play)
        sender, kind = play.head_of(move), "authorisation"
        person = play.wales.people[move.person].name
        words = f"Does anything have to be done for {person}? Former username: {move.former.username}"
    else:
        move = await only_the_head_authorises(play)
        sender, kind = move.new.email, "consolidation"
        words = f"Is there something to be done about my account {move.new.username}, staff code {move.new.staff_code}?"
    sender, result = play.chance.choice(
        ((sender, result), (sender, result), ("reith@mail.example", "pass"), (play.crook(), "pass"))
    )
    await play.forge(play.written(sender, ("Oriau agor", f"Helo,\n\n{words}\n\nDiolch\n"), result=result, truly=False))
    if play.chance.random() < 0.3:
        await officers.attach(play)
    await officers.classify(play, play.chance.choice((kind, kind, "transfer-request")))
    await officers.act_on_all(play, "release")
    await play.pass_days(play.chance.choice((1, 5)))


@attack
async def a_whole_half_attached_by_hand(play: Play) -> None:
    """A stranger's whole half is put into the case's history by hand, and the case released."""
    move = await only_the_mover_asks(play)
    head = play.head_of(move)
    text = writing.authorisation(play.hand(head), play.details(move, head), name=play.name(head))
    await play.forge(play.written("reith@mail.example", text, result=play.chance.choice(("pass", "fail")), truly=False))
    yes = play.chance.choice(("APPROVE", "I authorise it."))
    await play.forge(
        play.written("reith@mail.example", ("Hwb", f"{yes}\n{play.name(head)}, headteacher\n"), truly=False)
    )
    await officers.attach(play)
    await officers.act_on_all(play, "release")
