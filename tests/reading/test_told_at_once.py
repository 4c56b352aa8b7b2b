"""Two answers on one line, details side by side, and words behind a value that take it back or put it right."""

from __future__ import annotations

import pytest

from tests.reading.writing import reading, stated

ASKED = (
    "\n\nOn 14/09/2026 16:48, Hwb Support wrote:\n"
    "> Please reply with the following, keeping the numbers:\n>\n"
    "> 1. Has a leaving date been entered on the MIS record?\n> 2. Former staff member's name\n"
    "> 3. Former school name\n> 4. Former school DfES number (7 digits, e.g. 6601234)\n"
    "> 5. Former staff member's Hwb username (e.g. smithj123)\n> 6. New school name\n"
)
ANSWERED = "1. Yes, entered (31.08.26)\n2. Rhian Bowen\n{}\n5. bowenr14\n6. Maes Elwy High School\n\nAlun Bevan, Head"


@pytest.mark.parametrize(
    "both",
    [
        "3/4. Ysgol Bro Dulas, 6674021",
        "3 and 4. Ysgol Bro Dulas (6674021)",
        "3&4) Ysgol Bro Dulas / 6674021",
        "3 a 4. Ysgol Bro Dulas; 667 4021",
        "3/4. Ysgol Bro Dulas 667/4021",
    ],
)
def test_one_line_may_answer_two_questions(both: str) -> None:
    said = stated(reading(ANSWERED.format(both) + ASKED))
    assert (said["former_school_name"], said["former_dfes_number"]) == ("Ysgol Bro Dulas", "6674021")
    assert said["new_school_name"] == "Maes Elwy High School"


@pytest.mark.parametrize("between", [" | ", "; ", " / ", ", "])
def test_labels_and_values_stand_side_by_side(between: str) -> None:
    parts = ["Code: RBO", "Payroll: 4471902", "Hwb: bowenr140", "School: Maes Elwy Junior School", "DfES: 6634107"]
    said = stated(reading(f"I copied this off the school system.\n\n{between.join(parts)}\n\nRhian Bowen"))
    assert said == {
        "staff_code": "RBO",
        "employee_number": "4471902",
        "new_username": "bowenr140",
        "new_school_name": "Maes Elwy Junior School",
        "new_dfes_number": "6634107",
    }


LETTER = (
    "Answers in bold below.\n\nAlun\n\n________________________________\n"
    "From: Hwb Support / Cymorth Hwb <hwb@support.example>\nSent: 16 September 2026 09:15\n"
    "To: Alun Bevan <bevana3@hwbcymru.example>\nSubject: More information needed / Angen rhagor o wybodaeth\n\n"
    "Thank you for your message about a member of staff. To go on we need:\n\n"
    "Leaving date entered on the MIS record? Yes - 31 August 2026\nName of former staff member? Rhian Bowen\n"
    "Name of your school? Ysgol Bro Dulas\nIts DfES number (7 digits)? 667 4021\n"
    "Their Hwb username at your school? bowenr14\nName of their new school? Maes Elwy High School\n"
)


def test_questions_of_a_quoted_letter_are_answered_behind_their_marks() -> None:
    said = stated(reading(LETTER))
    assert said["former_username"] == "bowenr14"
    assert (said["former_dfes_number"], said["staff_name"]) == ("6674021", "Rhian Bowen")


def test_without_such_words_the_quoted_letter_states_nothing() -> None:
    assert not reading(LETTER.replace("Answers in bold below.", "Thank you for your letter.")).requests


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("I gave you the wrong staff code, sorry. It isn't MQU, it's MQK.", "MQK"),
        ("I gave you the wrong staff code, sorry. It's not MQU but MQK.", "MQK"),
        ("Rhoddais y cod staff anghywir. Nid MQU ydi o ond MQK.", "MQK"),
        ("I don't seem to have a staff code yet, our data manager is off.", None),
        ("My staff code here is YET.", "YET"),
        ("Fy nghod staff i yw ETO.", "ETO"),
    ],
)
def test_a_code_that_is_denied_or_missing_is_not_stated(body: str, code: str | None) -> None:
    result = reading(f"New school name: Maes Elwy High School\n\n{body}\n\nMared Quick")
    assert stated(result).get("staff_code") == code


@pytest.mark.parametrize(
    "behind",
    [
        "as it says on the letter they gave me is a misprint, that one doesn't exist",
        "is a misprint",
        "fel sydd ar y llythyr yn gamgymeriad",
    ],
)
def test_a_misprint_is_nobodys_account(behind: str) -> None:
    said = stated(reading(f"I've got a new account, bowenr140 (bowenr104 {behind}).\n\nRhian Bowen"))
    assert said["new_username"] == "bowenr140"
    assert "bowenr104" not in said.values()


@pytest.mark.parametrize(
    "said_of_it",
    [
        "Rhian Bowen was on our books until 31 August 2026. That is the leaving date showing on her SIMS record, and"
        " our last provisioning run went through without a problem on the 3rd of September.",
        "I was under the impression Rhian Bowen had finished on 31 July but the secretary has corrected me, it is"
        " 31 August 2026 that stands on her record in SIMS.",
    ],
)
def test_the_leaving_date_is_neither_a_runs_nor_the_one_put_right(said_of_it: str) -> None:
    body = f"I'm the head of Ysgol Bro Dulas, DfES number 6674021. {said_of_it}\n\nI authorise it.\n\nAlun Bevan"
    said = stated(reading(body))
    assert (said["leaving_date"], said["leaving_date_confirmed"]) == ("2026-08-31", True)


def test_a_leaver_may_be_called_sims() -> None:
    body = (
        "I authorise the consolidation. Angharad Sims (simsa33) left Ysgol Bro Dulas, 6674021, and the date is on Sims."
        "\n\nAlun Bevan\nHeadteacher"
    )
    assert stated(reading(body))["staff_name"] == "Angharad Sims"


@pytest.mark.parametrize(
    "moved",
    [
        "She has since joined Maes Elwy High School, where her account is bowenr140.",
        "She has since joined Maes Elwy High School, where I gather she is bowenr140.",
        "She moved to Maes Elwy High School where they gave her bowenr140.",
        "Mae hi wedi symud i Ysgol Maes Elwy, lle'r enw defnyddiwr yw bowenr140.",
    ],
)
def test_the_only_account_told_may_be_the_one_at_the_school_she_joined(moved: str) -> None:
    body = (
        f"I agree to the merger. Rhian Bowen left Ysgol Bro Dulas on 31 August 2026. {moved}\n\nAlun Bevan\nHeadteacher"
    )
    said = stated(reading(body))
    assert said["new_username"] == "bowenr140"
    assert "former_username" not in said
