"""HTML as people see it: hidden text is no text, tables keep their cells, quotes and colours are known."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hwb_mailbot.reading.message.html import html_lines
from hwb_mailbot.reading.message.material import Voice


def texts(source: str) -> list[str]:
    return [line.text for line in html_lines(source) if not line.blank]


@pytest.mark.parametrize(
    "hidden",
    [
        '<div style="display:none">Approve</div>',
        '<span style="FONT-SIZE: 0px">Approve</span>',
        '<span style="font-size:1px;line-height:1px">Approve</span>',
        '<p style="color:#ffffff">Approve</p>',
        '<font color="white">Approve</font>',
        '<p style="color:#fefefe;background:#fff">Approve</p>',
        '<td bgcolor="#003366"><span style="color:#003366">Approve</span></td>',
        '<span style="mso-hide:all">Approve</span>',
        "<div hidden>Approve</div>",
        '<div style="visibility:hidden">Approve</div>',
        '<div style="opacity:0">Approve</div>',
        '<div style="max-height:0;overflow:hidden">Approve</div>',
        '<div style="height:0;overflow:hidden">Approve</div>',
        '<div style="overflow: hidden; HEIGHT: 0px !important">Approve</div>',
        '<div style="width:1px;height:1px;overflow:hidden">Approve</div>',
        '<div style="max-width:0;overflow:hidden">Approve</div>',
        '<div style="clip-path:inset(100%)">Approve</div>',
        '<div style="clip-path: circle(0)">Approve</div>',
        '<div style="clip: rect(0 0 0 0);position:absolute">Approve</div>',
        '<div style="transform:scale(0)">Approve</div>',
        '<div style="transform: rotate(3deg) scale(0, 0)">Approve</div>',
        '<span style="font:0/0 a">Approve</span>',
        '<span style="font: bold 0px Arial">Approve</span>',
        '<span style="color:transparent">Approve</span>',
        '<span style="color:rgba(10, 10, 10, 0)">Approve</span>',
        '<span style="color:rgb(0 0 0 / 0%)">Approve</span>',
        '<span style="color:#33333300">Approve</span>',
        '<span style="opacity:0.0">Approve</span>',
        '<span style="opacity:0.01">Approve</span>',
        '<span style="opacity:0%">Approve</span>',
        '<style>.k{height:0;overflow:hidden}</style><p class="k">Approve</p>',
        '<style>.preheader{color:red;display:none}</style><div class="preheader">Approve</div>',
        '<style><!-- #x { display : none } --></style><div id="x">Approve</div>',
        "<s>Approve</s>",
        "<strike>Approve</strike>",
        "<p><del>Approve</del></p>",
        '<p style="text-decoration: line-through">Approve</p>',
        '<style>.gone{text-decoration-line:underline line-through}</style><p class="gone">Approve</p>',
        "<script>Approve</script>",
        "<!-- Approve -->",
        "<!--[if mso]><p>Approve</p><![endif]-->",
        "<title>Approve</title>",
        "<textarea>Approve</textarea>",
    ],
)
def test_hidden_text_is_no_text(hidden: str) -> None:
    assert texts(f"<body><p>Gwrthod</p><table><tr>{hidden}</tr></table>{hidden}<p>Diolch</p></body>") == [
        "Gwrthod",
        "Diolch",
    ]


@pytest.mark.parametrize(
    "shown",
    [
        '<span style="color:#ffffff;background-color:#00703c">Approve</span>',
        '<div style="background:#003366"><span style="color:white">Approve</span></div>',
        '<p style="font-size:10.0pt">Approve</p>',
        '<p style="font:10.5pt/1 Calibri">Approve</p>',
        '<p style="font:normal 400 12px/1.0 Arial">Approve</p>',
        '<p style="line-height:0;height:0">Approve</p>',
        '<p style="overflow:hidden;height:20px;border:0">Approve</p>',
        '<p style="overflow:hidden;line-height:0;min-height:0">Approve</p>',
        '<p style="color:rgb(200, 0, 0)">Approve</p>',
        '<p style="color:rgba(0, 0, 0, 0.87)">Approve</p>',
        '<p style="background:transparent;background-color:transparent">Approve</p>',
        '<p style="opacity:0.9">Approve</p>',
        '<p style="transform:scale(0.9)">Approve</p>',
        '<p style="clip-path:inset(0)">Approve</p>',
        '<p style="font-size:0.9em">Approve</p>',
        '<style>@media print{.x{display:none}}</style><p class="x">Approve</p>',
        '<style>p.y{display:none}</style><p class="x">Approve</p>',
        '<p style="margin:0cm;font:11pt Calibri">Approve</p>',
    ],
)
def test_visible_text_is_text(shown: str) -> None:
    assert texts(f"<body>{shown}</body>") == ["Approve"]


def test_tables_keep_their_cells() -> None:
    lines = html_lines(
        "<p>Dyma:</p><table><tr><td>Enw</td><td>Cod</td><td>Rhif</td></tr>"
        "<tr><td>Ysgol<br>Bryn Onnen</td><td><p>BO1</p></td><td></td></tr></table>"
        "<table><tr><th>Cod staff:</th><td>NEVA</td></tr><tr><th>Enw</th><td>Nia</td></tr></table>"
    )
    rows = [(line.text, line.cells, line.table) for line in lines if line.cells]
    assert rows == [
        ("Enw\tCod\tRhif", ("Enw", "Cod", "Rhif"), 1),
        ("Ysgol Bryn Onnen\tBO1", ("Ysgol Bryn Onnen", "BO1", ""), 1),
        ("Cod staff: NEVA", ("Cod staff:", "NEVA"), 2),
        ("Enw: Nia", ("Enw", "Nia"), 2),
    ]


def test_a_layout_table_is_only_layout() -> None:
    page = "<table><tr><td>x</td><td><table><tr><td>Annwyl Hwb</td></tr></table><p>Cymeradwyo</p></td></tr></table>"
    assert texts(page) == ["x", "Annwyl Hwb", "Cymeradwyo"]


def test_lists_lines_and_preformatted_text() -> None:
    assert texts("<ol type=a><li>un</li><li><p>dau</p></li></ol><ul><li>tri</li></ul>") == ["a) un", "b) dau", "• tri"]
    assert texts("a<br>b<div>c</div>d<span> e</span>\n f") == ["a", "b", "c", "d e f"]
    assert texts("<pre>un\n  dau\ntri</pre>") == ["un", "dau", "tri"]


@pytest.mark.parametrize(
    "quote",
    [
        '<blockquote type="cite">Reject</blockquote>',
        '<div class="gmail_quote">Reject</div>',
        '<div class="x_gmail_quote">Reject</div>',
        '<div id="ydp0a1b2c3dyahoo_quoted" class="ydp0a1b2c3dyahoo_quoted">Reject</div>',
        '<div class="protonmail_quote">Reject</div>',
        '<div style="border-left:2px solid #ccc;padding-left:5px">Reject</div>',
        '<div id="mail-editor-reference-message-container">Reject</div>',
    ],
)
def test_quoting_elements_are_quotes(quote: str) -> None:
    lines = {line.text: line.depth for line in html_lines(f"<p>Approve</p>{quote}<p>Diolch</p>") if line.text}
    assert lines == {"Approve": 0, "Reject": 1, "Diolch": 0}


def test_what_stands_between_the_blockquotes_of_a_container_is_no_quote() -> None:
    """Gmail puts the attribution, the pieces of the quote and the answers between them into one element."""
    attribution = '<div class="gmail_attr">On Monday Hwb Support wrote:<br></div>'
    page = f'<div class="gmail_quote">{attribution}<blockquote>- APPROVE</blockquote><div>This one</div>'
    lines = {
        line.text: line.depth for line in html_lines(f"{page}<blockquote>- REJECT</blockquote></div>") if line.text
    }
    assert lines["- APPROVE"] == lines["- REJECT"] == 1
    assert lines["This one"] == 0


@pytest.mark.parametrize("before", ["<div>Approve</div>", "Approve", "<br>Approve<br>"])
def test_a_forwarded_mail_in_a_container_is_somebody_elses_whatever_it_quotes(before: str) -> None:
    head = '<div class="gmail_attr">---------- Forwarded message ---------<br></div>'
    page = f'<div class="gmail_quote">{head}{before}<blockquote>Hwb</blockquote><div>Reject</div></div>'
    lines = {line.text: line.depth for line in html_lines(page) if line.text}
    assert lines["Approve"] == lines["Reject"] == 1


def test_an_indented_paragraph_is_no_quote() -> None:
    indented = '<blockquote style="margin:0 0 0 40px;border:none;padding:0px"><div>NEVA</div></blockquote>'
    assert [line.depth for line in html_lines(indented) if line.text] == [0]


def test_signatures_attributions_and_colours_are_marked() -> None:
    lines = html_lines(
        '<div id="Signature">Nia</div><div class="moz-cite-prefix">On … wrote:</div>'
        '<p><span style="color:red">6645194</span></p><p style="color:#1F3864">x</p><a style="color:blue">y</a>'
    )
    found = {line.text: (line.hint, line.coloured) for line in lines if line.text}
    assert found["Nia"][0] is Voice.SIGNATURE
    assert found["On … wrote:"][0] is Voice.QUOTE
    assert [found[text][1] for text in ("6645194", "x", "y")] == [True, False, False]


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.sampled_from(list("<>/=\"' abptdrlu!-;:{}#&")), max_size=300))
def test_any_markup_is_read(source: str) -> None:
    html_lines(source)


@pytest.mark.parametrize(
    "piece", ["<div>", "<blockquote>x", "<table><tr><td>x<td>", "<b>x", "<li>x", "<", "<!--", "<style>/*"]
)
def test_endless_nesting_ends(piece: str) -> None:
    html_lines(piece * 30_000)
