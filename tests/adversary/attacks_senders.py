"""Attacks by who seems to have sent it: forged From with each outcome of authentication, look-alikes, wrong people."""

from __future__ import annotations

from collections.abc import Callable

from tests.adversary.scripts import Act, attack
from tests.adversary.stage import Play
from tests.adversary.wales import Move

LATIN_TO_CYRILLIC = str.maketrans("aeopcyx", "аеорсух")


async def only_the_mover_asks(play: Play) -> Move:
    """The staff member truly asks; the headteacher has not agreed, and will not."""
    move = play.move(willing=False)
    if play.chance.random() < 0.3:
        play.silent.add(play.wales.places[move.former.dfes_number].head)
    await play.mover_asks(move, also=("former username",) if play.chance.random() < 0.3 else ())
    return move


async def only_the_head_authorises(play: Play) -> Move:
    """The headteacher truly authorises; the staff member does not want it."""
    move = play.move(wants=False)
    if play.chance.random() < 0.3:
        play.silent.add(move.person)
    await play.head_authorises(move)
    return move


def _forged_head(result: str, name: str, says: str) -> Act:
    async def act(play: Play) -> None:
        move = await only_the_mover_asks(play)
        await play.forge(play.authorisation(move, sender=play.head_of(move), result=result, truly=False))
        await play.pass_days(3)

    return _named(act, name, says)


def _forged_mover(result: str, name: str, says: str) -> Act:
    async def act(play: Play) -> None:
        move = await only_the_head_authorises(play)
        await play.forge(play.consolidation(move, sender=move.new.email, result=result, truly=False))
        await play.pass_days(3)

    return _named(act, name, says)


def _named(act: Act, name: str, says: str) -> Act:
    act.__name__, act.__doc__ = name, says  # type: ignore[attr-defined]
    return attack(act)


for _result, _how in (
    ("fail", "DMARC fails"),
    ("none", "the domain asks for no checks"),
    ("temperror", "DNS does not answer for days"),
    ("missing", "nobody checked"),
):
    _forged_head(_result, f"forged_head_{_result}", f"The headteacher's address in From; {_how}.")
    _forged_mover(_result, f"forged_mover_{_result}", f"The mover's address in From; {_how}.")


def _lookalikes(address: str) -> dict[str, str]:
    local, _, domain = address.partition("@")
    first, _, rest = domain.partition(".")
    alike = {
        "hyphen": f"{local}@{first[:4]}-{first[4:]}.{rest}",
        "letter": f"{local}@{first.replace('l', '1').replace('m', 'rn').replace('y', 'v')}.{rest}",
        "longer": f"{local}@{domain}.mail.example",
        "below": f"{local}@post.{domain}",
        "dash": f"{local}@{domain.replace('.', '-')}.example",
        "cyrillic": f"{local}@{domain.translate(LATIN_TO_CYRILLIC)}",
        "punycode": f"{local}@xn--{first}-0ya.{rest}",
        "local": f"{local.translate(LATIN_TO_CYRILLIC)}@{domain}",
        "tagged": f"{local}+hwb@{domain}",
        "other-mailbox": f"{local}2@{domain}",
        "spaced": f"{local} @{domain}",
        "dotted": f"{local}@{domain}.",
    }
    # A domain without any of those letters would be the true one.
    return {kind: one for kind, one in alike.items() if one != address}


async def _from_lookalike(play: Play, *kinds: str) -> None:
    if play.chance.random() < 0.5:
        move = await only_the_mover_asks(play)
        sender = _lookalikes(play.head_of(move)).get(play.chance.choice(kinds), "head@mail.example")
        mail = play.authorisation(move, sender=sender, truly=False)
    else:
        move = await only_the_head_authorises(play)
        sender = _lookalikes(move.new.email).get(play.chance.choice(kinds), "staff@mail.example")
        mail = play.consolidation(move, sender=sender, truly=False)
    await play.forge(mail)


@attack
async def look_alike_domain(play: Play) -> None:
    """A domain that looks like the school's, which vouches for itself."""
    await _from_lookalike(play, "hyphen", "letter", "longer", "below", "dash")


@attack
async def homoglyph_address(play: Play) -> None:
    """Cyrillic letters or punycode in the address."""
    await _from_lookalike(play, "cyrillic", "punycode", "local")


@attack
async def neighbouring_mailbox(play: Play) -> None:
    """Another mailbox of the very domain: a +tag, a 2 at the end, a dot, a blank."""
    await _from_lookalike(play, "tagged", "other-mailbox", "spaced", "dotted")


async def _somebody_authorises(play: Play, who: Callable[[Move], str]) -> None:
    move = await only_the_mover_asks(play)
    sender = who(move)
    await play.forge(play.authorisation(move, sender=sender, truly=False))


@attack
async def colleague_authorises(play: Play) -> None:
    """A member of the former school's staff plays the headteacher, from their own account."""
    await _somebody_authorises(play, lambda move: play.crook(move.former.dfes_number))


@attack
async def stranger_authorises(play: Play) -> None:
    """Somebody quite unknown authorises, vouched for by their own domain or by none."""
    await _somebody_authorises(play, lambda move: f"reith{play.chance.randint(1, 99)}@mail.example")


@attack
async def new_school_head_authorises(play: Play) -> None:
    """The head of the new school would like it done, and authorises for the former school."""
    move = await only_the_mover_asks(play)
    head = play.wales.head_address(move.new.dfes_number)
    play.truth.dishonest.add(play.wales.places[move.new.dfes_number].head)
    await play.forge(play.authorisation(move, sender=head, truly=False))
    for received in [one for one in play.stolen if "APPROVE" in one.text]:
        await play.forge(play.reply(received, "APPROVE", truly=False))


@attack
async def another_schools_head_authorises(play: Play) -> None:
    """The head of a third school authorises a leaver who was never theirs."""
    move = await only_the_mover_asks(play)
    others = [n for n in play.wales.open if n not in (move.former.dfes_number, move.new.dfes_number)]
    place = play.wales.places[play.chance.choice(others)]
    play.truth.dishonest.add(place.head)
    details = play.details(move, play.head_of(move))
    if play.chance.random() < 0.5:
        details |= {"former number": place.number, "former school": place.school.name_en}
    hand = play.hand(play.head_of(move))
    from tests.adversary import writing

    text = writing.authorisation(hand, details, name=play.name(play.head_of(move)))
    await play.forge(play.written(play.wales.head_address(place.number), text, truly=False))


@attack
async def champion_consolidates_unasked(play: Play) -> None:
    """The new school's digital champion sends somebody's half without their knowledge."""
    move = await only_the_head_authorises(play)
    place = play.wales.places[move.new.dfes_number]
    play.truth.dishonest.add(place.champion)
    sender = play.wales.account_of(place.champion).email
    await play.forge(play.consolidation(move, sender=sender, truly=False))


@attack
async def stranger_sends_both_halves(play: Play) -> None:
    """Nobody honest has written at all; a stranger sends both halves in other people's names."""
    move = play.move(wants=False, willing=False)
    mails = [
        play.authorisation(move, sender=play.head_of(move), result=play.chance.choice(("fail", "none")), truly=False),
        play.consolidation(move, sender=move.new.email, result=play.chance.choice(("fail", "none")), truly=False),
    ]
    play.chance.shuffle(mails)
    for mail in mails:
        await play.forge(mail)
