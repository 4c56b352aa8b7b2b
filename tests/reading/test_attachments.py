"""Letters as attachments: read within limits, and never in the way of the mail."""

from __future__ import annotations

import base64
import io
import zipfile

from hwb_mailbot.reading.message.material import Material
from hwb_mailbot.reading.voices.divide import material

SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(body: str, head: str = "") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "word/document.xml", f'{head}<w:document xmlns:w="{SPACE}"><w:body>{body}</w:body></w:document>'
        )
    return stream.getvalue()


def pdf(text: str) -> bytes:
    stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, content)
    table = b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + table + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(out)


def read(name: str, octets: bytes) -> Material:
    head = b"From: nia@coedmawr.example\r\nSubject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    part = f'--b\r\nContent-Type: application/octet-stream; name="{name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    return material(
        head + b"--b\r\n\r\nGweler y llythyr.\r\n" + part.encode() + base64.encodebytes(octets) + b"--b--\r\n",
        frozenset(),
    )


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def test_paragraphs_and_tables_of_a_word_document() -> None:
    row = (
        "<w:tbl><w:tr>"
        + "".join(f"<w:tc>{paragraph(text)}</w:tc>" for text in ("Cod staff", "NEVA"))
        + "</w:tr></w:tbl>"
    )
    found = read("Llythyr.docx", docx(paragraph("Rwy'n awdurdodi.") + row))
    assert [line.text for line in found.attachment_lines] == ["Rwy'n awdurdodi.", "Cod staff: NEVA"]
    assert found.attachment_lines[1].cells == ("Cod staff", "NEVA")
    assert {line.where for line in found.attachment_lines} == {"attachment Llythyr.docx"}
    assert found.defects == ()


def test_the_text_of_a_pdf() -> None:
    found = read("letter.pdf", pdf("I authorise the move of evansn216"))
    assert [line.text for line in found.attachment_lines] == ["I authorise the move of evansn216"]


def test_attachments_that_cannot_be_read() -> None:
    bomb = docx("<w:p/>" * 2_000_000)
    entities = docx(paragraph("&a;"), '<!DOCTYPE x [<!ENTITY a "b">]>')
    for name, octets in (
        ("a.docx", b"junk"),
        ("b.docx", bomb),
        ("c.docx", entities),
        ("d.pdf", b"junk"),
        ("e.pdf", b"%PDF-1.4 junk"),
    ):
        found = read(name, octets)
        assert found.attachment_lines == ()
        assert "unreadable-attachment" in found.defects
        assert found.own_text() == "Gweler y llythyr."


def test_an_attachment_is_never_the_mails_own_text() -> None:
    assert "Approve" not in read("x.docx", docx(paragraph("Approve"))).own_text()
