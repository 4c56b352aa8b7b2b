"""Answers to our letters: what is said, and what a careful officer would ask back about."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from hwb_mailbot.domain.mails import Answer, MailKind
from hwb_mailbot.reading.answers.answers import answer_of
from tests.reading.writing import reading

CASES = [
    (who, answer, text)
    for file in ("answers.toml", "replies.toml")
    for who, answers in tomllib.loads((Path(__file__).parent / file).read_text(encoding="utf-8")).items()
    for answer, texts in answers.items()
    for text in texts
]  # fmt: skip
ASKED = "\n\nOn Mon, 28 Sep 2026 at 12:00, Hwb Support <hwb@support.example> wrote:\n> Reply APPROVE or REJECT.\n"
DECISION = "Re: [HWB-7F3K-2MQD] Authorisation needed: Hwb account of Gwenno Pugh / Angen awdurdodiad"
CONFIRMATION = "Re: [HWB-7F3K-2MQD] Move your Hwb account - PROCEED or CANCEL / PARHAU neu GANSLO"


IN_VAIN = frozenset(
    {
        "The date is on SIMS.",
        "Rwyf wedi symud fy ffeiliau.",
        "The backup ran on Sunday without a hitch.",
    }
)
"""Yeses that are asked back about though they are plain: the price of asking where nearly the same words turn one."""


@pytest.mark.parametrize(("who", "answer", "text"), CASES)
def test_answers_as_people_write_them(who: str, answer: str, text: str) -> None:
    wanted = Answer.UNCLEAR if text in IN_VAIN else Answer(answer)
    assert answer_of(text.split("\n"), to_head=who == "head") is wanted


@pytest.mark.parametrize("text", ["APPROVE", "Cymeradwyo", "REJECT", "Gwrthod"])
def test_a_reply_to_a_head_is_a_decision(text: str) -> None:
    result = reading(text + ASKED, subject=DECISION)
    assert result.kind is MailKind.DECISION
    assert result.answer in (Answer.APPROVE, Answer.REJECT)
    assert result.reference == "HWB-7F3K-2MQD"


@pytest.mark.parametrize("text", ["PROCEED", "PARHAU", "CANCEL", "CANSLO"])
def test_a_reply_to_staff_is_a_confirmation(text: str) -> None:
    result = reading(text, subject=CONFIRMATION)
    assert result.kind is MailKind.CONFIRMATION
    assert result.answer in (Answer.PROCEED, Answer.CANCEL)


def test_the_words_of_our_letter_are_no_answer() -> None:
    result = reading(ASKED.strip(), subject=DECISION)
    assert result.answer is Answer.UNCLEAR


def test_words_in_a_disclaimer_are_no_answer() -> None:
    footer = "\n\n-- \nAlun Bevan\nThis message was approved by the council for use in schools. CANCEL to unsubscribe."
    assert reading("Thanks for this." + footer, subject=DECISION).answer is Answer.UNCLEAR


def test_the_button_of_our_letter_puts_the_word_in_the_subject() -> None:
    assert reading("", subject="[HWB-7F3K-2MQD] APPROVE / CYMERADWYO").answer is Answer.APPROVE
    assert reading("REJECT", subject="[HWB-7F3K-2MQD] APPROVE / CYMERADWYO").answer is Answer.UNCLEAR


def test_two_references_in_one_answer_are_unclear() -> None:
    assert reading("APPROVE, and the same for HWB-AAAA-BBBB", subject=DECISION).answer is Answer.UNCLEAR


def test_contradictory_headers_leave_no_answer() -> None:
    twice = reading("APPROVE", subject=DECISION, extra="Subject: something else\r\n")
    assert twice.answer is Answer.UNCLEAR


def test_an_answer_word_without_a_letter_of_ours_answers_nothing() -> None:
    result = reading("APPROVE", subject="Hello")
    assert result.kind is MailKind.ENQUIRY
    assert result.answer is None


NO_ANSWER = {
    True: """
Yes this is a fraud
Yes, this is a fraud
Yes, I got your letter
yes she works here still
How do I APPROVE this
Nothing to approve here
The word APPROVE does not appear to work
I was told to write APPROVE
approve approve not
Approved by my secretary
APPROVE when her MIS record has been closed
Is she really leaving? I cannot see APPROVE.
Ie, twyll yw hwn
Sut mae cymeradwyo hyn
Dim byd i'w gymeradwyo
Ydy, mae hi'n dal i weithio yma
Ie mae hi'n dal i weithio yma
Ie, cefais eich llythyr
Dydy'r gair CYMERADWYO ddim yn gweithio
Nid yw'r gair CYMERADWYO yn gweithio
Dywedwyd wrthyf am ysgrifennu CYMERADWYO
cymeradwyo cymeradwyo ddim
Cymeradwywyd gan fy ysgrifenyddes
CYMERADWYO pan fydd ei chofnod MIS wedi cau
Yes, what is this about
Yes I have a question
Yes but who is this
Where do I write APPROVE
What happens if I approve
Why should I approve this
Yes, I am the head
Approved by the deputy
Who asked me to approve
Yes, someone is pretending to be her
Yes, he is on holiday until Monday
I have been asked to approve this
You want me to approve
The APPROVE link is broken
I see the word approve
Ble mae'r botwm CYMERADWYO
Pryd fydd angen cymeradwyo
Pwy ofynnodd i mi gymeradwyo
Ie, pwy ydych chi
Yes, speak to my deputy
Yes it is suspicious
""",
    False: """
Yes, this is a fraud
How do I PROCEED
Where is PROCEED
Proceed when my record is closed
Yes I got your letter
Nothing to proceed with
The word PROCEED does not work
I was told to write PROCEED
Sut mae PARHAU
Ie, twyll yw hwn
Ie cefais eich llythyr
""",
}  # fmt: skip


@pytest.mark.parametrize(
    ("to_head", "text"), [(to_head, text) for to_head, texts in NO_ANSWER.items() for text in texts.strip().split("\n")]
)
def test_an_answering_word_among_unexplained_ones_is_unclear(to_head: bool, text: str) -> None:
    assert answer_of([text], to_head=to_head) is Answer.UNCLEAR


@pytest.mark.parametrize(
    "text",
    [
        "Yes, thank you.", "Yes, she left us in July.", "I have checked our records, so I approve.", "Approved by me.",
        "Ydw, diolch yn fawr.", "Cymeradwyaf gais Gwenno Pugh.", "Approve, Mr Dacey has left.", "Yes please, thanks",
    ],
)  # fmt: skip
def test_an_approval_among_harmless_words_is_one(text: str) -> None:
    assert answer_of([text], to_head=True) is Answer.APPROVE


LETTER = """

On Mon, 28 Sep 2026 at 12:00, Hwb Support <hwb@support.example> wrote:
> Member of staff: Oluwaseun Dacey
> Former school: Ysgol Bryn Onnen
> Reply APPROVE or REJECT.
"""


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Approve for Seun.", Answer.APPROVE),
        ("I approve Mr Dacey's request.", Answer.APPROVE),
        ("Approve, she left Bryn Onnen in July.", Answer.APPROVE),
        ("Approve. Good luck to Garin too.", Answer.APPROVE),
        ("I approve this for Garin.", Answer.UNCLEAR),
        ("Happy to approve for Mrs Pemberton.", Answer.UNCLEAR),
        ("Rwy'n cymeradwyo cais Gwenllian.", Answer.UNCLEAR),
        ("Cymeradwyo cais Seun.", Answer.APPROVE),
        ("Reject, I have never heard of Garin.", Answer.REJECT),
    ],
)
def test_a_yes_for_somebody_of_whom_the_letter_does_not_speak_is_unclear(text: str, answer: Answer) -> None:
    subject = "Re: [HWB-7F3K-2MQD] Your approval is needed to move a Hwb account"
    assert reading(text + LETTER, subject=subject).answer is answer


SLIPS = {
    Answer.APPROVE: ("aprrove", "Apporve!", "cymeradywo", "Approv please", "aproved thanks"),
    Answer.REJECT: ("REJCET", "Gwrtod", "rejecct", "gwrhtod plis", "Rejeted"),
    Answer.UNCLEAR: ("approves", "project", "eject", "approver", "improved"),
}


@pytest.mark.parametrize(("answer", "text"), [(answer, text) for answer, texts in SLIPS.items() for text in texts])
def test_one_slip_of_the_pen_leaves_the_answer(answer: Answer, text: str) -> None:
    assert answer_of([text], to_head=True) is answer


BESIDE = tomllib.loads((Path(__file__).parent / "beside.toml").read_text(encoding="utf-8"))
WORDS = {"head": ("APPROVE", "Cymeradwyo", "Yes"), "mover": ("PROCEED", "Parhau", "Yes")}


@pytest.mark.parametrize(
    ("who", "family", "remark"),
    [
        (who, family, one)
        for who, families in BESIDE.items()
        for family, text in families.items()
        for one in text["remarks"]
    ],
)
def test_every_sentence_beside_a_yes_is_accounted_for(who: str, family: str, remark: str) -> None:
    good = {Answer.APPROVE, Answer.PROCEED} if family == "harmless" else {Answer.UNCLEAR, Answer.REJECT, Answer.CANCEL}
    if remark in IN_VAIN:
        good.add(Answer.UNCLEAR)
    for word in WORDS[who]:
        for text in (f"{word}. {remark}", f"{word}\n\n{remark}", f"{remark}\n{word}", f"{remark} {word}"):
            assert answer_of(text.split("\n"), to_head=who == "head") in good, text
        quoted = reading(f"{word}. {remark}{LETTER}", subject=DECISION if who == "head" else CONFIRMATION)
        assert quoted.answer in good


@pytest.mark.parametrize(
    "text",
    ["Left: yes. Approve: no.", "She left, yes. Merge, no.", "Yes to leaving; no to the merge.",
     "Ydy, mae hi wedi gadael. Dim uno.",
     "I approve, sincerely, the complete and utter rejection of this.", "Gadael: ydy. Cymeradwyo: na."],
)  # fmt: skip
def test_a_yes_to_one_thing_and_a_no_to_another_is_unclear(text: str) -> None:
    assert answer_of([text], to_head=True) is Answer.UNCLEAR


@pytest.mark.parametrize(
    "body", ["Don't.", "Not her account.", "I would rather not.", "Nid hi yw hon.", "Ring the chair of governors."]
)
def test_the_button_counts_only_where_the_body_adds_nothing(body: str) -> None:
    assert reading(body, subject="[HWB-7F3K-2MQD] APPROVE / CYMERADWYO").answer is Answer.UNCLEAR
    assert reading("Many thanks!", subject="[HWB-7F3K-2MQD] APPROVE / CYMERADWYO").answer is Answer.APPROVE


def test_a_signature_that_gives_up_the_office_leaves_no_yes() -> None:
    for line in ("I am no longer the headteacher", "Nid fi yw'r pennaeth bellach"):
        assert reading(f"APPROVE\n\nRegards,\n{line}", subject=DECISION).answer is Answer.UNCLEAR


NEVER = [
    (part.startswith("head"), line)
    for part in (Path(__file__).parent / "never_a_yes.txt").read_text("utf-8").split("# ")[1:]
    for line in part.split("\n")[1:]
    if line.strip()
]


@pytest.mark.parametrize(("to_head", "text"), NEVER)
def test_words_with_which_no_yes_is_one(to_head: bool, text: str) -> None:
    subject = DECISION if to_head else CONFIRMATION
    assert answer_of([text], to_head=to_head) not in (Answer.APPROVE, Answer.PROCEED)
    assert reading(f"{text}{ABOUT_NIA}", subject=subject).answer not in (Answer.APPROVE, Answer.PROCEED)


@pytest.mark.parametrize(
    "text",
    [
        "Approve 👍", "Approve ✅", "APPROVE 🙂", "✔ Approve", "Approve: yes", "Approve - thanks",
        "I approve - Huw Rees", "Approve 100%", "Cymeradwyo 👍", "Cymeradwyo - diolch",
        "I do not hesitate to approve.", "Cymeradwyo - Huw Rees",
    ],
)  # fmt: skip
def test_signs_and_turns_that_leave_a_yes(text: str) -> None:
    assert reading(f"{text}{ABOUT_NIA}", subject=DECISION).answer is Answer.APPROVE


@pytest.mark.parametrize(
    "text",
    [
        "APPROVE\n\nPS Nobody at our place could print on Friday. Don't suppose that was you?",
        "Approve please.\n\nBy the way, do you know who I ring about the broken projector?",
        "CYMERADWYO\n\nGyda llaw, roedd y cwrs Adobe yn ardderchog!",
        "Thank you for waiting, I was at a meeting with the council all day. APPROVE",
        "Sorry for the late reply, we had the governors in. Approve.",
        "Diolch am eich amynedd, roeddwn mewn cyfarfod yn y sir. CYMERADWYO",
        "Ymddiheuriadau am yr oedi, bu'r ysgol ar gau drwy'r wythnos. Cymeradwyo.",
    ],
)
def test_a_remark_set_apart_and_the_reason_for_a_delay_leave_a_yes(text: str) -> None:
    wanted = Answer.UNCLEAR if text in IN_VAIN else Answer.APPROVE
    assert reading(f"{text}{ABOUT_NIA}", subject=DECISION).answer is wanted


@pytest.mark.parametrize(
    "text",
    [
        "APPROVE. P.S. Not her.", "APPROVE\n\nPS Hold off until Monday.",
        "Yes, approved.\n\nBy the way, she still teaches Year 4.",
        "Approve.\n\nBy the way, Nia is dead.", "APPROVE\n\nP.S. I am not the head.",
        "APPROVE\n\nPS the account is the wrong one",
        "APPROVE\n\nPS. REJECT", "APPROVE\n\nPS nobody called Nia was here", "CYMERADWYO\n\nO.N. Peidiwch",
        "CYMERADWYO\n\nGyda llaw, dydi Nia ddim wedi gadael", "CYMERADWYO\n\nGyda llaw, dyma fy merch yn ateb",
        "APPROVE\n\nUnrelated: don't.", "Thank you for waiting, I was told to say yes. APPROVE",
        "Sorry for the delay, I had to ask who she was. APPROVE",
        "Thanks for your patience, Nia is still employed by us. Approve",
        "Diolch am aros, dydw i ddim yn adnabod Nia. CYMERADWYO",
        "Sorry for the late reply, I am only the caretaker. APPROVE",
    ],
)  # fmt: skip
def test_nor_do_they_hide_what_takes_it_back(text: str) -> None:
    assert reading(f"{text}{ABOUT_NIA}", subject=DECISION).answer is not Answer.APPROVE


@pytest.mark.parametrize(
    "text",
    [
        "REJECT, wrong school, you want the secondary over the road.", "Rwy'n gwrthod y cais hwn am y tro.",
        "Sorry but no. He is on secondment until Easter, so he is still one of ours and his account stays here.",
        "Not approved, I am afraid. Miss Evans is of course welcome to carry on with her new account.",
        "Dim diolch. Mi fasa'n well gen i fod Nia'n dechra o'r newydd efo'r un newydd.",
    ],
)  # fmt: skip
def test_the_reasons_of_a_plain_no_leave_no_doubt(text: str) -> None:
    assert reading(f"{text}{ABOUT_NIA}", subject=DECISION).answer is Answer.REJECT


@pytest.mark.parametrize("text", ["No. Unless you can prove who she is.", "REJECT if she has not left.", "Reject?"])
def test_a_no_on_a_condition_is_none(text: str) -> None:
    assert reading(f"{text}{ABOUT_NIA}", subject=DECISION).answer is Answer.UNCLEAR


@pytest.mark.parametrize(("word", "answer"), [("APPROVED", Answer.APPROVE), ("Gwrthod", Answer.REJECT)])
def test_a_word_put_in_front_of_our_subject_answers(word: str, answer: Answer) -> None:
    assert reading(ABOUT_NIA.strip(), subject=f"{word} {DECISION}").answer is answer
    assert reading(ABOUT_NIA.strip(), subject=f"{word}? {DECISION}").answer is not Answer.APPROVE


WRITTEN = [
    json.loads(line) for line in (Path(__file__).parent / "written_answers.jsonl").read_text("utf-8").splitlines()
]
ABOUT_NIA = """

On Mon, 28 Sep 2026 at 12:00, Hwb Support <hwb@support.example> wrote:
> Member of staff: Nia Evans
> Former Hwb username: evansn216
> Former school: Cwm Hafren
> New Hwb username: evansn87
> New school: Coed Mawr
> Headteacher of the former school: Huw Rees
> Reply APPROVE or REJECT.
"""
ENOUGH = {
    "first": (0, 580, 0.91),
    "second": (580, 920, 0.72),
    "third": (920, 1250, 0.8),
    "fourth": (1250, 1346, 0.9),
    "fifth": (1346, 1426, 0.85),
}
"""The share of each round of written answers that must be understood; the writers knew the letters, not the program.

The reader learns from these too (``learning.py``); for answers that it never saw see ``test_misgivings``.
"""


@pytest.mark.parametrize("which", ENOUGH)
def test_most_answers_as_people_write_them_are_understood_and_none_is_turned_round(which: str) -> None:
    first, last, enough = ENOUGH[which]
    understood = 0
    for one in WRITTEN[first:last]:
        word = DECISION if one["to"] == "head" else CONFIRMATION
        answer = reading(f"{one['text']}{ABOUT_NIA}", subject=word).answer
        wanted = {one["decision"], *one.get("also", ())}
        assert answer in {*wanted, Answer.UNCLEAR, None}, (answer, one)
        understood += answer in wanted
    assert understood >= enough * (last - first), understood / (last - first)


@pytest.mark.parametrize(
    "text",
    [
        "Approve. Will she be told that I object?",
        "Approve. Will I get a message before it is merged, I have not agreed yet?",
        "Approve Nia Davies",
        "Yes Nia Davies can go ahead",
        "You asked for APPROVE or REJECT.",
        "Diolch, wedi derbyn hwn.",
    ],
)
def test_an_objection_another_surname_or_a_mere_receipt_is_no_yes(text: str) -> None:
    known = "Nia Evans moved from Ysgol Bro Dulas. Please reply APPROVE or REJECT."
    assert answer_of([text], to_head=True, known=known) is Answer.UNCLEAR
