"""The details that mails state, in many layouts and both languages."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hwb_mailbot.domain.mails import FieldName, MailKind
from hwb_mailbot.reading.leaving.leaving import said
from hwb_mailbot.reading.message.material import Line, Material, Voice
from hwb_mailbot.reading.reader import interpret
from hwb_mailbot.reading.sides.writing_from import writes_from
from hwb_mailbot.reading.terms.labels import Concept, Side, read_label
from hwb_mailbot.reading.terms.motion import place_before
from hwb_mailbot.reading.terms.values import find_dfes_numbers, find_upns, find_usernames
from hwb_mailbot.reading.text import fold
from tests.reading.writing import mail, reading, stated

MAILS = [
    written
    for file in (
        "stated.toml",
        "prose.toml",
        "put_right.toml",
        "halves.toml",
        "apart.toml",
        "not_stated.toml",
        "free_words.toml",
        "careful.toml",
    )
    for written in tomllib.loads((Path(__file__).parent / file).read_text(encoding="utf-8"))["mail"]
]


@pytest.mark.parametrize("written", MAILS, ids=[written["name"] for written in MAILS])
def test_states_what_is_written_and_nothing_else(written: dict[str, Any]) -> None:
    header = {"subject": "Hwb accounts"} | {
        name: written[name] for name in ("subject", "sender", "date") if name in written
    }
    result = reading(written["body"], **header)
    assert result.kind.value == written["kind"]
    if result.kind is not MailKind.ENQUIRY:
        assert [stated(result, n) for n in range(len(result.requests))] == written.get("people", [])


def test_every_field_carries_its_verbatim_evidence_and_place() -> None:
    body = "Please merge my accounts\nNew school: Ysgol Bro Dulas\nDfES: 667/4021\nUsername: pughg101\nStaff code: GPU"
    result = reading(body)
    for name, field in result.requests[0].fields.items():
        assert field.evidence in body, name
        assert field.where == "body"


def test_missing_fields_follow_the_kind() -> None:
    result = reading("Please merge my accounts\nNew school: Ysgol Bro Dulas\nUsername: pughg101\nStaff code: GPU")
    assert result.requests[0].missing == (FieldName.NEW_DFES_NUMBER, FieldName.EMPLOYEE_NUMBER)


def test_a_leaving_date_that_is_denied_is_missing() -> None:
    result = reading(
        "I authorise the merging of the accounts of Gwenno Pugh, pughg33, Ysgol Bro Dulas 6674021.\n"
        "The leaving date has not been entered on SIMS yet.\n\nAlun Bevan, Headteacher"
    )
    assert stated(result)["leaving_date_confirmed"] is False
    assert FieldName.LEAVING_DATE_CONFIRMED in result.requests[0].missing


@pytest.mark.parametrize(
    ("line", "field", "code"),
    [
        ("DfES number: 66740", "new_dfes_number", "dfes-number-shape"),
        ("DfES number: 7014021", "new_dfes_number", "dfes-number-shape"),
        ("Username: I think it's pughg101?", "new_username", "unsure"),
        ("Employee number: 12", "employee_number", "employee-number-shape"),
    ],
)
def test_a_value_of_the_wrong_shape_is_a_problem_not_a_field(line: str, field: str, code: str) -> None:
    result = reading(f"Please merge my accounts\nNew school: Ysgol Bro Dulas\nStaff code: GPU\n{line}")
    assert field not in stated(result)
    assert [(p.field.value, p.code) for p in result.requests[0].problems] == [(field, code)]


@pytest.mark.parametrize(
    ("sentence", "field", "figures"),
    [
        ("(DfES no. 667/40211)", "former_dfes_number", "667/40211"),
        ("Our school's DfES number is 66740.", "former_dfes_number", "66740"),
        ("Rhif AdAS ein hysgol ni yw 66740211.", "former_dfes_number", "66740211"),
        ("Rhif AdAS ei hysgol newydd yw 7014021.", "new_dfes_number", "7014021"),
        ("DfES 667/4021, open 2026-27", None, ""),
        ("DfES returns: 2026-27", None, ""),
        ("DfES, tel 01248 712345", None, ""),
        ("It is not DfES number 66740211 but 6674021.", None, ""),
    ],
)
def test_a_dfes_number_of_the_wrong_shape_in_a_sentence_is_a_problem(
    sentence: str, field: str | None, figures: str
) -> None:
    result = reading(
        "I authorise moving Gwenno Pugh's account pughg33 from Ysgol Bro Dulas to Ysgol Bro Hafan. "
        f"{sentence}\n\nAlun Bevan, Headteacher"
    )
    problems = [(p.field.value, p.code, p.text) for p in result.requests[0].problems]
    assert problems == ([(field, "dfes-number-shape", figures)] if field else [])


def test_two_different_values_of_equal_standing_are_a_problem() -> None:
    result = reading("Please merge my accounts\nUsername: pughg101\nStaff code: GPU\nUsername: pughg102")
    assert "new_username" not in stated(result)
    assert [(p.field.value, p.code) for p in result.requests[0].problems] == [("new_username", "several-values")]


def test_what_is_quoted_states_nothing() -> None:
    result = reading(
        "Any news on this?\n\nOn Tue, 1 Sep 2026 at 10:00, Hwb Support <hwb@support.example> wrote:\n"
        "> New school: Ysgol Bro Dulas\n> DfES: 6674021\n> Username: pughg101\n> Staff code: GPU\n",
        subject="Re: Hwb",
    )
    assert result.kind is MailKind.ENQUIRY
    assert stated(result) == {}


@pytest.mark.parametrize("mark", ["", "> "])
def test_a_quoted_form_lends_its_labels_to_the_answers_beneath(mark: str) -> None:
    result = reading(
        "Atebion isod.\n\nOn 14/09/2026 09:31, Hwb Support wrote:\n"
        "> Enw'r ysgol newydd / New school name:\nYsgol Bro Dulas\n"
        "> Rhif DfES yr ysgol newydd (7 digid, e.e. 6609999) / New school DfES number:\n667 4021\n"
        "> Enw defnyddiwr Hwb newydd / New Hwb username:\npughg101\n"
        "> Cod staff / Staff code:\nGPU\n"
        "> Rhif cyflogai / Employee number:\n0042317\n",
        subject="Re: [HWB-7F3K-2MQD] Manylion / Details",
    )
    assert result.kind is MailKind.CONSOLIDATION
    assert result.reference == "HWB-7F3K-2MQD"
    assert stated(result) == {
        "new_school_name": "Ysgol Bro Dulas",
        "new_dfes_number": "6674021",
        "new_username": "pughg101",
        "staff_code": "GPU",
        "employee_number": "0042317",
    }


def test_the_sender_may_adopt_a_forwarded_mail() -> None:
    forwarded = (
        "\n---------- Forwarded message ---------\nFrom: Gwenno Pugh <pughg101@hwbcymru.example>\n"
        "Date: Wed, 9 Sept 2026 at 17:48\nSubject: Hwb\nTo: <head@thornybank.example>\n\n"
        "Hi, my old username was pughg33 and I am now at Ysgol Bro Dulas.\n"
    )
    head = "I authorise this. Her leaving date is on SIMS. "
    adopted = reading(f"{head}The details she gives below are correct.\n\nAlun\n{forwarded}", subject="Fwd: Hwb")
    merely = reading(f"{head}Her message is below for your information.\n\nAlun\n{forwarded}", subject="Fwd: Hwb")
    assert stated(adopted).get("former_username") == "pughg33"
    assert "former_username" not in stated(merely)


authorities = st.integers(660, 681)
schools = st.integers(0, 9999).map(lambda n: f"{n:04d}")
spellings = st.sampled_from(
    [
        "{a}{s}", "{a}/{s}", "{a} {s}", "{a}-{s}", "{a}.{s}", "LA {a} School {s}", "LA {a}, ysgol {s}", "{a} wedyn {s}",
        "{a} then {s}", "the school number is {s} and the LA is {a}", "({a}/{s})", "DfES: {a} {s}.",
        "AALl {a} ysgol rhif {s}",
    ]
)  # fmt: skip


@given(authorities, schools, spellings)
def test_dfes_numbers_in_every_spelling(authority: int, school: str, spelling: str) -> None:
    text = "Ours is " + spelling.format(a=authority, s=school) + " as you know"
    assert [found.value for found in find_dfes_numbers(text)] == [f"{authority}{school}"]


@given(st.integers(100, 999).filter(lambda n: not 660 <= n <= 681), schools)
def test_numbers_of_other_authorities_are_none(authority: int, school: str) -> None:
    assert find_dfes_numbers(f"{authority}/{school}") == ()


@pytest.mark.parametrize("text", ["01248 661 4003", "07700 900661 4003", "£6614003.50", "66140031", "ref 1/661/4003"])
def test_telephones_and_sums_are_no_dfes_numbers(text: str) -> None:
    assert find_dfes_numbers(text) == ()


@given(st.from_regex(r"\A[a-z]{4,14}[0-9]{1,3}\Z"), st.sampled_from(["{u}", "{u}@hwbcymru.example", "({u})", "{u}."]))
def test_usernames_with_or_without_domain(username: str, spelling: str) -> None:
    stem = username.rstrip("0123456789")
    found = find_usernames("It is " + spelling.format(u=username.upper()))
    if found:
        assert found[0].value == username
    else:
        assert len(stem) <= 10  # the name of a month, a class or a product


@pytest.mark.parametrize("text", ["year5", "Sept26", "y6", "gwenno44@gmail.example", "KS2", "covid19", "room12"])
def test_classes_months_and_private_addresses_are_no_usernames(text: str) -> None:
    assert find_usernames(text) == ()


def test_upns_are_known_by_their_check_letter() -> None:
    assert [found.value for found in find_upns("UPN B801200005001, not A801200005001")] == ["B801200005001"]


@pytest.mark.parametrize(
    ("text", "concept", "side"),
    [
        ("Former staff member's Hwb account username", Concept.USERNAME, Side.FORMER),
        ("Enw defnyddiwr Hwb y cyn-aelod o staff", Concept.USERNAME, Side.FORMER),
        ("New school staff code", Concept.CODE, Side.NEW),
        ("Rhif cyfolgai", Concept.EMPLOYEE, None),
        ("enw ysgol newdd", Concept.SCHOOL, Side.NEW),
        ("Rhif canolfan", Concept.DFES, None),
        ("Where she went", Concept.SCHOOL, Side.NEW),
        ("Tel", Concept.IGNORED, None),
    ],
)
def test_labels_in_both_languages_with_typing_errors(text: str, concept: Concept, side: Side | None) -> None:
    label = read_label(text)
    assert label is not None
    assert (label.concept, label.side) == (concept, side)


@pytest.mark.parametrize("text", ["Happy for you to go ahead", "Kind regards", "Hi there", "Diolch yn fawr"])
def test_sentences_and_greetings_are_no_labels(text: str) -> None:
    assert read_label(text) is None


def test_mail_helper_is_a_mail() -> None:
    assert mail("x").startswith(b"From: ")


def test_an_attached_letter_counts_for_fields_and_never_for_an_answer() -> None:
    def line(text: str, where: str) -> Line:
        return Line(text, Voice.OWN, where)

    letter = (
        "I authorise the consolidation of the accounts of Gwenno Pugh.",
        "Former school: Thornybank Primary School",
        "DfES number: 672/5012",
        "Username: pughg33",
        "New school: Ysgol Bro Dulas",
        "Leaving date on MIS: yes, 17/07/2026",
        "APPROVE",
    )
    result = interpret(
        Material(
            subject="Authorisation letter",
            lines=(line("Please see the attached letter.", "body"),),
            attachment_lines=tuple(line(text, "attachment letter.docx") for text in letter),
            from_name="Alun Bevan",
        )
    )
    assert result.kind is MailKind.AUTHORISATION
    assert result.answer is None
    assert stated(result)["former_username"] == "pughg33"
    assert result.requests[0].fields[FieldName.FORMER_USERNAME].where == "attachment letter.docx"


def test_initials_that_are_also_an_abbreviation_are_a_staff_code() -> None:
    told = "New school: Coed Llwyd\nNew Hwb username: griffithse83\nStaff code: EG\nEmployee number: 47201\n"
    assert stated(reading(f"I would like to merge my Hwb accounts.\n\n{told}"))["staff_code"] == "EG"
    for_example = told.replace("EG", "e.g. ABC")
    assert "staff_code" not in stated(reading(f"I would like to merge my accounts.\n\n{for_example}"))


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("SIMS shows she left on 31/08/2026.", (True, "2026-08-31")),
        ("The MIS has 31 August 2026 for the two of them.", (True, "2026-08-31")),
        ("yep, SIMS says 31/8/26", (True, "2026-08-31")),
        ("Our MIS lists him as having departed 19 July 2026", (True, "2026-07-19")),
        ("31 August 2026 is in his MIS record as his leaving date.", (True, "2026-08-31")),
        ("Mae SIMS yn nodi 31/8/26", (True, "2026-08-31")),
        ("I put the leaving date onto SIMS on 3 September; it is 31 August.", (True, "2026-08-31")),
        ("Gadawodd ni ar 31 Awst; aeth y dyddiad gadael i mewn i SIMS ar 3 Medi.", (True, "2026-08-31")),
        ("SIMS doesn't have a date for her yet", (False, None)),
        ("I'll put 31 August on SIMS tomorrow", (False, None)),
        ("Does SIMS say 31 August?", (None, None)),
        ("SIMS will show 31 August once I do it", None),
        ("SIMS has her starting on 1 September", None),
        ("The system still says she works here", None),
    ],
)
def test_the_records_tell_of_a_leaving_in_free_words(words: str, day: tuple[bool | None, str | None] | None) -> None:
    found = said(words, date(2026, 9, 22))
    told = found and (found.confirmed, found.day.day.isoformat() if found.day else None)
    assert told == day


@pytest.mark.parametrize(
    "words",
    [
        "moved onto the one im emailing from??", "i'r un dw i'n sgwennu ohono rŵan", "the account I am writing from",
        "the one I am using now", "the hwb address this comes from", "i'r cyfrif rwy'n anfon hwn ohono",
        "I'm emailing you from my new one", "dwi'n gyrru hwn o'r un newydd", "the address in the From line",
        "y cyfrif yr wyf yn ysgrifennu atoch ohono", "the login I'm messaging from",
    ],
)  # fmt: skip
def test_the_account_a_mail_comes_from_is_pointed_at(words: str) -> None:
    assert writes_from(fold(words))


@pytest.mark.parametrize(
    "words",
    [
        "I'm writing from Ysgol Bro", "I am writing from home as my account is locked", "I'm using my old account now",
        "the account I used to write from was jonesa", "dwi'n anfon hwn o fy hen gyfrif", "I use it with my class",
        "I am writing this with my head's agreement",
    ],
)  # fmt: skip
def test_where_somebody_writes_from_is_no_account(words: str) -> None:
    assert not writes_from(fold(words))


@pytest.mark.parametrize(
    ("words", "name", "side"),
    [
        ("she has landed at Tegfryn", "Tegfryn", Side.NEW),
        ("he's off to Tegfryn", "Tegfryn", Side.NEW),
        ("she left us for Tegfryn", "Tegfryn", Side.NEW),
        ("she left Tegfryn", "Tegfryn", Side.FORMER),
        ("he was teaching at Tegfryn", "Tegfryn", Side.FORMER),
        ("he is teaching at Tegfryn", "Tegfryn", Side.NEW),
        ("no longer at Tegfryn", "Tegfryn", Side.FORMER),
        ("mae o di mynd lawr i'r de i Degfryn", "Degfryn", Side.NEW),
        ("mae hi wedi cael swydd yn Nhegfryn", "Nhegfryn", Side.NEW),
        ("o'dd e 'da ni yn Nhegfryn", "Nhegfryn", Side.FORMER),
        ("wedi symud o Degfryn", "Degfryn", Side.FORMER),
        ("fe adawodd am Degfryn", "Degfryn", Side.NEW),
    ],
)
def test_verbs_of_place_and_motion_tell_the_school(words: str, name: str, side: Side) -> None:
    folded = fold(words)
    place = place_before(folded, folded.index(fold(name)), Side.FORMER)
    assert place is not None
    assert place.side is side


@pytest.mark.parametrize(
    ("name", "surname", "whole"),
    [
        ("Gwenno", "Pugh", "Gwenno Pugh"),
        ("Zoltana", "Pugh", "Zoltana Pugh"),
        ("Gwenno Mair", "Pugh", "Gwenno Mair Pugh"),
        ("Gwenno M.", "Pugh", "Gwenno M Pugh"),
        ("Gwenno Pugh", "Pugh", "Gwenno Pugh"),
    ],
)
def test_a_surname_joins_forenames(name: str, surname: str, whole: str) -> None:
    assert _named(name, surname) == [whole]


@pytest.mark.parametrize(("name", "surname"), [("Gwenno Jones", "Pugh"), ("Gwenno Pugh-Jones", "Pugh")])
def test_a_surname_joins_no_whole_name(name: str, surname: str) -> None:
    assert f"{name} {surname}" not in _named(name, surname)


def _named(name: str, surname: str) -> list[str]:
    result = reading(
        f"I authorise the merge.\n\nName: {name}\nSurname: {surname}\nFormer Hwb username: pughg33\n"
        "Former school: Ysgol Bro Dulas, 667 4021\nNew school: Ysgol Bro Hafan\n\nAlun Bevan, Headteacher"
    )
    return [stated(result, number).get("staff_name", "") for number in range(len(result.requests))]


@pytest.mark.parametrize("number", ["NA", "N/A", "none", "dim"])
def test_whoever_has_none_elsewhere_means_none_by_their_initials(number: str) -> None:
    told = (
        "Please merge my accounts.\nNew school: Ysgol Bro Dulas\nDfES: 667/4021\nUsername: arweln4\n{}\n\nNerys Arwel"
    )
    code, employee = "Staff code: NA", f"Employee number: {number}"
    sender = {"sender": "Nerys Arwel <n.arwel@post.example>"}
    assert stated(reading(told.format(code), **sender))["staff_code"] == "NA"
    for lines in (f"{code}\n{employee}", f"{employee}\n{code}"):
        assert "staff_code" not in stated(reading(told.format(lines), **sender))
