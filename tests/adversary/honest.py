"""Honest scripts: people of several schools who want what is theirs, and write as people do."""

from __future__ import annotations

from datetime import timedelta

from tests.adversary import writing
from tests.adversary.scripts import honest, rare
from tests.adversary.stage import UNVOUCHED, Play


@honest
async def authorisation_then_consolidation(play: Play) -> None:
    """The headteacher writes first, the staff member days later."""
    move = play.move()
    play.goals = [move]
    await play.head_authorises(move, answer=False)
    play.program.now += timedelta(days=play.chance.randint(0, 6))
    await play.mover_asks(move)


@honest
async def consolidation_then_authorisation(play: Play) -> None:
    """The staff member writes first."""
    move = play.move()
    play.goals = [move]
    await play.mover_asks(move, answer=False)
    play.program.now += timedelta(days=play.chance.randint(0, 6))
    await play.head_authorises(move)


@honest
async def only_the_head_writes(play: Play) -> None:
    """The invitation brings the staff member to send their half by our form."""
    move = play.move()
    play.goals = [move]
    await play.head_authorises(move)


@honest
async def only_the_mover_writes(play: Play) -> None:
    """The staff member names the former account, and the headteacher approves when asked."""
    move = play.move()
    play.goals = [move]
    await play.mover_asks(move, also=("former username",))


@honest
async def the_mover_asks_their_head(play: Play) -> None:
    """The staff member names nothing of the former school, and is told to ask their headteacher."""
    move = play.move()
    play.goals = [move]
    await play.mover_asks(move)


@honest
async def unauthenticated_halves(play: Play) -> None:
    """Neither mail is vouched for; both are called back and answered."""
    move = play.move()
    play.goals = [move]
    await play.head_authorises(move, result=play.chance.choice(UNVOUCHED))
    await play.mover_asks(move, result=play.chance.choice(UNVOUCHED))


@honest
async def one_half_unauthenticated(play: Play) -> None:
    """One of the two is called back."""
    move = play.move()
    play.goals = [move]
    results = [play.chance.choice(UNVOUCHED), "pass"]
    play.chance.shuffle(results)
    await play.mover_asks(move, result=results[0], answer=play.chance.random() < 0.5)
    await play.head_authorises(move, result=results[1])


@honest
async def incomplete_then_completed_authorisation(play: Play) -> None:
    """One or two details of the headteacher's half are missing and come by our form."""
    move = play.move()
    play.goals = [move]
    missing = play.chance.sample(("leaving", "former username", "new school", "name"), play.chance.randint(1, 2))
    await play.mover_asks(move, answer=False)
    await play.head_authorises(move, without=missing)


@honest
async def incomplete_then_completed_consolidation(play: Play) -> None:
    """One or two details of the staff member's half are missing and come by our form."""
    move = play.move()
    play.goals = [move]
    missing = play.chance.sample(("new school", "new number", "code", "employee"), play.chance.randint(1, 2))
    await play.head_authorises(move, answer=False)
    await play.mover_asks(move, without=missing)


@honest
async def several_leavers_in_one_mail(play: Play) -> None:
    """One authorisation for all leavers of a school; each of them writes."""
    number = play.chance.choice([move.former.dfes_number for move in play.wales.moves])
    moves = [play.move(of=move) for move in play.wales.moves if move.former.dfes_number == number]
    play.goals = moves
    await play.head_authorises(*moves, answer=False)
    for move in moves:
        await play.mover_asks(move)


@honest
async def transfer_request(play: Play) -> None:
    """Asked, approved, proceeded."""
    move = play.move()
    play.goals = [move]
    await play.mover_requests_transfer(move, result=play.chance.choice(("pass", "pass", "none", "fail")))


@honest
async def transfer_request_rejected(play: Play) -> None:
    """The headteacher does not agree: the new account stays."""
    move = play.move(willing=False)
    play.goal_state = "rejected"
    await play.mover_requests_transfer(move)


@honest
async def cancelled_by_the_mover(play: Play) -> None:
    """The staff member changes their mind before the headteacher has written."""
    move = play.move(willing=False)
    play.goal_state = "withdrawn"
    play.silent.add(play.wales.places[move.former.dfes_number].head)
    await play.mover_asks(move, also=("former username",))
    play.truth.asked.discard(move.new.username)
    play.truth.wanting.discard(move.new.username)
    word = "CANSLO" if play.hand(move.new.email).welsh else "CANCEL"
    await play.post(play.reply(play.latest(move.new.email), word))


@honest
async def the_secretary_writes_for_the_head(play: Play) -> None:
    """A secretary sends the authorisation; the headteacher is called back."""
    move = play.move()
    play.goals = [move]
    place = play.wales.places[move.former.dfes_number]
    await play.mover_asks(move, answer=False)
    await play.head_authorises(move, sender=place.office, result=play.chance.choice(("pass", "none")))


@honest
async def the_office_writes_for_the_mover(play: Play) -> None:
    """The new school's office sends the consolidation; the staff member is called back."""
    move = play.move()
    play.goals = [move]
    await play.head_authorises(move, answer=False)
    await play.mover_asks(move, sender=play.wales.places[move.new.dfes_number].office)


@honest
async def waiting_for_the_leaving_date(play: Play) -> None:
    """The records are not ready: the case waits, and the run that makes it true lets it go on."""
    move = play.move(of=play.chance.choice(play.wales.not_yet))
    play.goals = [move]
    await play.head_authorises(move, answer=False)
    await play.mover_asks(move)
    assert not play.judge.merged
    await play.pass_days(10)
    await play.program.records_ready(move)
    await play.judge.look(())
    await play.people_answer()


@honest
async def a_namesake_elsewhere(play: Play) -> None:
    """Somebody of the same name works at a third school: that is normal."""
    move = play.move(of=play.wales.namesake_elsewhere)
    play.goals = [move]
    await play.mover_asks(move, answer=False)
    await play.head_authorises(move)


@rare
async def a_namesake_at_the_former_school(play: Play) -> None:
    """Somebody of the same name stays at the former school: a person looks."""
    move = play.move(of=play.wales.namesake_left)
    play.goals = [move]
    await play.mover_asks(move, answer=False)
    await play.head_authorises(move)


@rare
async def two_namesakes_change_places(play: Play) -> None:
    """Two people of one name, each moved to where the other was."""
    play.goals = [play.move(of=move) for move in play.wales.crossing]
    for move in play.goals:
        await play.mover_asks(move, answer=False, also=("former username",))
    for move in play.goals:
        await play.head_authorises(move)


@honest
async def the_same_mail_twice(play: Play) -> None:
    """Relays deliver again what they delivered before."""
    move = play.move()
    play.goals = [move]
    one = await play.mover_asks(move, answer=False)
    other = await play.head_authorises(move, answer=False)
    await play.post(one, other, one)


@honest
async def a_correction_follows(play: Play) -> None:
    """The staff member sends a wrong staff code, and the right one after."""
    move = play.move()
    play.goals = [move]
    await play.head_authorises(move, answer=False)
    details = play.details(move, move.new.email) | {"code": "QQZ"}
    play.truth.asked.add(move.new.username)
    text = writing.consolidation(play.hand(move.new.email), details, name=play.name(move.new.email))
    await play.post(play.written(move.new.email, text))


@honest
async def restarts_between(play: Play) -> None:
    """The machine is restarted again and again."""
    move = play.move()
    play.goals = [move]
    steps = [play.mover_asks(move, answer=False), play.head_authorises(move, answer=False)]
    for step in steps:
        await step
        await play.program.restart()
    await play.people_answer()
    await play.program.restart()
    await play.people_answer()


@honest
async def answers_come_late_and_out_of_order(play: Play) -> None:
    """Everybody answers after a week, the newest letter first."""
    move = play.move()
    play.goals = [move]
    await play.mover_asks(move, result="none", answer=False)
    await play.head_authorises(move, result="fail", answer=False)
    play.program.now += timedelta(days=5)
    play.program.letters.sort(key=lambda letter: letter.at, reverse=True)
    await play.people_answer()
