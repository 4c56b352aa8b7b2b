"""Somebody's own address corrects a half that stands, and nothing vouches for the mail (R4, R24, N1, N4).

It may be the true writer, whose mail lost its signature on the way, and then the half is wrong; or somebody plays them.
A careful officer does neither merge on facts that are in dispute nor let a forger stop the case: so the address on
record is asked, nothing merges meanwhile, and after a few school days a person of the support team decides. A case
has that time once for each half, whoever writes how often: after it, and after three questions, what comes is shown to
the team and holds nothing up.
"""

from __future__ import annotations

from dataclasses import replace

from hwb_mailbot.domain.cases import HEADTEACHER_QUESTIONS, Asked, Case, Correction, Half, Question, Standing
from hwb_mailbot.domain.deciding import asking_back, patience
from hwb_mailbot.domain.deciding.casefile import CaseFile
from hwb_mailbot.domain.deciding.halves import to_another_school, values, void_approval
from hwb_mailbot.domain.deciding.joining import join
from hwb_mailbot.domain.deciding.receivers import letter_address
from hwb_mailbot.domain.mails import Answer
from hwb_mailbot.domain.matching import pair_of
from hwb_mailbot.domain.senders import Effect, Sender, may_authorise

UNANSWERED = "correction-unanswered"
_SENT_IT = {True: Question.HEADTEACHER_SENT_IT, False: Question.MOVER_SENT_IT}


def pending(case: Case, authorisation: bool) -> Half | None:
    """What a half that stands would be corrected by, while that is not settled; its fields are those of the mail."""
    half, correction = _sides(case, authorisation)
    return correction.half if half is not None and half.stands and correction is not None else None


def in_doubt(case: Case, authorisation: bool) -> bool:
    """Whether the half stands, and a mail that nothing vouches for says that it does not."""
    _, correction = _sides(case, authorisation)
    return pending(case, authorisation) is not None and correction is not None and correction.takes_back


def contested(case: Case) -> bool:
    """Whether nothing may merge because a half is in dispute."""
    return pending(case, True) is not None or pending(case, False) is not None


def correct(file: CaseFile, half: Half, authorisation: bool) -> str:
    """Keep ``half`` beside the one that stands, and ask the address on record (its ``address``) about it.

    ``half`` has the fields of the mail alone. Gives the code by which the mail is shown to the support team where
    nobody is asked, else nothing.
    """
    standing, correction = _sides(file.case, authorisation)
    before = pending(file.case, authorisation)
    if standing is None or (before is not None and values(before) == values(half)):
        return ""
    if in_doubt(file.case, authorisation):
        return "stranger-contradicts"  # whether it stands at all is being asked
    until = correction.until if correction is not None else patience.school_morning(file, file.policy.correction_held)
    question = _SENT_IT[authorisation]
    if file.now >= until or file.times_asked(question) >= file.policy.asks_before_review:
        return "stranger-contradicts"
    side = (one.version for one in file.case.asked if one.question is question)
    half = replace(half, standing=Standing.UNCONFIRMED, version=max((standing.version, *side)) + 1)
    _keep(file, authorisation, Correction(until, half))
    file.note("mailbot", "correction-held")
    return "" if ask(file, authorisation) else "stranger-contradicts"


def doubt(file: CaseFile, authorisation: bool) -> bool:
    """Ask the address on record whether a no that nothing vouches for is theirs; nothing merges meanwhile.

    False where nobody can be asked, or the case's time for that is used up: then a person has to look, since a true no
    must not be lost.
    """
    standing, correction = _sides(file.case, authorisation)
    if in_doubt(file.case, authorisation):
        return True
    if standing is None or pending(file.case, authorisation) is not None or not letter_address(file, standing):
        return False
    until = correction.until if correction is not None else patience.school_morning(file, file.policy.correction_held)
    question = _SENT_IT[authorisation]
    if file.now >= until or file.times_asked(question) >= file.policy.asks_before_review:
        return False
    side = (one.version for one in file.case.asked if one.question is question)
    half = replace(standing, standing=Standing.UNCONFIRMED, version=max((standing.version, *side)) + 1)
    before = file.case
    _keep(file, authorisation, Correction(until, half, takes_back=True))
    if not ask(file, authorisation):
        file.case = before
        return False
    file.note("mailbot", "answer-doubted")
    return True


def ask(file: CaseFile, authorisation: bool, *, again: bool = False) -> bool:
    """Ask the address on record whether the correction is theirs; False where that would be asked too often."""
    _, correction = _sides(file.case, authorisation)
    half = pending(file.case, authorisation)
    if half is None or correction is None:
        return False
    until = file.policy.today(correction.until).isoformat()
    question, takes_back = _SENT_IT[authorisation], correction.takes_back
    return asking_back.sender_check(file, half, question, again=again, correction_until=until, takes_back=takes_back)


def answer(file: CaseFile, asked: Asked, said: Answer, sender: Sender) -> bool:
    """Whether ``said`` settled a correction: a yes makes it the half, a no lets it fall. Settle the case after it."""
    authorisation = asked.question in HEADTEACHER_QUESTIONS
    correction = pending(file.case, authorisation)
    if correction is None or asked.question is not _SENT_IT[authorisation] or asked.version != correction.version:
        return False
    actor = "headteacher" if authorisation else "mover"
    if said in (Answer.REJECT, Answer.CANCEL) and in_doubt(file.case, authorisation):
        return False  # the no is theirs, and takes back what stands
    if said in (Answer.REJECT, Answer.CANCEL):
        file.note(actor, "sender-denied")
        settled(file, authorisation)
        return True
    if said not in (Answer.APPROVE, Answer.PROCEED):
        return False
    if in_doubt(file.case, authorisation):
        file.note(actor, "sender-confirmed")
        settled(file, authorisation)
        return True
    standing, _ = _sides(file.case, authorisation)
    assert standing is not None
    half = replace(
        correction,
        fields={**standing.fields, **correction.fields},
        standing=Standing.CALLED_BACK,
        address=sender.address,
    )
    settled(file, authorisation)
    if authorisation:
        _authorised(file, standing, half, sender)
    else:
        void_approval(file, standing, half)
        file.change(consolidation=half)
    file.note(actor, "sender-confirmed")
    file.others = join(file)
    return True


def _authorised(file: CaseFile, before: Half, half: Half, sender: Sender) -> None:
    """As if the headteacher had sent it, vouched for: who is on record no longer, or names another school, is asked."""
    if to_another_school(before, half, file.facts):
        file.concern("authorised-to-two-schools")
    file.change(authorisation=half)
    pair = pair_of(file.case, file.facts, file.policy.today(file.now))
    vouched = replace(sender, answered_token=True)
    entitled = may_authorise(vouched, file.facts, half.speaks_for, pair.former, pair.new)
    if entitled.effect is not Effect.ACTS:
        file.concern(entitled.reason)


def settled(file: CaseFile, authorisation: bool) -> None:
    """Let a correction fall; the time that the case had for one is not given again."""
    _, correction = _sides(file.case, authorisation)
    if correction is None or correction.half is None:
        return
    _keep(file, authorisation, Correction(correction.until))
    if not contested(file.case):
        file.change(concerns=tuple(code for code in file.case.concerns if code != UNANSWERED))


def overruled(file: CaseFile) -> None:
    """Support has looked and lets the case go on as it stands."""
    if UNANSWERED in file.case.reasons:
        settled(file, True)
        settled(file, False)


def hand_over(file: CaseFile) -> None:
    """Nobody has answered in time: a person of the support team decides. What corrects no half any more falls."""
    for authorisation in (True, False):
        _, correction = _sides(file.case, authorisation)
        if correction is None:
            continue
        if pending(file.case, authorisation) is None:
            settled(file, authorisation)
        elif correction.until <= file.now:
            file.concern(UNANSWERED)


def watch(file: CaseFile) -> None:
    """Have the clock look at the case when a person has to decide."""
    moments = [
        correction.until
        for authorisation in (True, False)
        for _, correction in (_sides(file.case, authorisation),)
        if correction is not None and pending(file.case, authorisation) is not None and correction.until > file.now
    ]
    if file.case.due_at is not None:
        moments.append(file.case.due_at)
    file.change(due_at=min(moments, default=None))


def _sides(case: Case, authorisation: bool) -> tuple[Half | None, Correction | None]:
    if authorisation:
        return case.authorisation, case.corrected_authorisation
    return case.consolidation, case.corrected_consolidation


def _keep(file: CaseFile, authorisation: bool, correction: Correction) -> None:
    if authorisation:
        file.change(corrected_authorisation=correction)
    else:
        file.change(corrected_consolidation=correction)
