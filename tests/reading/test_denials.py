"""Details beside words that take them back are no half; honest halves with a "not" or an "if" in them stay halves."""

from __future__ import annotations

import pytest

from hwb_mailbot.domain.mails import Answer, MailKind
from hwb_mailbot.reading.answers.denials import denied
from tests.reading.writing import reading

SIX = """Leaving date confirmed: yes, 31/08/2026
Name of staff member: Carys Bevan
Former school: Ysgol Gynradd Maes Derw
Former DfES number: 6601234
Former username: bevanc15
New school: Ysgol Tan y Castell
"""
FIVE = """New school: Ysgol Tan y Castell
New DfES number: 663/2099
New username: bevanc22
Staff code: CBE
Employee number: 00123456
"""
HALVES = (MailKind.AUTHORISATION, MailKind.CONSOLIDATION, MailKind.TRANSFER_REQUEST)

DENYING = [
    "Nothing is to be moved until I have confirmed it.",
    "Nid oes dim i'w symud nes i mi gadarnhau.",
    "I authorise it if you can get the governors to agree.",
    "She is not going, after all that.",
    "It turns out that she is staying after all.",
    "Cadwch y ddau gyfrif ar wahân, os gwelwch yn dda.",
    "Please do nothing until I have written to you again.",
    "Nothing is to be merged until I have confirmed it.",
    "Peidiwch â gwneud dim am y tro.",
    "I am writing on behalf of Mr Rees, who joined us as head in September.",
    "I am writing on behalf of Mr Rees, who is away today.",
    "The details below are for information only.",
    "This e-mail is for information only.",
    "For information only, please see the details below.",
    "Er gwybodaeth yn unig y mae'r manylion isod.",
    "I am happy for the accounts to be joined, but not until the 27th.",
    "REJECT",
    "GWRTHOD / Nid fi ysgrifennodd hwn",
    "Rejected.",
    "Cancel this please",
    "CANCEL",
    "CANSLO",
    "I do NOT authorise the consolidation of:",
    "We cannot approve this:",
    "I will not be giving my consent to this. I don't agree to it.",
    "I refuse to authorise this:",
    "Somebody has written to you in my name. I did not send this:",
    "I did not send this.",
    "Not me. I never wrote this:",
    "This was not written by me:",
    "I did not ask for this.",
    "Please do not merge these accounts.",
    "Please don't act on this.",
    "I do not want these accounts merged.",
    "I withdraw my authorisation of:",
    "I hereby revoke my consent:",
    "My authorisation is withdrawn:",
    "Is this mail genuine? It says:",
    "Is this real? The details are in the mail below.",
    "Should I approve this?",
    "I got this, it is a fraud attempt:",
    "This looks like phishing:",
    "Draft, do not act on it yet:",
    "This is only a test:",
    "If the governors agree next week, I authorise:",
    "I authorise this, subject to the governors:",
    "I may authorise this next week:",
    "Nid wyf yn awdurdodi hyn:",
    "Dw i ddim yn cymeradwyo hyn:",
    "Ni chytunaf i hyn:",
    "Rwy'n gwrthod hyn:",
    "Peidiwch ag uno'r cyfrifon hyn.",
    "Peidiwch â chyfuno'r cyfrifon hyn.",
    "Rwy'n tynnu fy awdurdodiad yn ôl:",
    "Tynnaf fy awdurdodiad yn ôl:",
    "Wnes i ddim anfon hwn:",
    "Mae rhywun wedi ysgrifennu atoch yn fy enw i:",
    "Ydy'r neges hon yn ddilys? Mae'n dweud:",
    "Twyll yw hwn:",
    "Drafft, peidiwch â gweithredu eto:",
    "Os bydd y llywodraethwyr yn cytuno, rwy'n awdurdodi:",
    "Awdurdodaf hyn ar yr amod bod y llywodraethwyr yn cytuno:",
    "Please hold this until further notice.",
    "Please hold off for now.",
    "Please put this on hold.",
    "Please ignore this mail.",
    "Please disregard this request.",
    "Keep the accounts separate.",
    "I want both accounts kept as they are.",
    "Leave the old account alone.",
    "This is only a draft, I will confirm tomorrow.",
    "I will confirm this tomorrow.",
    "I have not decided yet.",
    "The governors will decide on Monday whether to authorise.",
    "I am still waiting for the governors to agree.",
    "Actually she is staying after all.",
    "She has not left yet.",
    "He is still working here until Christmas.",
    "She hasn't actually left us.",
    "He has decided to stay.",
    "I am not the headteacher.",
    "I retired in July and am no longer headteacher.",
    "I am the deputy head and write on behalf of the head.",
    "The old account is not hers.",
    "The account does not belong to him.",
    "That is the wrong account.",
    "I refuse.",
    "I object.",
    "This must not happen.",
    "She must not have the old account back.",
    "Nothing should be merged.",
    "Would you need this from me?",
    "If I were to authorise, is this the form?",
    "Nid yw hi wedi gadael eto.",
    "Dydy hi ddim wedi gadael.",
    "Dyw e heb adael eto.",
    "Mae hi'n aros wedi'r cyfan.",
    "Mae o'n dal i weithio yma.",
    "Cadwch y cyfrifon ar wahan.",
    "Gadewch lonydd i'r hen gyfrif.",
    "Anwybyddwch y neges hon.",
    "Daliwch hwn yn ôl am y tro.",
    "Arhoswch nes clywed gen i.",
    "Drafft yn unig yw hwn, byddaf yn cadarnhau yfory.",
    "Nid wyf wedi penderfynu eto.",
    "Bydd y llywodraethwyr yn penderfynu ddydd Llun.",
    "Nid fi yw'r pennaeth.",
    "Dydw i ddim yn bennaeth bellach.",
    "Rwyf wedi ymddeol ac nid fi yw'r pennaeth mwyach.",
    "Nid ei chyfrif hi yw'r hen un.",
    "Y cyfrif anghywir yw hwn.",
    "Rwy'n gwrthod.",
    "Ni ddylai hyn ddigwydd.",
    "Does neb i uno dim.",
    "I'd be happy for her account to move once the laptop is back.",
    "Byddaf yn fodlon awdurdodi unwaith y bydd y gliniadur yn ôl.",
    "I am not sure of the old username, I think it is right.",
    "Rwy'n hapus i chi symud y cyfrif ar yr amod bod y gwaith yn aros yma.",
]

HONEST = [
    "I authorise it, and should be obliged if you would acknowledge receipt of this message.",
    "I authorise this and would be very grateful if somebody could let me know when it is done.",
    "Rwy'n awdurdodi hyn; bu'n gynorthwyydd yma nes iddi gael swydd newydd.",
    "I authorise it; she taught here until she moved to a new post.",
    "If I have left anything out after all that, please write back.",
    "After all these years it is the first time that I have had to ask.",
    "Mae fy nghyn-bennaeth wedi addo ysgrifennu atoch chi ar wahân.",
    "Peidiwch â rhuthro o'm hachos i.",
    "Please don't hurry on my account.",
    "Thank you for your page, which even I was able to follow.",
    "I shall number my answers, so that nothing is left out.",
    "She cannot have her old account back until I have written to you myself, which I now do.",
    "Mae hi'n bennaeth adran am y tro cyntaf yn ei gyrfa.",
    "I am writing on behalf of Mr Owain Rees, who joined our department in September.",
    "I'm sending this on behalf of Mrs Nia Wyn Parry, who has just started with us.",
    "I hope that you are all well and not too snowed under.",
    "If I have left anything out please don't be shy.",
    "Gwyn's message to me is underneath for information only.",
    "I forward his request for information only.",
    "Er gwybodaeth yn unig mae'r neges isod.",
    "Our data manager is away until the 27th and I am happy for the accounts to be joined.",
    "The leaving date isn't on SIMS yet, our clerk will do it on Friday.",
    "She no longer works here.",
    "I would like to keep my old account.",
    "Please ignore my mail of yesterday, the username was wrong.",
    "My former headteacher has retired.",
    "I will confirm the employee number tomorrow.",
    "Is this right for the staff code?",
    "My new account is still empty.",
    "The old username is not the one on my badge.",
    "I could not find another address.",
    "Dyw'r dyddiad gadael ddim ar SIMS eto.",
    "Hoffwn gadw fy hen gyfrif.",
    "Mae fy hen bennaeth wedi ymddeol.",
    "Dydw i ddim yn gweithio yno bellach.",
    "I do not have her employee number.",
    "I have no objection.",
    "She does not work here any more.",
    "I do not want to lose my files.",
    "I did not send the staff code last time, sorry.",
    "Can you let her know when it is done?",
    "If you need anything else, ring me.",
    "I authorise this; please ring me if you need anything else.",
    "Could you please consolidate these accounts?",
    "I hereby authorise the consolidation of her accounts.",
    "The old account is in my maiden name.",
    "She left us in July and I am happy to authorise this.",
    "I approve. Once it is done please let me know.",
    "Please do not hesitate to contact me.",
    "Don't forget the pupils' work!",
    "Is that everything you need?",
    "Nid oes gen i rif y gweithiwr.",
    "Nid oes gennyf wrthwynebiad.",
    "Nid yw hi'n gweithio yma bellach.",
    "Rhowch wybod os oes angen rhywbeth arall.",
    "Allwch chi gyfuno'r cyfrifon hyn os gwelwch yn dda?",
    "Rwy'n awdurdodi cyfuno'r cyfrifon hyn.",
    "Peidiwch ag oedi cyn cysylltu â mi.",
    "Dydw i ddim eisiau colli fy ngwaith.",
    "Oni bai am ei chymorth hi byddwn ar goll.",
    "Os bydd angen mwy, ffoniwch fi.",
]


@pytest.mark.parametrize("details", [SIX, FIVE])
@pytest.mark.parametrize("words", DENYING)
def test_details_beside_words_that_take_them_back_go_to_a_person(words: str, details: str) -> None:
    for body in (f"{words}\n\n{details}", f"{details}\n{words}\n"):
        result = reading(body)
        assert "statement-denied" in result.defects or result.kind not in HALVES
        assert result.answer not in (Answer.APPROVE, Answer.PROCEED)


@pytest.mark.parametrize("details", [SIX, FIVE])
@pytest.mark.parametrize("words", HONEST)
def test_an_honest_half_is_not_denied(words: str, details: str) -> None:
    result = reading(f"{words}\n\n{details}")
    assert result.defects == ()
    assert result.answer is None
    assert not denied([words])


@pytest.mark.parametrize(
    "words",
    [
        "I understand that the headteacher will be asked, and that nothing will be moved until I have confirmed.",
        "Deallaf y gofynnir i'r pennaeth, ac na symudir dim nes i mi gadarnhau.",
    ],
)
def test_what_our_letters_say_will_happen_denies_nothing(words: str) -> None:
    assert not denied([words])


def test_a_refusing_word_is_the_answer_even_where_the_details_make_a_half() -> None:
    assert reading(f"REJECT\n\n{SIX}").answer in (Answer.REJECT, Answer.UNCLEAR)
    assert reading(f"I did not send this.\n\n{FIVE}").answer is Answer.UNCLEAR


@pytest.mark.parametrize("words", ["Is this real? The details are in the mail below.",
                                   "Please see the details below, I did not ask for this."])  # fmt: skip
def test_a_forwarded_fraud_is_adopted_by_nobody(words: str) -> None:
    forwarded = f"---------- Forwarded message ---------\nFrom: Eve <eve@post.example>\nSubject: Hwb\n\n{SIX}"
    result = reading(f"{words}\n\n{forwarded}", subject="Fwd: Hwb")
    assert "statement-denied" in result.defects or result.kind not in HALVES


def test_more_words_than_are_searched_are_no_half() -> None:
    assert denied(["word " * 20_000])
    assert not denied(["word " * 200])


@pytest.mark.parametrize(
    "words", ["Please do not merge these accounts.", "Do not go ahead.", "Peidiwch â chyfuno'r cyfrifon."]
)
def test_taking_a_case_back_in_other_words_is_an_unclear_answer_to_it(words: str) -> None:
    result = reading(words, subject="Re: Authorisation to consolidate Hwb accounts [HWB-DHA4-7N4D]")
    assert (result.answer, result.defects) == (Answer.UNCLEAR, ())
    assert reading("Thank you!", subject="Re: [HWB-DHA4-7N4D]").answer is None
