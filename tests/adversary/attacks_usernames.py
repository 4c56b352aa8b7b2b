"""Attacks by known people who try strangers' usernames: what they hear must not tell one state from another (N3).

Each tries three usernames in the very same mail, days apart: one that is nobody's and two of any state, kind and
school. The letters that answer, and those that later come of it, are compared with the username, the reference and
the days left out.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from datetime import timedelta

from hwb_mailbot.domain.accounts import Account
from tests.adversary import writing
from tests.adversary.clients import Received
from tests.adversary.people import folded
from tests.adversary.scripts import attack
from tests.adversary.stage import Play
from tests.adversary.wales import Move

_DAYS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december dydd llun mawrth mercher iau gwener sadwrn sul ionawr chwefror ebrill mai "
    "mehefin gorffennaf awst medi hydref tachwedd rhagfyr".split()
)
_REFERENCE = re.compile(r"hwb [0-9a-z]{4} [0-9a-z]{4}")

Mail = Callable[[writing.Hand, str], writing.Text]


def _strangers(play: Play, prober: str, *, but: frozenset[str] = frozenset()) -> list[str]:
    """Two usernames of whom the prober may hear nothing, whatever school they lead, and one that nobody bears."""
    wales, own = play.wales, play.wales.people[prober]
    theirs = but | {number for number, place in wales.places.items() if place.head == prober}
    # R24: of a closed school's leavers its successor's head may hear that support will look.
    theirs |= {number for number, place in wales.places.items() if place.school.successor_dfes_number in theirs}
    # Once merged, an account is at the school that its holder has moved to.
    led = {one.former.username for one in wales.moves if one.new.dfes_number in theirs}
    others = [
        username
        for username, account in sorted(wales.accounts.items())
        if wales.owner[username] != prober
        and account.full_name != own.name
        and account.dfes_number not in theirs
        and username not in led
    ]
    usernames = [*play.chance.sample(others, 2), f"zzyzx{play.chance.randint(2, 99)}"]
    play.chance.shuffle(usernames)
    return usernames


async def _busy(play: Play, usernames: list[str]) -> None:
    """Some of those whose usernames are tried have a case of their own, under way or merged."""
    for move in [one for one in play.wales.moves if {one.former.username, one.new.username} & set(usernames)]:
        steps = play.chance.choice(
            ((), (play.head_authorises,), (play.mover_asks,), (play.head_authorises, play.mover_asks))
        )
        if steps:
            play.move(of=move)
        for step in steps:
            await step(move)


async def _compare(play: Play, prober: str, sender: str, usernames: list[str], mail: Mail) -> None:
    play.truth.dishonest.add(prober)
    await _busy(play, usernames)
    seed, heard = play.chance.random(), []
    labels = {name: ways[0] for name, ways in writing.LABELS["en"].items()}
    for username in usernames:
        play.program.now += timedelta(days=2)
        since = len(play.program.letters)
        hand = writing.Hand("en", random.Random(seed), labels)
        await play.forge(play.written(sender, mail(hand, username), truly=False))
        letters = [
            Received(one) for one in play.program.letters[since:] if one.to in play.wales.people[prober].addresses
        ]
        heard.append([_without(f"{one.subject} {one.text}", username) for one in letters])
    if any(one != heard[0] for one in heard):
        told = [[letter[:60] for letter in letters] for letters in heard]
        play.judge.verdict.leaks.append(f"{sender} can tell {usernames} apart: {told}")


def _without(text: str, username: str) -> str:
    words = _REFERENCE.sub("REFERENCE", folded(text)).replace(f" {username} ", " USERNAME ").split()
    return " ".join(word for word in words if word not in _DAYS and not word.isdigit())


def _of(play: Play, account: Account) -> dict[str, str]:
    """What the holder of an account truly says of it."""
    school = play.wales.places[account.dfes_number].school
    return {
        "new school": school.name_en,
        "new number": school.dfes_number,
        "new username": account.username,
        "code": account.staff_code,
        "employee": account.employee_number,
    }


def _insider(play: Play) -> tuple[str, Account]:
    """A member of staff who means harm: a teacher, a digital champion, a headteacher, or who has truly moved."""
    place = play.wales.places[play.chance.choice(play.wales.open)]
    mover = play.chance.choice(play.wales.moves)
    person = play.chance.choice((*place.colleagues, place.champion, place.head, mover.person))
    account = mover.new if person == mover.person else play.wales.account_of(person)
    return person, account


def _head(play: Play) -> tuple[str, Move]:
    """A headteacher who means harm, and a leaver of their school."""
    move = play.chance.choice(play.wales.moves)
    return play.wales.places[move.former.dfes_number].head, move


@attack
async def an_insider_tries_former_usernames(play: Play) -> None:
    """Somebody on record names one stranger's former account after the other beside their own account."""
    person, account = _insider(play)
    number = play.chance.choice(("", *play.wales.open))
    also = ("former username", "former number") if number else ("former username",)
    transfers = play.chance.random() < 0.4 and number != ""

    def mail(hand: writing.Hand, username: str) -> writing.Text:
        details = _of(play, account) | {"former username": username, "former number": number}
        return writing.transfer(hand, details) if transfers else writing.consolidation(hand, details, also=also)

    await _compare(play, person, account.email, _strangers(play, person), mail)


@attack
async def an_insider_tries_new_usernames(play: Play) -> None:
    """Somebody on record names one stranger's account after the other as their own new one."""
    person, account = _insider(play)

    def mail(hand: writing.Hand, username: str) -> writing.Text:
        return writing.consolidation(hand, _of(play, account) | {"new username": username})

    await _compare(play, person, account.email, _strangers(play, person), mail)


@attack
async def a_head_tries_leavers(play: Play) -> None:
    """A headteacher authorises one stranger after the other as a leaver of theirs, with or without a school."""
    person, move = _head(play)
    details = play.details(move, play.head_of(move))
    without = play.chance.choice(((), (), ("former number",), ("former number", "former school"), ("name",)))
    if play.chance.random() < 0.3:
        details["former number"] = play.chance.choice(play.wales.open)

    def mail(hand: writing.Hand, username: str) -> writing.Text:
        return writing.authorisation(hand, details | {"former username": username}, without=without)

    usernames = _strangers(play, person, but=frozenset({move.former.dfes_number, details["former number"]}))
    await _compare(play, person, play.head_of(move), usernames, mail)


@attack
async def a_head_tries_new_usernames(play: Play) -> None:
    """A headteacher gives one stranger's account after the other as the new one of a true leaver."""
    person, move = _head(play)
    details = play.details(move, play.head_of(move))

    def mail(hand: writing.Hand, username: str) -> writing.Text:
        return writing.authorisation(hand, details | {"new username": username}, also=("new username",))

    leaver = play.wales.people[move.person].name
    usernames = [
        one
        for one in _strangers(play, person, but=frozenset({move.former.dfes_number}))
        if one not in play.wales.accounts or play.wales.accounts[one].full_name != leaver
    ]
    await _compare(play, person, play.head_of(move), usernames, mail)


@attack
async def a_new_schools_leader_tries_usernames_beside_a_true_one(play: Play) -> None:
    """The new school's headteacher writes for one of its staff and adds one stranger's username after the other."""
    move = play.chance.choice(play.wales.moves)
    person = play.wales.places[move.new.dfes_number].head
    sender = play.wales.head_address(move.new.dfes_number)
    true, beside = play.chance.choice((("former username", "new username"), ("new username", "former username")))
    details = play.details(move, sender)

    def mail(hand: writing.Hand, username: str) -> writing.Text:
        told = {name: details[name] for name in (true, "former number", "new number")} | {beside: username}
        return writing.enquiry(hand, told)

    mover = play.wales.people[move.person].name
    usernames = [
        one
        for one in _strangers(play, person, but=frozenset({move.new.dfes_number}))
        if one not in play.wales.accounts or play.wales.accounts[one].full_name != mover
    ]
    await _compare(play, person, sender, usernames, mail)
