"""Who is told what after a merge, and corrections of what stands: attacks, and beside each what honest people do."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hwb_mailbot.domain.accounts import AccountRole, AccountStatus
from tests.adversary import writing
from tests.adversary.clients import Received
from tests.adversary.people import folded
from tests.adversary.program import Mail
from tests.adversary.scripts import attack, honest
from tests.adversary.stage import UNVOUCHED, Play
from tests.adversary.wales import Move


async def _merged(play: Play) -> Move:
    move = play.move()
    await play.head_authorises(move, answer=False)
    await play.mover_asks(move)
    return move


def _heard(play: Play, address: str, since: int, words: str) -> list[tuple[str, str]]:
    """The letters to an address, without the username that was asked about and the day."""
    letters = [one for one in play.stolen[since:] if one.to == address]
    return [(one.subject[:20], folded(one.text).replace(words.lower(), "USERNAME")[:400]) for one in letters]


@attack
async def another_head_asks_about_somebody_merged(play: Play) -> None:
    """The head of a third school authorises a merged person, as theirs or not: they hear what they hear of nobody."""
    move = await _merged(play)
    others = [n for n in play.wales.open if n not in (move.former.dfes_number, move.new.dfes_number)]
    place = play.wales.places[play.chance.choice(others)]
    play.truth.dishonest.add(place.head)
    head = play.wales.head_address(place.number)
    details = play.details(move, play.head_of(move))
    details |= {"former number": place.number, "former school": place.school.name_en}
    heard = []
    hand = play.hand(head)
    for username in (move.former.username, "neb4321"):
        since = len(play.stolen)
        text = writing.authorisation(hand, details | {"former username": username}, name=play.name(head))
        await play.forge(play.written(head, text, truly=False))
        heard.append(_heard(play, head, since, username))
        if username == move.former.username:
            play.program.now += timedelta(days=2)
    if heard[0] != heard[1]:
        play.judge.verdict.leaks.append(f"{head} can tell that {move.former.username} is merged: {heard}")


@attack
async def a_head_who_changed_post_asks_again(play: Play) -> None:
    """Whoever authorised, and is head there no longer, asks once more about somebody merged."""
    move = await _merged(play)
    place = play.wales.places[move.former.dfes_number]
    old = play.wales.account_of(place.head)
    play.truth.dishonest.add(place.head)
    await play.program.change(
        replace(old, role=AccountRole.STAFF, status=AccountStatus.ACTIVE),
        replace(place.school, head_email=play.wales.account_of(place.champion).email),
    )
    play.program.now += timedelta(days=2)
    since = len(play.program.letters)
    await play.forge(play.authorisation(move, sender=old.email, truly=False))
    for letter in play.program.letters[since:]:
        words = folded(Received(letter).text)
        if letter.to == old.email and any(word in words for word in (" closed ", " outcome ", " canlyniad ")):
            play.judge.verdict.leaks.append(f"{old.email} is head no longer and was told of a merge")


@honest
async def the_true_head_asks_again(play: Play) -> None:
    """The former school's headteacher authorises once more, and hears that it is done."""
    move = play.move()
    play.goals = [move]
    await play.head_authorises(move, answer=False)
    await play.mover_asks(move)
    play.program.now += timedelta(days=2)
    before = len(play.program.letters)
    await play.head_authorises(move)
    if not any(letter.to == play.head_of(move) for letter in play.program.letters[before:]):
        play.judge.verdict.lost.append("the headteacher asked again and heard nothing")


def _corrected(play: Play, move: Move, result: str, *, head: bool, truly: bool) -> Mail:
    """A half that says something else than the one that stands."""
    sender = play.head_of(move) if head else move.new.email
    details = play.details(move, sender)
    others = [place for number, place in play.wales.places.items() if number != move.new.dfes_number]
    other = play.chance.choice(others).school
    if head:
        text = writing.authorisation(play.hand(sender), details | {"new school": other.name_en}, name=play.name(sender))
    else:
        wrong = {"code": f"Q{play.chance.randint(10, 99)}", "new school": other.name_en}
        text = writing.consolidation(play.hand(sender), details | wrong, name=play.name(sender))
    return play.written(sender, text, result=result, truly=truly)


@attack
async def forged_corrections(play: Play) -> None:
    """Corrections in the headteacher's or the mover's name, one after the other: the true case ends all the same."""
    move = play.move(of=play.wales.not_yet[1])
    await play.head_authorises(move, answer=False)
    await play.mover_asks(move)
    head = play.chance.random() < 0.6
    if play.chance.random() < 0.4:
        play.silent.add(play.wales.places[move.former.dfes_number].head if head else move.person)
    for _ in range(play.chance.randint(1, 8)):
        await play.forge(_corrected(play, move, play.chance.choice(("none", "fail")), head=head, truly=False))
        await play.pass_days(play.chance.choice((0, 0, 1)))
    await play.program.records_ready(move)
    for _ in range(6):
        await play.pass_days(1)
    rows = await play.program.command("case list")
    states = [row["state"] for row in rows if row["former"]["username"] == move.former.username]
    if not {"merged", "review"} & set(states):
        play.judge.verdict.faults.append(f"forged corrections stop a true case: {states}")


@honest
async def a_correction_that_nothing_vouches_for(play: Play) -> None:
    """What was left out comes in a mail that lost its signature on the way; its writer is asked, and agrees."""
    move = play.move()
    play.goals = [move]
    await play.mover_asks(move, answer=False)
    play.silent.add(play.wales.places[move.former.dfes_number].head)
    await play.head_authorises(move, without=("leaving",))
    play.silent.clear()
    await play.post(play.authorisation(move, sender=play.head_of(move), result=play.chance.choice(UNVOUCHED)))
    await play.people_answer()


@attack
async def a_mail_that_was_taken_back_comes_by_a_relay(play: Play) -> None:
    """The headteacher's true mail is passed on once more by a relay that vouches for it, after they rejected."""
    move = play.move(willing=False)
    play.silent.add(play.wales.places[move.former.dfes_number].head)
    await play.mover_requests_transfer(move)
    play.truth.approved.add(move.former.username)
    mail = play.authorisation(move, sender=play.head_of(move))
    await play.post(mail, answer=False)
    play.truth.approved.discard(move.former.username)
    asked = play.latest(play.head_of(move), "APPROVE")
    await play.post(play.reply(asked, "REJECT"), answer=False)
    await play.pass_days(play.chance.choice((0, 2, 40)))
    head, _, rest = mail.raw.partition(b"Message-ID: <")
    again = replace(mail, raw=head + b"Message-ID: <x" + rest) if play.chance.random() < 0.5 else mail
    await play.post(again, answer=False)
    await play.mover_requests_transfer(move)
