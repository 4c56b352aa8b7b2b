"""The mover's note to the headteacher: under its own label, to its end, and nothing that is not plainly one (R6)."""

from __future__ import annotations

import pytest

from hwb_mailbot.reading.judging.notes import LONGEST_NOTE, note_in


@pytest.mark.parametrize(
    "label",
    [
        "Note to the headteacher",
        "My message for my former headteacher",
        "Message to the head",
        "Neges i'r pennaeth",
        "Nodyn at y pennaeth blaenorol",
        "Neges i fy nghyn-bennaeth",
        "Neges i fy mhennaeth blaenorol",
    ],
)
def test_a_labelled_note(label: str) -> None:
    lines = ["Hello,", "", f"{label}: Diolch am", "bopeth, Jac.", "", "Siân"]
    assert note_in(lines) == "Diolch am bopeth, Jac."
    assert note_in([f"{label}:", "", "Diolch am bopeth."]) == "Diolch am bopeth."
    assert note_in([f"{label}: “Diolch.”", "Former Hwb username: aprhyss12"]) == "Diolch."


@pytest.mark.parametrize(
    "line",
    [
        "Note: the account is old.",
        "Note to Hwb Support: please hurry.",
        "Headteacher: Jac Roberts",
        "I have left a note to the headteacher at the school: she knows.",
        "",
    ],
)
def test_no_note(line: str) -> None:
    assert note_in([line, "and more"]) == ""


def test_a_long_note_is_cut_at_a_blank() -> None:
    note = note_in(["Note to the headteacher: " + "diolch " * 500])
    assert len(note) <= LONGEST_NOTE + 2
    assert note.endswith("diolch …")
