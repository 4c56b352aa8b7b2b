"""Attacks by whose account it is: namesakes, other people's accounts, learners and governors, heads who changed."""

from __future__ import annotations

from dataclasses import replace

from hwb_mailbot.domain.accounts import AccountRole, AccountStatus
from tests.adversary import writing
from tests.adversary.attacks_senders import only_the_head_authorises, only_the_mover_asks
from tests.adversary.scripts import attack
from tests.adversary.stage import Play
from tests.adversary.wales import Move


def _claim(play: Play, sender: str, details: dict[str, str], *, also: tuple[str, ...] = ()) -> writing.Text:
    return writing.consolidation(play.hand(sender), details, name=play.name(sender), also=also)


async def _send(play: Play, sender: str, text: writing.Text, **how: str) -> None:
    await play.forge(play.written(sender, text, truly=False, **how))  # type: ignore[arg-type]


async def _yes_to_everything(play: Play) -> None:
    """The dishonest answer every letter that they get with whatever it asks for."""
    done = 0
    while done < len(play.stolen) and done < 12:
        received = play.stolen[done]
        done += 1
        if "PROCEED" in received.text or "PARHAU" in received.text:
            await play.forge(play.reply(received, "PROCEED", truly=False))
        elif "APPROVE" in received.text or "CYMERADWYO" in received.text:
            await play.forge(play.reply(received, "APPROVE", truly=False))


@attack
async def one_person_both_halves(play: Play) -> None:
    """The mover sends the former headteacher's half too, from the new or the former account."""
    move = await only_the_mover_asks(play)
    sender = play.chance.choice((move.new.email, move.former.email))
    await play.forge(play.authorisation(move, sender=sender, truly=False))


@attack
async def the_mover_is_the_headteacher(play: Play) -> None:
    """A headteacher who leaves authorises their own move."""
    move = play.move(of=play.wales.head_moves, willing=False)
    head = play.head_of(move)
    play.truth.asked.add(move.new.username)
    play.truth.dishonest.add(move.person)
    mails = [
        play.authorisation(move, sender=head, truly=False),
        play.consolidation(move, sender=move.new.email, truly=False, also=("former username",)),
    ]
    play.chance.shuffle(mails)
    for mail in mails:
        await play.forge(mail)
    await _yes_to_everything(play)


@attack
async def namesake_claims_a_leavers_account(play: Play) -> None:
    """The headteacher authorises a leaver; a namesake who works at the new school sends the other half."""
    move = play.move(of=play.wales.namesake_there, wants=play.chance.random() < 0.5)
    namesake = play.wales.account_of(play.wales.namesake_there_person)
    play.truth.dishonest.add(play.wales.namesake_there_person)
    details = play.details(replace(move, new=namesake), namesake.email)
    text = _claim(play, namesake.email, details, also=play.chance.choice(((), ("former username",))))
    if play.chance.random() < 0.5:
        await play.head_authorises(move)
        await _send(play, namesake.email, text)
    else:
        await _send(play, namesake.email, text)
        await play.head_authorises(move)
    await _yes_to_everything(play)


@attack
async def namesake_before_the_true_account_is_there(play: Play) -> None:
    """The same, while the leaver's own new account has not been made: the namesake is the only one of that name."""
    move = play.move(of=play.wales.namesake_there, wants=False)
    await play.program.without(move.new.username)
    namesake = play.wales.account_of(play.wales.namesake_there_person)
    play.truth.dishonest.add(play.wales.namesake_there_person)
    if play.chance.random() < 0.7:
        await play.head_authorises(move)
    details = play.details(replace(move, new=namesake), namesake.email)
    await _send(play, namesake.email, _claim(play, namesake.email, details))
    await play.head_authorises(move)
    await _yes_to_everything(play)


@attack
async def long_gone_leavers_account_claimed(play: Play) -> None:
    """A namesake who has just begun elsewhere asks for the account of somebody who left Wales years ago."""
    former, namesake = play.wales.long_gone, play.wales.account_of(play.wales.gone_namesake)
    play.truth.dishonest.add(play.wales.gone_namesake)
    details = play.details(Move(play.wales.gone_namesake, former, namesake), namesake.email)
    transfer = play.chance.random() < 0.5
    text = (
        writing.transfer(play.hand(namesake.email), details, name="x")
        if transfer
        else _claim(play, namesake.email, details, also=("former username",))
    )
    await _send(play, namesake.email, text)
    await _yes_to_everything(play)


@attack
async def former_username_of_another(play: Play) -> None:
    """A mover names another leaver's former account as theirs."""
    move, victim = play.chance.sample(play.wales.moves, 2)
    play.truth.dishonest.add(move.person)
    play.truth.willing.add(victim.former.username)
    details = play.details(replace(move, former=victim.former), move.new.email)
    text = (
        writing.transfer(play.hand(move.new.email), details, name="x")
        if play.chance.random() < 0.5
        else _claim(play, move.new.email, details, also=("former username", "former number"))
    )
    await _send(play, move.new.email, text)
    await play.head_authorises(victim, answer=False)
    await play.people_answer()
    await _yes_to_everything(play)


@attack
async def new_username_of_another(play: Play) -> None:
    """A colleague of the mover's names their own account for the mover's move, or the mover's for theirs."""
    move = play.move(wants=False)
    crook = play.crook(move.new.dfes_number)
    account = play.wales.accounts[crook.partition("@")[0]]
    await play.head_authorises(move)
    claimed = account if play.chance.random() < 0.5 else move.new
    details = play.details(replace(move, new=claimed), crook)
    also = play.chance.choice(((), ("name", "former username"), ("former username",)))
    await _send(play, crook, _claim(play, crook, details, also=also))
    await _yes_to_everything(play)


@attack
async def colleague_with_the_movers_name(play: Play) -> None:
    """A colleague states the mover's name beside their own account."""
    move = play.move(wants=False)
    crook = play.crook(move.new.dfes_number)
    account = play.wales.accounts[crook.partition("@")[0]]
    details = play.details(replace(move, new=account), crook)
    name = play.wales.people[move.person].name
    text = writing.consolidation(play.hand(crook), details, name=name, also=("name", "former username"))
    await _send(play, crook, text, from_=f"{name} <{crook}>")
    await play.head_authorises(move)
    await _yes_to_everything(play)


@attack
async def learners_account(play: Play) -> None:
    """A learner's account is named as the former or the new one."""
    move = play.move()
    number = play.chance.choice((move.former.dfes_number, move.new.dfes_number))
    child = play.chance.choice(play.wales.places[number].learners)
    await _odd_kind(play, move, replace(child, leaving_date=None))


@attack
async def governors_account(play: Play) -> None:
    """A governor's account is named as the former or the new one, by the governor or by somebody else."""
    move = play.move()
    number = play.chance.choice((move.former.dfes_number, move.new.dfes_number))
    await _odd_kind(play, move, play.wales.places[number].governors[0])


async def _odd_kind(play: Play, move: Move, odd: object) -> None:
    as_former = play.chance.random() < 0.5
    false = replace(move, **{"former" if as_former else "new": odd})
    play.truth.dishonest.add(play.wales.owner[odd.username])  # type: ignore[attr-defined]
    sender = play.chance.choice((move.new.email, odd.email, "reith@mail.example"))  # type: ignore[attr-defined]
    if as_former:
        hand = play.hand(play.head_of(move))
        text = writing.authorisation(hand, play.details(false, play.head_of(move)), name="Pennaeth")
        await _send(play, play.head_of(move), text)
        await play.mover_asks(move)
    else:
        await play.head_authorises(move)
        await _send(play, sender, _claim(play, sender, play.details(false, sender)))
    await _yes_to_everything(play)


@attack
async def swapped_halves(play: Play) -> None:
    """The new account is named as the former one and the former as the new, by either side."""
    move = play.move(willing=False, wants=False)
    swapped = replace(move, former=move.new, new=move.former)
    head = play.wales.head_address(move.new.dfes_number)
    play.truth.dishonest |= {play.wales.places[move.new.dfes_number].head, move.person}
    text = writing.authorisation(play.hand(head), play.details(swapped, head), name=play.name(head))
    mails = [
        play.written(head, text, truly=False),
        play.written(move.new.email, _claim(play, move.new.email, play.details(swapped, move.new.email)), truly=False),
    ]
    play.chance.shuffle(mails)
    for mail in mails:
        await play.forge(mail)
    await _yes_to_everything(play)


@attack
async def two_posts_nobody_left(play: Play) -> None:
    """Somebody with posts at two schools is claimed to have left one of them, by a colleague."""
    one, other = (play.wales.accounts[username] for username in play.wales.people[play.wales.two_posts].usernames)
    move = Move(play.wales.two_posts, one, other)
    crook = play.crook(one.dfes_number)
    head = play.head_of(move)
    text = writing.authorisation(play.hand(head), play.details(move, head), name=play.name(head))
    sender, result = play.chance.choice(((crook, "pass"), (head, "fail")))
    await play.forge(play.written(sender, text, result=result, truly=False))
    await play.forge(play.consolidation(move, sender=other.email, result="none", truly=False))


@attack
async def closed_school(play: Play) -> None:
    """A leaver of a closed school: the successor's head, a stranger, the old mailbox authorise."""
    move = play.move(of=play.wales.from_closed, willing=False)
    place = play.wales.places[play.wales.closed]
    successor = play.wales.head_address(place.school.successor_dfes_number or "")
    play.truth.dishonest.add(play.wales.places[place.school.successor_dfes_number or ""].head)
    sender = play.chance.choice((successor, f"pennaeth@{place.domain}", "reith@mail.example"))
    hand = play.hand(sender)
    text = writing.authorisation(hand, play.details(move, sender), name="Pennaeth")
    await _send(play, sender, text)
    await play.mover_asks(move)
    await _yes_to_everything(play)


@attack
async def school_without_a_head(play: Play) -> None:
    """A leaver of a school with nobody on record: whoever likes authorises."""
    move = play.move(of=play.wales.from_vacant, willing=False)
    place = play.wales.places[play.wales.vacant]
    await play.mover_asks(move)
    for sender in play.chance.sample((f"pennaeth@{place.domain}", f"head@{place.domain}", "reith@mail.example"), 2):
        hand = play.hand(sender)
        await _send(play, sender, writing.authorisation(hand, play.details(move, sender), name="Pennaeth"))


@attack
async def headteacher_who_has_changed(play: Play) -> None:
    """Whoever was head when we asked is no longer, and answers or writes all the same."""
    move = play.move(willing=False)
    place = play.wales.places[move.former.dfes_number]
    old = play.wales.account_of(place.head)
    play.silent.add(place.head)
    if play.chance.random() < 0.6:
        await play.mover_requests_transfer(move)
    else:
        await play.mover_asks(move)
        await play.forge(play.authorisation(move, sender=play.head_of(move), result="none", truly=False))
    asked = [one for one in play.all_letters(play.head_of(move)) if "APPROVE" in one.text]
    await play.program.change(
        replace(old, role=AccountRole.STAFF, status=AccountStatus.ACTIVE),
        replace(place.school, head_email=play.wales.account_of(place.champion).email),
    )
    sender = play.chance.choice((old.email, play.head_of(move)))
    if asked and play.chance.random() < 0.7:
        result = play.chance.choice(("pass", "none"))
        await play.forge(play.reply(asked[0], "APPROVE", result=result, truly=False))
    else:
        await play.forge(play.authorisation(move, sender=sender, truly=False))
    for received in play.all_letters(move.new.email):
        if "PROCEED" in received.text or "PARHAU" in received.text:
            await play.post(play.reply(received, "PROCEED"))
            break


@attack
async def one_former_account_for_two(play: Play) -> None:
    """Two people ask for the same former account, the true one and another mover, in either order."""
    victim, crook = play.chance.sample(play.wales.moves, 2)
    play.move(of=victim)
    play.truth.dishonest.add(crook.person)
    details = play.details(replace(crook, former=victim.former), crook.new.email)
    text = _claim(play, crook.new.email, details, also=("former username",))
    if play.chance.random() < 0.5:
        await _send(play, crook.new.email, text)
        await play.mover_asks(victim, also=("former username",))
    else:
        await play.mover_asks(victim, also=("former username",))
        await _send(play, crook.new.email, text)
    await _yes_to_everything(play)


# What somebody may learn by asking. Whether a username exists is no secret (it is an e-mail address); whose it is, is.


async def _probe(play: Play, sender: str, about: str, usernames: list[str]) -> None:
    own = play.wales.accounts.get(sender.partition("@")[0], play.chance.choice(play.wales.moves).new)
    labels = {name: ways[0] for name, ways in writing.LABELS["en"].items()}
    for username in usernames:
        details = {
            "former number": own.dfes_number,
            "former username": username if about == "former" else own.username,
            "new school": play.wales.places[own.dfes_number].school.name_en,
            "new number": own.dfes_number,
            "new username": username,
            "code": own.staff_code,
            "employee": own.employee_number,
        }
        hand = writing.Hand("en", play.chance, labels)
        text = writing.transfer(hand, details) if about == "former" else writing.consolidation(hand, details)
        await _send(play, sender, text)


def _some_usernames(play: Play) -> list[str]:
    return [*play.chance.sample(sorted(play.wales.accounts), 3), f"zzyzx{play.chance.randint(2, 99)}"]


@attack
async def probing_former_usernames(play: Play) -> None:
    """An insider asks for accounts at random, to learn whose they are and where."""
    await _probe(play, play.crook(), "former", _some_usernames(play))


@attack
async def probing_new_usernames(play: Play) -> None:
    """The same, with accounts at random as their own new one."""
    await _probe(play, play.crook(), "new", _some_usernames(play))


@attack
async def probing_by_a_stranger(play: Play) -> None:
    """Somebody without any account asks about accounts at random."""
    await _probe(play, "reith@mail.example", play.chance.choice(("former", "new")), _some_usernames(play))


@attack
async def probing_by_a_headteacher(play: Play) -> None:
    """A headteacher authorises people who were never theirs, to learn where they are."""
    move = play.move(wants=False, willing=False)
    others = [number for number in play.wales.open if number != move.former.dfes_number]
    place = play.wales.places[play.chance.choice(others)]
    play.truth.dishonest.add(place.head)
    head = play.wales.head_address(place.number)
    details = {
        "leaving": "Yes",
        "name": play.chance.choice(("Siân Evans", play.wales.people[move.person].name)),
        "former school": place.school.name_en,
        "former number": place.number,
        "former username": move.former.username,
        "new school": "Ysgol Bro Arall",
    }
    await _send(play, head, writing.authorisation(play.hand(head), details, name=play.name(head)))


@attack
async def asking_for_news_of_a_case(play: Play) -> None:
    """Strangers and colleagues who know a reference ask how it stands, or cancel it."""
    move = await only_the_mover_asks(play)
    reference = (await play.program.command("case list"))[0]["reference"]
    sender, result = play.chance.choice(
        ((play.crook(move.new.dfes_number), "pass"), ("reith@mail.example", "pass"), (move.new.email, "fail"))
    )
    words = play.chance.choice(
        ("How does this stand, please?", "CANCEL", "APPROVE", "PROCEED", "Please send me all you have.")
    )
    await play.forge(play.written(sender, (f"Re: [{reference}]", f"{words}\n"), result=result, truly=False))


@attack
async def invited_in_place_of_another(play: Play) -> None:
    """An authorisation with a false new school, so that a namesake there hears of somebody else's account."""
    move = play.move(of=play.wales.namesake_elsewhere, wants=False, willing=False)
    namesake = play.wales.account_of(play.wales.namesake_elsewhere_person)
    play.truth.dishonest.add(play.wales.namesake_elsewhere_person)
    wrong = replace(move, new=namesake)
    head = play.head_of(move)
    text = writing.authorisation(play.hand(head), play.details(wrong, head), name=play.name(head))
    await play.forge(play.written(head, text, result=play.chance.choice(("pass", "none")), truly=False))
    await _send(play, namesake.email, _claim(play, namesake.email, play.details(wrong, namesake.email)))
    await _yes_to_everything(play)


@attack
async def the_head_without_the_mover(play: Play) -> None:
    """A headteacher would rather have the account gone: authorises, and pretends the mover's half."""
    move = await only_the_head_authorises(play)
    head = play.head_of(move)
    play.truth.dishonest.add(play.wales.places[move.former.dfes_number].head)
    await play.forge(play.consolidation(move, sender=head, truly=False))
    await _yes_to_everything(play)
