"""Text and HTML parts that say different things, and ordinary clients' two renderings, which never do."""

from __future__ import annotations

from pathlib import Path

import pytest

from hwb_mailbot.reading.voices.divide import material

CLIENTS = Path(__file__).parent / "samples" / "clients"


def disagree(text: str, page: str) -> bool:
    raw = (
        "From: nia@coedmawr.example\r\nTo: hwb@support.example\r\nSubject: x\r\n"
        "Content-Type: multipart/alternative; boundary=b\r\n\r\n"
        f"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
        f"--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{page}\r\n--b--\r\n"
    )
    return "parts-disagree" in material(raw.encode(), frozenset()).defects


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("I approve this.", "<p>I do not approve this.</p>"),
        ("I do not approve.", "<p>I do <span style='display:none'>not</span> approve.</p>"),
        ("Reject", "<p>Approve</p>"),
        ("Cymeradwyo", "<p>Gwrthod</p>"),
        ("Enw defnyddiwr: evansn87", "<p>Enw defnyddiwr: evansn88</p>"),
        ("DfES 6632062", "<p>DfES 6632026</p>"),
        (
            "I approve.\n\nOn 5 Oct 2026 10:00, Hwb <hwb@support.example> wrote:\n> APPROVE if you do, REJECT if not",
            "<p>I do not approve.</p><blockquote type=cite>APPROVE if you do, REJECT if not</blockquote>",
        ),
        ("Who is this, please?", "<p>APPROVE</p>"),
        ("Byddaf yn edrych ar hyn yfory.", "<p>CYMERADWYO</p>"),
    ],
)
def test_parts_that_disagree(text: str, page: str) -> None:
    assert disagree(text, page)


@pytest.mark.parametrize(
    ("text", "page"),
    [
        (
            "I *approve* this: https://x.example/a1",
            "<p>I <b>approve</b> this: <a href='https://x.example/a1'>here</a></p>",
        ),
        ("nia@x.example<mailto:nia@x.example>", "<p><a href='mailto:nia@x.example'>nia@x.example</a></p>"),
        ("", "<p>I approve.</p>"),
        ("Dear Hwb", "<p>Dear Hwb,</p><p>I approve.</p>"),
        ("Your mail program cannot show this message.", "<p>Enw: evansn87, 6632062</p>"),
        ("1. un\n2. dau 6632062", "<ol><li>un</li><li>dau 6632062</li></ol>"),
        ("Approve.\n\n[cid:image001.png@01D]", "<p>Approve.</p><img src='cid:image001.png@01D' alt='x'>"),
        ("Approve.", "<p>Approve.</p><blockquote type=cite>APPROVE or REJECT, HWB-2345-6789</blockquote>"),
        ("O’Brien obrienc102", "<p>O&#8217;Brien obrienc102</p>"),
    ],
)
def test_renderings_of_one_text(text: str, page: str) -> None:
    assert not disagree(text, page)


def test_no_client_disagrees_with_itself() -> None:
    for path in CLIENTS.glob("*.eml"):
        assert material(path.read_bytes(), frozenset()).defects == (), path.name
