"""Honest scripts in which an officer of the support team helps people along."""

from __future__ import annotations

from tests.adversary import officers, writing
from tests.adversary.scripts import by_hand
from tests.adversary.stage import UNVOUCHED, Play
from tests.adversary.wales import Move


async def _with_a_wrong_code(play: Play, move: Move) -> None:
    """The staff member writes a staff code that is nobody's, and nobody answers our letter about it."""
    play.silent.add(move.person)
    play.truth.asked.add(move.new.username)
    address = move.new.email
    details = play.details(move, address) | {"code": "QQZ"}
    text = writing.consolidation(play.hand(address), details, name=play.name(address))
    await play.post(play.written(address, text))


@by_hand
async def support_asks_and_the_answer_helps(play: Play) -> None:
    """An officer asks for the staff code, reads the answer, and puts it right."""
    move = play.move()
    play.goals = [move]
    await play.head_authorises(move, answer=False)
    await _with_a_wrong_code(play, move)
    await officers.must(play, "ask", party="mover", **officers.QUESTION)
    asked = play.latest(move.new.email, "QQ7")
    assert not play.judge.merged
    words = play.chance.choice((f"It is {move.new.staff_code}.", f"{move.new.staff_code} yw'r cod."))
    await play.post(play.reply(asked, words, result=play.chance.choice(("pass", "none"))))
    assert not play.judge.merged
    await officers.act(play, "amend", field="staff_code", value=move.new.staff_code)
    await officers.act(play, "release")


@by_hand
async def separated_and_linked_again(play: Play) -> None:
    """An officer separates two halves, finds that they belong together after all, and links them."""
    move = play.move()
    play.goals = [move]
    await play.head_authorises(move, answer=False)
    await _with_a_wrong_code(play, move)
    await officers.must(play, "unlink")
    first, second = [row["reference"] for row in await officers.cases(play)]
    play.silent.clear()
    await play.mover_asks(move)
    assert not play.judge.merged
    await officers.act(play, "link", first, other=second)
    await officers.act(play, "release", first)


@by_hand
async def undone_and_sent_anew(play: Play) -> None:
    """A merge is undone, and asked for again by both in mails of their own."""
    move = play.move()
    play.goals = [move]
    await play.head_authorises(move, answer=False)
    await play.mover_asks(move)
    await officers.must(play, "undo")
    assert not play.judge.merged
    await play.pass_days(play.chance.choice((0, 2)))
    await play.head_authorises(move, answer=False)
    await play.mover_asks(move)


@by_hand
async def held_and_released(play: Play) -> None:
    """A case is held while the other half comes, called back or not, and goes on when it is released."""
    move = play.move()
    play.goals = [move]
    halves = [play.mover_asks, play.head_authorises]
    play.chance.shuffle(halves)
    await halves[0](move, answer=False)
    await officers.act(play, "hold")
    await halves[1](move, result=play.chance.choice(("pass", *UNVOUCHED)))
    assert not play.judge.merged
    await play.pass_days(play.chance.choice((0, 3)))
    await officers.act_on_all(play, "release")


@by_hand
async def odd_words_said_to_be_an_authorisation(play: Play) -> None:
    """A headteacher writes in odd words; an officer says what the mail is, and the form does the rest."""
    move = play.move()
    play.goals = [move]
    head = play.head_of(move)
    await play.mover_asks(move, answer=False)
    play.truth.approved.add(move.former.username)
    name = play.wales.people[move.person].name
    text = f"Helo,\n\nDoes anything have to be done for {name}?\nEnw defnyddiwr blaenorol: {move.former.username}\n"
    await play.post(play.written(head, ("Oriau agor", text), result=play.chance.choice(("pass", "none"))))
    await officers.classify(play, "authorisation")


@by_hand
async def put_right_by_support(play: Play) -> None:
    """The headteacher names a wrong new school; an officer puts it right."""
    move = play.move()
    play.goals = [move]
    head = play.head_of(move)
    await play.mover_asks(move, answer=False)
    play.truth.approved.add(move.former.username)
    others = [move_ for move_ in play.wales.moves if move_.new.dfes_number != move.new.dfes_number]
    other = play.wales.place(play.chance.choice(others).new).school
    told = play.details(move, head) | {"new school": other.name_cy if play.hand(head).welsh else other.name_en}
    play.silent.add(play.wales.places[move.former.dfes_number].head)
    text = writing.authorisation(play.hand(head), told, name=play.name(head))
    await play.post(play.written(head, text))
    play.silent.clear()
    for row in await officers.cases(play):
        right = play.wales.place(move.new).school.name_en
        await officers.act(play, "amend", row["reference"], field="new_school_name", value=right)
    rows = [row["reference"] for row in await officers.cases(play)]
    if not play.judge.merged and len(rows) == 2:
        await officers.act(play, "link", rows[0], other=rows[1])
    await officers.act_on_all(play, "release")
