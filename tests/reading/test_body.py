"""The pieces of a mail's text, in the order a reader sees them."""

from __future__ import annotations

from hwb_mailbot.reading.message.material import Material, Voice
from hwb_mailbot.reading.voices.divide import material

HEAD = "From: Eirlys Rees <reese@brynonnen.example>\nTo: Hwb Support <hwb@support.example>\nSubject: Re: Hwb\n"


def read(content_type: str, body: str, *, html: bool = False) -> Material:
    return material(f"{HEAD}Content-Type: {content_type}\n\n{body}".encode(), frozenset())


def parts(kind: str, *pieces: str, boundary: str = "b") -> str:
    inner = "".join(f"--{boundary}\n{piece}\n" for piece in pieces)
    return f"Content-Type: multipart/{kind}; boundary={boundary}\n\n{inner}--{boundary}--"


TEXT = "Content-Type: text/plain; charset=utf-8\n\n"
PAGE = "Content-Type: text/html; charset=utf-8\n\n"


def test_texts_around_a_picture_are_one_text() -> None:
    body = parts("mixed", TEXT + "Approve.", "Content-Type: image/png\n\nx", TEXT + "She left in July.").split(
        "\n\n", 1
    )[1]
    assert read("multipart/mixed; boundary=b", body).own_text().split("\n") == ["Approve.", "She left in July."]


def test_html_stands_for_its_alternative_and_what_follows_is_kept() -> None:
    alternative = parts("alternative", TEXT + "Approve.", PAGE + "<p>Approve.</p>", boundary="a")
    body = parts("mixed", alternative, TEXT + "She left in July.").split("\n\n", 1)[1]
    found = read("multipart/mixed; boundary=b", body)
    assert [line.text for line in found.own()] == ["Approve.", "She left in July."]
    assert found.defects == ()


def test_html_within_related_parts() -> None:
    related = parts("related", PAGE + "<p>Cymeradwyo</p><img src=cid:x>", "Content-Type: image/png\n\nx", boundary="r")
    body = parts("alternative", TEXT + "Cymeradwyo", related).split("\n\n", 1)[1]
    assert read("multipart/alternative; boundary=b", body).own_text() == "Cymeradwyo"


def test_the_text_part_where_the_html_has_lost_its_quote_marks() -> None:
    quoted = [
        "Gwenno Puw would like to keep her account.",
        "Reply APPROVE if you do agree to it.",
        "Reply REJECT if you do not agree.",
    ]
    text = "Gwrthod\n\n" + "\n".join(f"> {line}" for line in quoted)
    page = "<p>Gwrthod</p>" + "".join(f"<p>{line}</p>" for line in quoted)
    body = parts("alternative", TEXT + text, PAGE + page).split("\n\n", 1)[1]
    assert read("multipart/alternative; boundary=b", body).own_text() == "Gwrthod"


def test_html_that_calls_itself_text() -> None:
    found = read("text/plain", "<html><body><p>Approve</p><p style='display:none'>Reject</p></body></html>")
    assert found.own_text() == "Approve"


def test_a_forwarded_message_as_attachment_is_second_hand() -> None:
    message = "Content-Type: message/rfc822\n\nFrom: g@a.example\nSubject: Hwb\n\nFy nghyfrif: puwg12\n\nGwenno"
    found = read("multipart/mixed; boundary=b", parts("mixed", TEXT + "Gweler.", message).split("\n\n", 1)[1])
    assert found.own_text() == "Gweler."
    assert [(line.text, line.voice) for line in found.attachment_lines if line.text][:2] == [
        ("Hwb", Voice.FORWARDED),
        ("Fy nghyfrif: puwg12", Voice.FORWARDED),
    ]


def test_a_mail_whose_text_cannot_be_seen() -> None:
    assert read("text/html", "<p style='display:none'>Approve</p>").defects == ("empty-text",)
    assert read("text/plain", "").defects == ()


def test_a_table_keeps_its_voice() -> None:
    rows = "<table><tr><td>Cod</td><td>NEVA</td></tr><tr><td>Rhif</td><td>123</td></tr></table>"
    found = read("text/html", f"<p>Dyma</p>{rows}<blockquote type=cite>{rows}</blockquote>")
    assert [(table.voice, table.rows) for table in found.tables] == [
        (voice, (("Cod", "NEVA"), ("Rhif", "123"))) for voice in (Voice.OWN, Voice.QUOTE)
    ]
    tabbed = read("text/plain", "Enw\tCod\nNia\tNEVA\n\nDiolch am bopeth")
    assert tabbed.tables[0].rows == (("Enw", "Cod"), ("Nia", "NEVA"))


def test_an_endless_line_is_read_in_pieces() -> None:
    found = read("text/plain", "gair " * 5_000)
    assert max(len(line.text) for line in found.lines) <= 4_000
    assert found.own_text().split() == ["gair"] * 5_000


def test_pictures_written_into_the_page_take_no_room() -> None:
    picture = f"<img src='data:image/png;base64,{'A' * 1_500_000}'>"
    found = read("text/html", f"<p>Helo</p>{picture}<p>Approve</p>")
    assert ([line.text for line in found.own()], found.defects) == (["Helo", "Approve"], ())


def test_a_text_beyond_all_letters_is_cut_and_said_so() -> None:
    found = read("text/plain", "gair " * 100_000)
    assert found.defects == ("text-too-long",)
    assert len(found.own_text()) <= 120_000


def test_a_page_that_is_cut_says_so() -> None:
    for page in (
        "<p>Approve</p>" + "<b>x</b>" * 60_000 + "<p>Reject</p>",
        f"<p>Approve</p><p title='{'x' * 900_000}'>Reject</p>",
    ):
        assert "text-too-long" in read("text/html", page).defects


def test_a_signature_laid_out_in_a_table() -> None:
    page = "<p>Approve</p><table><tr><td><img src=x></td><td>Eirlys Rees<br>Pennaeth<br>01286 555</td></tr></table>"
    assert read("text/html", page).own_text() == "Approve"


def test_a_name_in_brackets_in_the_original_makes_nobodys_words_the_senders() -> None:
    """Outlook can mark inline answers so; but whoever wrote the original may have written the mark too."""
    block = "From: Siân <sian@home.example>\nSent: 5 October 2026 10:00\nTo: Eirlys\nSubject: x\n"
    found = read("text/plain", f"Diolch.\n\n{block}\nIs the date in?\n[Eirlys Rees] Yes, 31 August.\n")
    assert found.own_text() == "Diolch."
