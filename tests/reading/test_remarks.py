"""What stands beside the details of a half and turns against it, in words that nobody listed, goes to a person."""

from __future__ import annotations

from pathlib import Path

import pytest

from hwb_mailbot.domain.mails import Answer, MailKind
from hwb_mailbot.reading.answers.denials import DENIED
from tests.reading.test_denials import FIVE, SIX
from tests.reading.work import grows_in_proportion
from tests.reading.writing import reading

BESIDE_AUTHORISATION = [
    "I have been told by the union not to sign this.",
    "The chair says this should go to the panel first.",
    "My secretary typed this from a note on her desk.",
    "It may be that the username belongs to Catrin in the kitchen.",
    "This account was shared between two members of staff.",
    "Kindly treat this as provisional.",
    "What you have here is only what she told me.",
    "I am only the caretaker head and may not decide such things.",
    "Somebody else used this login in July.",
    "HR say no.",
    "For Mrs Davies to approve:",
    "It is her sister's account.",
    "Rydym yn dal i drafod ei diwrnod olaf gyda hi.",
    "Rhaid i'r panel weld hwn yn gyntaf.",
    "Fy ysgrifenyddes deipiodd hwn o nodyn ar ei desg.",
    "Efallai mai cyfrif Catrin o'r gegin yw hwn.",
    "Roedd dau aelod o staff yn rhannu'r cyfrif hwn.",
    "Dros dro yn unig yw hyn.",
    "Wn i ddim a yw hyn yn cael ei ganiatáu.",
    "Mae hi ar gyfnod mamolaeth, nid yw wedi ymddiswyddo.",
    "Nid yw'r llywodraethwyr wedi cyfarfod eto.",
    "Cyfrif ei chwaer yw hwn.",
]
BESIDE_CONSOLIDATION = [
    "I will send another mail when you can start.",
    "I would like to keep the two of them.",
    "I am not the person who had that username.",
    "Hold fire until half term.",
    "My headteacher would rather that I did not do this.",
    "I have not finished copying my lessons.",
    "Do this on 1 January 2027.",
    "My old account is the one of my mother.",
    "Fe anfonaf neges arall pan gewch chi ddechrau.",
    "Hoffwn gadw'r ddau ohonyn nhw.",
    "Nid fi yw'r person oedd â'r enw defnyddiwr hwnnw.",
    "Arhoswch tan hanner tymor.",
    "Byddai'n well gan fy mhennaeth i mi beidio â gwneud hyn.",
    "Nid wyf wedi gorffen copïo fy ngwersi.",
]
HONEST = [
    "She has been a wonderful colleague and we shall miss her.",
    "Sorry for the delay, it has been a busy start to the term.",
    "I'm happy for both accounts to be put together.",
    "Ring Mrs Rees in the office if there is anything else you need.",
    "She was with us until the summer and is now in Powys.",
    "No rush, but thank you.",
    "My headteacher knows that I am writing to you.",
    "The staff code is DR2, not DRH.",
    "Could you join my old and new accounts, please?",
    "Mae'n ddrwg gen i am yr oedi, os gwelwch yn dda unwch y cyfrifon.",
    "Bu'n athrawes ardderchog a byddwn yn gweld ei heisiau.",
    "Dim brys, a diolch o galon.",
    "Dydi hi ddim yn gweithio yma bellach.",
]
HONEST_OF_A_HEAD = [
    "It has been drawn to my attention that she cannot have her accounts consolidated until I have written to you.",
    "I am told that you cannot do this until you have heard from me, and I apologise that it has taken me so long.",
    "I understand that nothing can be done before I have written.",
    "I did not know until today that you needed to hear from me.",
    "I am sorry that I have not written before.",
    "Deallaf na ellir cyfuno ei chyfrifon nes i mi ysgrifennu atoch.",
    "Dywed Mrs Bevan wrthyf na chaiff gyfuno ei chyfrifon hyd nes y byddaf i wedi cysylltu â chi.",
    "Mae'n ddrwg gennyf nad ysgrifennais ynghynt.",
]
NOT_UNTIL = [
    "Nothing can be done until I have written to you again.",
    "I understand that nothing can be done until I have checked with the governors.",
    "I am told that you cannot do this until she has returned her laptop.",
    "Her accounts cannot be joined until I have confirmed the date.",
    "Ni ellir cyfuno ei chyfrifon nes i mi siarad â hi.",
    "Ni chewch fwrw ymlaen nes i mi gadarnhau'r dyddiad.",
]
REFUSING_SUBJECTS = [
    "Authorisation refused", "Authorisation declined", "Refusal", "Objection to consolidation", "Hold: authorisation",
    "Draft authorisation", "For approval by Mrs Davies", "Authorisation (pending governors)", "Is this right?",
    "Gwrthod awdurdodi", "Awdurdodiad: drafft", "I'w gymeradwyo gan Mrs Davies",
]  # fmt: skip
PLAIN_SUBJECTS = ["Authorisation", "Hwb accounts to be merged", "Awdurdodiad", "Cyfuno cyfrifon Hwb", "(no subject)"]
TWO = f"{SIX}\n%s\n\n{SIX.replace('Carys Bevan', 'Tomos Gwyn').replace('bevanc15', 'gwynt3')}\n%s\n"


@pytest.mark.parametrize("words", BESIDE_AUTHORISATION)
def test_contrary_words_beside_an_authorisation(words: str) -> None:
    for body in (f"{words}\n\n{SIX}", f"I authorise this.\n\n{SIX}\n{words}\n"):
        result = reading(body)
        assert DENIED in result.defects or result.kind is MailKind.ENQUIRY
        assert result.answer not in (Answer.APPROVE, Answer.PROCEED)


@pytest.mark.parametrize("words", BESIDE_CONSOLIDATION)
def test_contrary_words_beside_a_consolidation(words: str) -> None:
    for body in (f"{words}\n\n{FIVE}", f"{FIVE}\n{words}\n"):
        result = reading(body)
        assert DENIED in result.defects or result.kind is MailKind.ENQUIRY


NEVER = [
    (part.startswith("head"), line)
    for part in (Path(__file__).parent / "never_acted_on.txt").read_text("utf-8").split("# ")[1:]
    for line in part.split("\n")[1:]
    if line.strip()
]


@pytest.mark.parametrize(("by_head", "words"), NEVER)
def test_topics_beside_a_half_that_a_person_weighs(by_head: bool, words: str) -> None:
    for body in (
        (f"{words}\n\n{SIX}", f"I authorise this.\n\n{SIX}\n\n{words}\n") if by_head else (f"{FIVE}\n{words}\n",)
    ):
        result = reading(body)
        assert DENIED in result.defects or result.kind is MailKind.ENQUIRY


@pytest.mark.parametrize(
    ("between", "below"),
    [
        ("", "Tomos's is approved."), ("", "The first one is approved."), ("", "Tomos stays."), ("To follow:", ""),
        ("For comparison, one from last year:", ""), ("", "[x] Carys Bevan\n[ ] Tomos Gwyn"), ("", "Tomos TBC"),
        ("", "☑ Carys  ☐ Tomos"), ("", "Approved: Carys Bevan"), ("", "(Tomos: ring me)"), ("", "Tomos - n/a"),
        ("", "Un ohonynt."), ("", "Yr ail yn unig."),
    ],
)  # fmt: skip
def test_one_of_two_leavers_told_apart_by_a_sign_or_a_turn(between: str, below: str) -> None:
    assert DENIED in reading(TWO % (between, below)).defects


@pytest.mark.parametrize("details", [SIX, FIVE])
@pytest.mark.parametrize("words", HONEST)
def test_courtesies_corrections_and_history_turn_against_nothing(words: str, details: str) -> None:
    assert reading(f"{words}\n\n{details}").defects == ()


@pytest.mark.parametrize("words", HONEST_OF_A_HEAD)
def test_what_a_head_learnt_of_the_rule_turns_against_nothing(words: str) -> None:
    result = reading(f"{words}\n\n{SIX}")
    assert (result.kind, result.answer, result.defects) == (MailKind.AUTHORISATION, None, ())


@pytest.mark.parametrize("words", NOT_UNTIL)
def test_what_has_to_come_first_goes_to_a_person(words: str) -> None:
    assert DENIED in reading(f"{words}\n\n{SIX}").defects


@pytest.mark.parametrize("subject", REFUSING_SUBJECTS)
def test_a_subject_that_refuses_or_holds_back(subject: str) -> None:
    assert DENIED in reading(f"I authorise this.\n\n{SIX}", subject=subject).defects


@pytest.mark.parametrize("subject", PLAIN_SUBJECTS)
def test_a_plain_subject(subject: str) -> None:
    assert reading(f"I authorise this.\n\n{SIX}", subject=subject).defects == ()


@pytest.mark.parametrize(
    ("between", "below"),
    [
        ("", "Carys: NO\nTomos: YES"),
        ("", "I authorise Tomos only."),
        ("Not this one:", ""),
        ("The above has my authorisation. The following does not:", ""),
        ("", "Carys: na\nTomos: iawn"),
        ("", "Tomos yn unig."),
    ],
)
def test_a_yes_to_one_of_two_leavers(between: str, below: str) -> None:
    assert DENIED in reading(TWO % (between, below)).defects


def test_two_leavers_with_a_yes_to_both() -> None:
    assert reading("I authorise both.\n\n" + TWO % ("", "Thank you.")).defects == ()


def test_the_words_of_a_secretary_in_a_signature() -> None:
    assert (
        DENIED in reading(f"I authorise this.\n\n{SIX}\nRegards\nNia Rees\nSecretary, on behalf of the head\n").defects
    )


@pytest.mark.parametrize("piece", ["keep the ", "not sure ", "hr ", "i will send ", "nid ", "filled by ", "sorry "])
def test_the_work_grows_no_faster_than_the_words(piece: str) -> None:
    assert grows_in_proportion(lambda text: reading(f"{text}\n\n{SIX}"), piece * 2_000)


LEAVERS = (
    "I authorise the consolidation of the accounts of Siân Jones (joness12), who left Ysgol Bro Cennin (661/4003) for "
    "Ysgol Gyfun Cwm Eirin, and Tomos Huws (huwst4), who left for Ysgol Dol Wen. The leaving dates are on our MIS. {}"
    "\n\nHuw Parry\nHeadteacher"
)


@pytest.mark.parametrize(
    "apart",
    [
        "Mari Rees (reesm9) is also leaving for Ysgol Aber Mawr but please wait with her.",
        "Mari Rees (reesm9), who went to Ysgol Aber Mawr two years ago, taught beside them.",
        "Mari Rees (reesm9) was dealt with in July.",
        "They are all I send, apart from Mari Rees (reesm9).",
        "All of them, but not Mari Rees (reesm9).",
        "Both know the school, where Mari Rees (reesm9) went last year.",
        "Mae Mari Rees (reesm9) yn gadael hefyd, arhoswch gyda hi am y tro.",
        "Aeth Mari Rees (reesm9) i Ysgol Aber Mawr y llynedd.",
        "Pawb ohonynt, ac eithrio Mari Rees (reesm9).",
        "Y ddau, ond nid Mari Rees (reesm9).",
    ],
)
def test_somebody_set_apart_from_those_authorised_goes_to_a_person(apart: str) -> None:
    assert DENIED in reading(LEAVERS.format(apart)).defects


@pytest.mark.parametrize(
    "beside",
    [
        "Mari Rees in the office entered them.",
        "Please ask Mari Rees in the office if anything is missing.",
        "Their successors are Mari Rees (reesm9) and Nia Wyn (wynn3).",
        "Mari Rees yn y swyddfa a'u nododd.",
    ],
)
def test_whoever_is_named_for_another_reason_sets_nobody_apart(beside: str) -> None:
    assert DENIED not in reading(LEAVERS.format(beside)).defects


@pytest.mark.parametrize(
    "only",
    [
        "I authorise Siân.",
        "I give my consent for Siân to keep hers.",
        "Happy to approve Siân's.",
        "Siân has my consent.",
        "Caniatâf i Siân gadw ei chyfrif.",
        "Yr wyf yn awdurdodi Siân.",
        "Gallaf awdurdodi Siân.",
    ],
)
def test_only_one_of_two_is_authorised_in_whatever_words(only: str) -> None:
    assert DENIED in reading(SHEET_OF_TWO.format(only)).defects


@pytest.mark.parametrize(
    "every",
    [
        "I authorise Siân and Tomos.",
        "I give my consent for Siân to keep hers, and Tomos likewise.",
        "I authorise Siân. Tomos has my consent as well.",
        "Yr wyf yn awdurdodi Siân a Tomos.",
        "Yr wyf yn awdurdodi'r ddau, a byddwn yn ddiolchgar pe baech yn rhoi gwybod iddynt pan fydd wedi'i wneud.",
    ],
)
def test_both_are_authorised_in_whatever_words(every: str) -> None:
    assert DENIED not in reading(SHEET_OF_TWO.format(every)).defects


ONE = "\n\nName: {}\nUsername: {}\nFormer school: Ysgol Bro Cennin (661/4003)\nNew school: Ysgol Dol Wen\nOn MIS: Yes"
SHEET_OF_TWO = (
    "{}" + ONE.format("Siân Jones", "joness12") + ONE.format("Tomos Huws", "huwst4") + "\n\nHuw Parry\nHeadteacher"
)
