"""Honest people: they read a letter as it lies before them and do what they truly want.

A headteacher approves what they know to be true and agree to, rejects what is false or not theirs; a mover goes ahead
with what they asked for, and cancels what they did not. They know their own school and their own accounts, nothing of
the program.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from tests.adversary import clients
from tests.adversary.clients import Received
from tests.adversary.wales import Move

if TYPE_CHECKING:
    from tests.adversary.stage import Play

_WORD = re.compile(r"[a-z0-9]+")
_FORM = {
    "MIS": "leaving",
    "Former staff member's name": "name",
    "cyn-aelod o staff": "name",
    "Former school name": "former school",
    "Enw'r ysgol flaenorol": "former school",
    "Former school DfES number": "former number",
    "yr ysgol flaenorol": "former number",
    "Former Hwb username": "former username",
    "Enw defnyddiwr Hwb blaenorol": "former username",
    "New school name": "new school",
    "Enw'r ysgol newydd": "new school",
    "New school DfES number": "new number",
    "(DfES) yr ysgol newydd": "new number",
    "New Hwb username": "new username",
    "Enw defnyddiwr Hwb newydd": "new username",
    "staff code": "code",
    "Cod staff": "code",
    "employee number": "employee",
    "Rhif gweithiwr": "employee",
}
_ASK_YOUR_HEAD = (
    "ask the headteacher of your former school to write to us",
    "Gofynnwch i bennaeth eich ysgol flaenorol ysgrifennu atom",
)
_YES = {
    "head": {
        "en": ("APPROVE", "Approve", "APPROVE\n\nKind regards,\nThe Head", "I approve.", "Approved, thank you."),
        "cy": ("CYMERADWYO", "Cymeradwyo", "CYMERADWYO\n\nDiolch", "Rwy'n cymeradwyo."),
    },
    "mover": {
        "en": ("PROCEED", "Proceed", "PROCEED\n\nMany thanks", "Please proceed."),
        "cy": ("PARHAU", "Parhau", "PARHAU\n\nDiolch yn fawr"),
    },
}
_NO = {
    "head": {"en": ("REJECT", "Reject"), "cy": ("GWRTHOD", "Gwrthod")},
    "mover": {"en": ("CANCEL", "Cancel"), "cy": ("CANSLO", "Canslo")},
}


def folded(text: str) -> str:
    """Lower-case words without accents, between single blanks."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("'", "").replace("’", ""))
    return " " + " ".join(_WORD.findall("".join(c for c in plain if not unicodedata.combining(c)))) + " "


async def react(play: Play, person: str, received: Received) -> None:
    """What the reader of a letter does."""
    text = received.text
    did_you_write = "Did you write to us" in text or "Ai chi a ysgrifennodd" in text
    if re.search(r"\b(APPROVE|CYMERADWYO)\b", text):
        await _as_head(play, person, received, did_you_write)
    elif re.search(r"\b(PROCEED|PARHAU)\b", text):
        await _as_mover(play, person, received, did_you_write)
    elif any(words in " ".join(text.split()) for words in _ASK_YOUR_HEAD):
        await _ask_own_head(play, person)  # also where the headteacher's form is there to be passed on
    elif form := _form_in(text):
        await _fill_in(play, person, received, form)


def own_moves(play: Play, person: str) -> list[Move]:
    """The moves of this person, as they themselves know them."""
    return [move for move in play.wales.all_moves if move.person == person]


def leavers(play: Play, person: str) -> list[Move]:
    """Those who left the school that this person heads."""
    heads = {number for number, place in play.wales.places.items() if place.head == person}
    return [move for move in play.wales.all_moves if move.former.dfes_number in heads]


def speaks_truly_of(play: Play, text: str, move: Move) -> bool:
    """Whether everything that a letter says of accounts, numbers and schools is true of this move."""
    wales, words = play.wales, folded(text)
    named = {word for word in words.split() if word in wales.accounts}
    if not named <= {move.former.username, move.new.username}:
        return False
    known = {move.former.dfes_number, move.new.dfes_number}
    for number, place in wales.places.items():
        stem = folded(place.school.name_en).rsplit(" school ", 1)[0]
        stem = " ".join(stem.split()[:2])
        if number not in known and (f" {number} " in words or f" {stem} " in words):
            return False
    return bool(named) or folded(wales.people[move.person].name) in words


async def _as_head(play: Play, person: str, received: Received, did_you_write: bool) -> None:
    truth = play.truth
    about = [move for move in leavers(play, person) if speaks_truly_of(play, received.text, move)]
    agreed = [move for move in about if move.former.username in truth.willing]
    if did_you_write:
        agreed = [move for move in agreed if move.former.username in truth.approved]
    if agreed:
        truth.approved.add(agreed[0].former.username)
        await _say(play, received, "head", _YES)
    else:
        if about and not did_you_write:
            truth.approved.discard(about[0].former.username)
        await _say(play, received, "head", _NO)


async def _as_mover(play: Play, person: str, received: Received, did_you_write: bool) -> None:
    truth = play.truth
    about = [move for move in own_moves(play, person) if speaks_truly_of(play, received.text, move)]
    wanted = [move for move in about if move.new.username in truth.wanting]
    if did_you_write:
        wanted = [move for move in wanted if move.new.username in truth.asked]
    if wanted:
        truth.asked.add(wanted[0].new.username)
        await _say(play, received, "mover", _YES)
    else:
        await _say(play, received, "mover", _NO)


async def _say(play: Play, received: Received, who: str, words: dict[str, dict[str, tuple[str, ...]]]) -> None:
    language = "cy" if play.hand(received.to).welsh else "en"
    answer = play.chance.choice(words[who][language])
    # Few true answers fail their own domain's checks; those that do go to a person, as a forger's would.
    result = "fail" if play.chance.random() < 0.04 else play.chance.choice(("pass", "pass", "none"))
    await play.post(play.reply(received, answer, result=result), answer=False)


def _form_in(text: str) -> dict[str, tuple[str, str]]:
    """The lines of the form: each label as it stands, the detail that it asks for, and what we filled in already."""
    form = {}
    for line in text.split("\n"):
        label, colon, value = line.partition(":")
        asked = next((detail for words, detail in _FORM.items() if words in label), "")
        if colon and " / " in label and asked:
            form[f"{label}:"] = (asked, value.strip())
    return form if len(form) > 1 else {}


async def _fill_in(play: Play, person: str, received: Received, form: dict[str, tuple[str, str]]) -> None:
    """A form that the reader can fill in for themselves; one meant for somebody else is passed on."""
    for_head = any(detail == "leaving" for detail, _ in form.values())
    moves = leavers(play, person) if for_head else own_moves(play, person)
    if not for_head and not moves:
        await _pass_on(play, person, received)
        return
    truth = play.truth
    wanted = truth.willing if for_head else truth.wanting
    for move in moves:
        account = move.former.username if for_head else move.new.username
        if account not in wanted or not _may_be_about(play, received, move):
            continue
        (truth.approved if for_head else truth.asked).add(account)
        details = play.details(move, received.to)
        values = {label: details[detail] for label, (detail, there) in form.items() if not there}
        if play.chance.random() < 0.5:
            mail = play.reply(received, "", form=values, client=play.chance.choice(clients.QUOTING))
        else:
            lines = "\n".join(f"{label} {value}" for label, value in values.items())
            mail = play.reply(received, lines)
        await play.post(mail, answer=False)
        return


def _may_be_about(play: Play, received: Received, move: Move) -> bool:
    """Whether the letter could be about this move: it names nobody else's accounts."""
    named = {word for word in folded(received.text).split() if word in play.wales.accounts}
    return named <= {move.former.username, move.new.username}


async def _pass_on(play: Play, person: str, received: Received) -> None:
    """A headteacher tells the member of staff, out of band; the member of staff then writes, if they want to."""
    for move in leavers(play, person):
        username = move.new.username
        if username in play.truth.wanting and username not in play.truth.asked and _speaks_of(play, received, move):
            await play.mover_asks(move, answer=False)


async def _ask_own_head(play: Play, person: str) -> None:
    """A mover tells their former headteacher, out of band; the head then writes, if willing."""
    for move in own_moves(play, person):
        username = move.former.username
        if move.new.username in play.truth.asked and username in play.truth.willing - play.truth.approved:
            await play.head_authorises(move, answer=False)


def _speaks_of(play: Play, received: Received, move: Move) -> bool:
    return folded(play.wales.people[move.person].name).strip() in folded(received.text)
