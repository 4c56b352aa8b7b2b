"""The sender's own words, whatever the client and its language."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from hwb_mailbot.config import parse
from hwb_mailbot.domain.letters import LetterOrder
from hwb_mailbot.domain.lines import own_phrases
from hwb_mailbot.domain.mails import FieldName, Language
from hwb_mailbot.letters.forms import field_lines
from hwb_mailbot.letters.gallery import COMMON
from hwb_mailbot.letters.own_lines import collect
from hwb_mailbot.letters.rendering import MARKER, Letters, templates_folder
from hwb_mailbot.reading.message.material import Material, Voice
from hwb_mailbot.reading.voices.divide import is_forward, material
from tests.reading.work import grows_in_proportion

CLIENTS = Path(__file__).parent / "samples" / "clients"
NOTHING: frozenset[str] = frozenset()


def read(body: str, own_lines: frozenset[str] = NOTHING, *, subject: str = "Re: Hwb", html: bool = False) -> Material:
    head = (
        "From: Eirlys Rees <eirlys.rees@brynonnen.example>\r\nTo: Hwb Support <hwb@support.example>\r\n"
        f"Subject: {subject}\r\nContent-Type: text/{'html' if html else 'plain'}; charset=utf-8\r\n\r\n"
    )
    return material((head + body).encode(), own_lines)


def voices(found: Material, voice: Voice) -> list[str]:
    return [line.text for line in found.lines if line.voice is voice and line.text.strip()]


@pytest.mark.parametrize("path", sorted(CLIENTS.glob("*.eml")), ids=lambda path: path.stem)
def test_own_words_of_many_clients(path: Path) -> None:
    found = material(path.read_bytes(), NOTHING)
    expected = path.with_name(f"{path.stem}.own.txt").read_text(encoding="utf-8")
    assert found.own_text().split() == expected.split()
    assert found.defects == ()
    assert found.machine == ""


def test_there_are_samples() -> None:
    assert len(list(CLIENTS.glob("*.eml"))) >= 35


@pytest.mark.parametrize(
    "statement",
    [
        "From: puwg12 at LA 661 School 2191\nTo: puwg34 at Ysgol Bryn Onnen",
        "From: Ysgol Bryn Onnen\nTo: Ysgol Coed Hir\nDate: 1 September 2026",
        "On 31 August she left us, and nobody wrote it down.",
        "The head wrote: she has left.",
        "Ar 31 Awst ysgrifennodd hi atom i ddweud ei bod yn gadael.",
        "-----\nEnw: Gwenno Puw\n-----",
        "I started on 1/9/2026 at 08:30",
    ],
)
def test_statements_that_look_like_quoting(statement: str) -> None:
    assert read(f"Helo,\n\n{statement}\n\nDiolch am bopeth a wnewch").own_text().split() == (
        f"Helo, {statement} Diolch am bopeth a wnewch".split()
    )


def test_nothing_is_cut_on_a_mere_sentence() -> None:
    assert read("On 3 Oct 2026 at 10:00, Mary Jones wrote:\n\nthat she has left. I agree.").own_text() == (
        "that she has left. I agree."
    )


def test_an_empty_answer_to_us_stays_empty() -> None:
    body = "On 3 Oct 2026 at 10:00, Hwb Support <hwb@support.example> wrote:\n\nReply APPROVE if you agree."
    assert read(body).own_text() == ""


def test_forwards_are_told_from_quotes() -> None:
    block = (
        "From: Gwenno Puw <g@a.example>\nSent: 2 October 2026 10:00\nTo: Eirlys\nSubject: Hwb\n\nFy nghyfrif: puwg12"
    )
    assert voices(read(f"Isod.\n\n{block}", subject="Yml: Hwb"), Voice.FORWARDED)[-1] == "Fy nghyfrif: puwg12"
    assert voices(read(f"Isod.\n\n{block}", subject="Re: Hwb"), Voice.QUOTE)[-1] == "Fy nghyfrif: puwg12"
    assert voices(read(f"Isod.\n\nBegin forwarded message:\n\n{block}"), Voice.FORWARDED)[-1] == "Fy nghyfrif: puwg12"


@pytest.mark.parametrize(
    ("subject", "forwarded"),
    [
        ("FW: Hwb", True), ("Re: Fwd: Hwb", True), ("Yml: Hwb", True), ("Ymlaen: Hwb", True), ("WG: AW: Hwb", True),
        ("TR : Hwb", True), ("RE[2]: Hwb", False), ("Ateb: Hwb", False), ("Hwb: fw: x", False), ("", False),
    ],
)  # fmt: skip
def test_forward_prefixes(subject: str, forwarded: bool) -> None:
    assert is_forward(subject) is forwarded


def test_answers_in_colour_where_the_sender_points_to_them() -> None:
    page = (
        "<div>{own}</div><blockquote type='cite'><div>Cod staff newydd:</div>"
        "<div><span style='color:red'>EPRI</span></div><div>Cyfeirnod</div></blockquote>"
    )
    pointed = read(page.format(own="Fy atebion isod mewn coch"), html=True)
    assert voices(pointed, Voice.QUOTED_FORM) == ["EPRI"]
    unpointed = read(page.format(own="Any news?"), html=True)
    assert voices(unpointed, Voice.QUOTED_FORM) == []


def test_a_form_filled_in_within_the_quote() -> None:
    form = "> Ysgol newydd: Coed Hir\n> Cod staff: (e.e. AE)\n> Rhif gweithiwr:\n> From: Hwb <hwb@support.example>\n"
    assert voices(read(f"Wedi llenwi isod.\n\n{form}"), Voice.QUOTED_FORM) == ["Ysgol newydd: Coed Hir"]
    assert voices(read(f"Any news?\n\n{form}"), Voice.QUOTED_FORM) == []


# --- our own letters, without any mark ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def own_lines() -> frozenset[str]:
    return collect(templates_folder(), MARKER)


@pytest.fixture(scope="module")
def letter() -> str:
    """The text of a letter of ours that asks a headteacher."""
    settings = parse("[mailbot]\naddress = hwb@support.example\n", Path("/nowhere"))
    order = LetterOrder(
        "headteacher-approval-asked",
        "eirlys.rees@brynonnen.example",
        Language.BOTH,
        "HWB-7F3K-2MQD",
        COMMON,
        "TOKEN123",
    )
    raw = Letters(settings).render(order, "letter-1", datetime(2026, 10, 5, 8, 30, tzinfo=UTC)).raw
    part = message_from_bytes(raw, policy=policy.default).get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def test_our_letter_without_marks_is_a_quote(letter: str, own_lines: frozenset[str]) -> None:
    below_marker = letter.split("\n", 2)[2]
    for text in (letter, below_marker, below_marker.replace("’", "'"), "\n\n".join(below_marker.split("\n"))):
        found = read(f"Cymeradwyo.\n\nEirlys\n\n{text}", own_lines)
        assert found.own_text() == "Cymeradwyo."
        assert voices(found, Voice.QUOTED_FORM) == []


def test_words_below_our_unmarked_letter_are_the_senders(letter: str, own_lines: frozenset[str]) -> None:
    below_marker = letter.split("\n", 2)[2]
    introduced = f"On 5 October 2026 at 08:30, Hwb Support <hwb@support.example> wrote:\n\n{below_marker}"
    for text in (below_marker, introduced):
        assert read(f"{text}\n\nI cannot approve this yet.", own_lines).own_text() == "I cannot approve this yet."


def test_a_rewrapped_letter_is_a_quote(letter: str, own_lines: frozenset[str]) -> None:
    paragraphs = [" ".join(paragraph.split()) for paragraph in letter.split("\n\n")][3:]
    for width in (40, 200):
        lines = []
        for paragraph in paragraphs:
            line = ""
            for word in paragraph.split():
                if len(line) + len(word) > width:
                    lines.append(line)
                    line = ""
                line = f"{line} {word}".strip()
            lines += [line, ""]
        assert read("Gwrthod.\n\n" + "\n".join(lines), own_lines).own_text() == "Gwrthod."


def test_a_form_of_ours_filled_in(own_lines: frozenset[str]) -> None:
    lines = [str(line) for line in field_lines(tuple(FieldName), Language.WELSH)]
    filled = [f"{lines[5]} puwg12", lines[6], "Ysgol Coed Hir", lines[7]]
    for mark in ("> ", ""):
        body = "Dyma ni.\n\nOn 5 Oct 2026, Hwb Support <hwb@support.example> wrote:\n" + "\n".join(
            mark + one for one in filled
        )
        found = voices(read(body, own_lines), Voice.QUOTED_FORM)
        assert f"{lines[5]} puwg12" in found
        assert mark or "Ysgol Coed Hir" in found


def test_single_words_and_own_sentences_are_never_ours(own_lines: frozenset[str]) -> None:
    for text in ("APPROVE", "CYMERADWYO", "Approve / Cymeradwyo", "I approve this request", "31 Awst 2026"):
        assert read(text, own_lines).own_text() == text


def test_the_end_of_a_wrapped_quote_is_a_quote() -> None:
    phrases = frozenset(own_phrases("Please write the word by itself in the first line of your reply."))
    quoted = "> Please write the word by itself in the first line\nof your reply.\n"
    assert read(f"{quoted}\nApprove", phrases).own_text() == "Approve"
    assert read(f"{quoted[:-1]} Approve", phrases).own_text() == "of your reply. Approve"


def test_a_line_of_ours_alone_is_known() -> None:
    phrases = frozenset(own_phrases("Please write the word by itself in the first line of your reply."))
    assert (
        read("Approve\n\nPlease write the word by itself in the first line of your reply.", phrases).own_text()
        == "Approve"
    )


@pytest.mark.parametrize(
    "piece",
    [
        "On Mon 12:30 2026 x@y.example\n", "From: x@y.example\n", "> ", ">", "-", "- _ = ", "_____\n", "-- \n", "| x\n",
        "Kind regards\n", "sent from my iphone\n\n", "this email and any attachments\n\n", "a\tb\n", "<a ", "a@", ":",
    ],
)  # fmt: skip
def test_long_and_hostile_text_takes_work_in_proportion(piece: str) -> None:
    assert grows_in_proportion(read, piece * (40_000 // len(piece)))
    read(piece * (1_000_000 // len(piece)))  # does not end where a pattern tries every way to match


@pytest.mark.parametrize("broken", ["at the\n>   new school", "at the new\n> school", "at the new school"])
def test_a_value_that_our_letter_calls_wrong_is_not_filled_in(broken: str, own_lines: frozenset[str]) -> None:
    """As letters said it that people still answer; wherever it is wrapped, its end looks like a form's line."""
    found = read(
        "Filled in below, thanks.\n\nOn Mon, 5 Oct 2026 at 08:30, Hwb Support <hwb@support.example> wrote:\n\n"
        "> What does not look right:\n>\n"
        f"> - The staff code given does not match the one on the staff record {broken}: QQ.\n>\n"
        "> New school name / Enw'r ysgol newydd: Ysgol Bryn Onnen\n"
        "> New school staff code / Cod staff yn yr ysgol newydd: ER\n",
        own_lines,
    )
    assert [line.rpartition(": ")[2] for line in voices(found, Voice.QUOTED_FORM)] == ["Ysgol Bryn Onnen", "ER"]
