"""Who signs a yes, and for whom it is said."""

from __future__ import annotations

import pytest

from hwb_mailbot.domain.mails import Answer
from tests.reading.writing import reading

DECISION = "Re: [HWB-7F3K-2MQD] Authorisation needed: Hwb account of Nia Evans"
CONFIRMATION = "Re: [HWB-7F3K-2MQD] Move your Hwb account - PROCEED or CANCEL"
WROTE = "\n\nOn Mon, 28 Sep 2026 at 12:00, Hwb Support <hwb@support.example> wrote:\n"
TO_HEAD = f"{WROTE}> Dear Huw Rees\n>\n> Nia Evans has asked to keep her account.\n> Reply APPROVE or REJECT.\n"
TO_STAFF = (
    f"{WROTE}> Dear Nia Evans\n>\n> Huw Rees, the headteacher of your former school, has approved your request.\n"
    "> Reply PROCEED or CANCEL.\n"
)


@pytest.mark.parametrize("letter", ["", TO_HEAD], ids=["alone", "quoted"])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Approve, Nia", Answer.UNCLEAR),
        ("Cymeradwyo\nNia", Answer.UNCLEAR),
        ("APPROVE\n\nRegards,\nNia", Answer.UNCLEAR),
        ("APPROVE\n\nThanks\nNia Evans\nYear 4 teacher", Answer.UNCLEAR),
        ("Cymeradwyaf. Diolch, Nia", Answer.UNCLEAR),
        ("APPROVE\n\nN. Evans", Answer.UNCLEAR),
        ("APPROVE\n\nNia xx", Answer.UNCLEAR),
        ("APPROVE\n\nRegards,\nNia Evans x", Answer.UNCLEAR),
        ("APPROVE\n\nRegards,\nN Evans", Answer.UNCLEAR),
        ("Cymeradwyo\nMiss Evans", Answer.UNCLEAR),
        ("Agreed. I am Nia.", Answer.UNCLEAR),
        ("Approve. Sent by Nia", Answer.UNCLEAR),
        ("APPROVE\n\nEVANS", Answer.UNCLEAR),
        ("APPROVE\n\n(Nia)", Answer.UNCLEAR),
        ("APPROVE\n\nBest, Nia :)", Answer.UNCLEAR),
        ("APPROVE\n\nYours sincerely Nia Evans", Answer.UNCLEAR),
        ("APPROVE\n\nSigned: Nia Evans", Answer.UNCLEAR),
        ("APPROVE\n\nKind regards Huw Rees", Answer.APPROVE),
        ("APPROVE\n\nBest, Huw :)", Answer.APPROVE),
        ("APPROVE\n\nDIOLCH", Answer.APPROVE),
        ("APPROVE\n\nM. Evans", Answer.APPROVE),
        ("APPROVE\n\nH. Rees", Answer.APPROVE),
        ("Approve Nia", Answer.APPROVE),
        ("Approve for Nia\n\nHuw\nHeadteacher", Answer.APPROVE),
        ("APPROVE\n\nHuw", Answer.APPROVE),
        ("APPROVE\n\nRegards,\nHuw Rees", Answer.APPROVE),
        ("REJECT\n\nNia", Answer.REJECT),
    ],
)
def test_no_leaver_signs_the_headteacher_s_approval(text: str, expected: Answer, letter: str) -> None:
    assert reading(text + letter, subject=DECISION, sender="Huw Rees <head@cwm.example>").answer is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("APPROVE\n\nN. Evans", Answer.UNCLEAR),
        ("APPROVE\n\nNia M. Evans", Answer.UNCLEAR),
        ("APPROVE\n\nMiss N. Evans", Answer.UNCLEAR),
        ("APPROVE\n\nG. Evans", Answer.APPROVE),
    ],
)
def test_a_leaver_with_a_middle_name_may_leave_it_out(text: str, expected: Answer) -> None:
    subject = DECISION.replace("Nia Evans", "Nia Mair Evans")
    assert reading(text, subject=subject, sender="Huw Rees <head@cwm.example>").answer is expected


OFFICES = """
Non Rees / Deputy Head
Non Rees / Deputy Headteacher, Ysgol Cwm
Non Rees / School Secretary
Non Rees, School Secretary
Non Rees / PA to the Headteacher
Non Rees (Deputy)
The deputy
Regards, / Non Rees / School Business Manager
Regards, / Non Rees / Clerk to the governors
Huw Rees / Former Headteacher
Regards, / Huw Rees / Retired headteacher
pp Huw Rees
Non Jones / pp Mrs Jones
Regards, / Non Jones pp Huw Rees
Regards, / Non Jones / on behalf of Huw Rees
Non Rees / Dirprwy Bennaeth
Cofion, / Non Rees / Dirprwy Bennaeth
Non Rees, Dirprwy
Non Rees / Ysgrifenyddes yr ysgol
Non Rees / Rheolwr Busnes
Huw Rees / Cyn-bennaeth
Cofion, / Non Jones / ar ran y Pennaeth
""".strip().split("\n")
HEADS = """
Huw Rees / Headteacher
Huw Rees / Headteacher and ALNCo
Regards, / Huw Rees / Pennaeth / Headteacher
Huw Rees / Acting Headteacher
Huw Rees / Deputy Head and Acting Headteacher
Huw Rees / Pennaeth Dros Dro
Regards, / Huw Rees / Teacher in charge
Regards, / Huw Rees / on behalf of all the staff
Cofion, / Huw Rees / ar ran Ysgol Cwm
Regards, / Huw Rees / Headteacher / School Secretary: Non Jones 01234 567890
Diolch, / Huw Rees / Pennaeth / Dirprwy Bennaeth: Non Jones
""".strip().split("\n")


@pytest.mark.parametrize("letter", ["", TO_HEAD], ids=["alone", "quoted"])
@pytest.mark.parametrize(
    ("signed", "expected"), [(s, Answer.UNCLEAR) for s in OFFICES] + [(s, Answer.APPROVE) for s in HEADS]
)
def test_nobody_of_another_office_approves_for_the_headteacher(signed: str, expected: Answer, letter: str) -> None:
    text = "APPROVE\n\n" + signed.replace(" / ", "\n")
    result = reading(text + letter, subject=DECISION, sender="Huw Rees <head@cwm.example>")
    assert result.answer is expected
    assert bool(result.doubts) is (expected is Answer.UNCLEAR)


@pytest.mark.parametrize("letter", ["", TO_HEAD], ids=["alone", "quoted"])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It's me, Nia. Approve.", Answer.UNCLEAR),
        ("It's Nia here. Approve", Answer.UNCLEAR),
        ("Approve. This is Nia.", Answer.UNCLEAR),
        ("I, Nia Evans, approve.", Answer.UNCLEAR),
        ("Approve. Nia Evans here.", Answer.UNCLEAR),
        ("Approve - it is me, Nia Evans", Answer.UNCLEAR),
        ("Nia dw i. Cymeradwyo.", Answer.UNCLEAR),
        ("Cymeradwyo. Nia dw i", Answer.UNCLEAR),
        ("Cymeradwyo. Nia sy 'ma.", Answer.UNCLEAR),
        ("Rwyf fi, Nia Evans, yn cymeradwyo.", Answer.UNCLEAR),
        ("Approve. It's me, Huw", Answer.APPROVE),
        ("Huw dw i. Cymeradwyo.", Answer.APPROVE),
        ("Approve. Nia left us in July.", Answer.APPROVE),
    ],
)
def test_no_leaver_says_that_it_is_they(text: str, expected: Answer, letter: str) -> None:
    assert reading(text + letter, subject=DECISION, sender="Huw Rees <head@cwm.example>").answer is expected


@pytest.mark.parametrize("letter", ["", TO_HEAD], ids=["alone", "quoted"])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I rejected the one for Elin.", Answer.UNCLEAR),
        ("I have rejected the one for Elin Rees.", Answer.UNCLEAR),
        ("I rejected Elin's request.", Answer.UNCLEAR),
        ("Rwyf wedi gwrthod cais Elin.", Answer.UNCLEAR),
        ("I reject the one for Nia.", Answer.REJECT),
        ("I reject this. I rejected the one for Elin too.", Answer.REJECT),
        ("Reject, I have never heard of Elin.", Answer.REJECT),
        ("Rwyf wedi gwrthod cais Nia.", Answer.REJECT),
    ],
)
def test_a_no_to_somebody_else_s_request_refuses_nothing(text: str, expected: Answer, letter: str) -> None:
    assert reading(text + letter, subject=DECISION, sender="Huw Rees <head@cwm.example>").answer is expected


@pytest.mark.parametrize(
    ("text", "sender"), [("Approve, Nia", "Nia Rees"), ("APPROVE\n\nN. Evans", "Non Evans")], ids=["forename", "both"]
)
def test_a_headteacher_may_be_called_as_the_leaver_is(text: str, sender: str) -> None:
    assert reading(text, subject=DECISION, sender=f"{sender} <head@cwm.example>").answer is Answer.APPROVE


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Proceed with Huw", Answer.UNCLEAR),
        ("Please proceed for Huw", Answer.UNCLEAR),
        ("Parhau i Huw", Answer.UNCLEAR),
        ("Please go ahead for Nia", Answer.PROCEED),
        ("PROCEED\n\nDiolch,\nNia", Answer.PROCEED),
    ],
)
def test_a_member_of_staff_s_yes_is_for_themselves(text: str, expected: Answer) -> None:
    sender = "Nia Evans <evansn@post.example>"
    result = reading(text + TO_STAFF, subject=CONFIRMATION, sender=sender)
    assert result.answer is expected
    assert (expected is Answer.UNCLEAR) == bool(result.doubts)
