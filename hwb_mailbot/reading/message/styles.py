"""As much of CSS as shows whether words can be seen, and whether somebody coloured them.

Text that a person cannot see (``display:none``, no size, white on white, ``mso-hide``) is not text: it must neither
decide anything nor hide what does. Neither is text that they see struck out. Pure; unknown CSS means nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

Colour = tuple[int, int, int]

_NAMES: dict[str, Colour] = {
    "white": (255, 255, 255), "snow": (255, 250, 250), "ivory": (255, 255, 240), "black": (0, 0, 0),
    "red": (255, 0, 0), "darkred": (139, 0, 0), "firebrick": (178, 34, 34), "crimson": (220, 20, 60),
    "maroon": (128, 0, 0), "blue": (0, 0, 255), "darkblue": (0, 0, 139), "navy": (0, 0, 128),
    "mediumblue": (0, 0, 205), "royalblue": (65, 105, 225), "dodgerblue": (30, 144, 255),
    "green": (0, 128, 0), "darkgreen": (0, 100, 0), "lime": (0, 255, 0), "forestgreen": (34, 139, 34),
    "purple": (128, 0, 128), "magenta": (255, 0, 255), "fuchsia": (255, 0, 255), "orange": (255, 165, 0),
    "teal": (0, 128, 128), "gray": (128, 128, 128), "grey": (128, 128, 128), "yellow": (255, 255, 0),
    "silver": (192, 192, 192), "lightgray": (211, 211, 211), "lightgrey": (211, 211, 211),
}  # fmt: skip

WHITE: Colour = (255, 255, 255)

_ZERO = r"[+-]?(?:0+(?:\.0*)?|\.0+)(?![\d.])(?:[a-z]{1,4}|%)?"
_END = r"\s*(?:[;!}]|$)"
_HIDING = re.compile(
    r"(?:^|[;{\s])(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all"
    rf"|opacity\s*:\s*(?:{_ZERO}|0?\.0\d*%?){_END}|font-size\s*:\s*{_ZERO}{_END}|max-(?:height|width)\s*:\s*{_ZERO}{_END}"
    rf"|font\s*:(?:[^;]{{0,60}}\s)?{_ZERO}(?:\s*/|\s+[a-z'\"])"
    r"|text-indent\s*:\s*-\d{3,}|(?:left|right|top|bottom|margin(?:-left|-top)?)\s*:\s*-\d{4,}px|left\s*:\s*-\d{3}px"
    rf"|clip\s*:\s*rect\(\s*{_ZERO}|clip-path\s*:\s*(?:inset\(\s*(?:100|[5-9]\d)(?:\.\d+)?%|circle\(\s*{_ZERO}[\s)]"
    rf"|polygon\(\s*0[^,]{{0,20}}\)|ellipse\(\s*{_ZERO}[\s)])"
    rf"|(?:transform\s*:[^;]{{0,60}}scale(?:x|y|3d)?\(\s*{_ZERO}|scale\s*:\s*{_ZERO})"
    rf"|filter\s*:[^;]{{0,60}}opacity\(\s*{_ZERO}|zoom\s*:\s*{_ZERO}{_END}"
    r"|text-decoration(?:-line)?\s*:[^;]{0,60}line-through)"
)
_NO_SIZE = re.compile(rf"(?:^|[;{{\s])(?:height|width)\s*:\s*(?:{_ZERO}|1px){_END}")
_CUT = re.compile(r"(?:^|[;{\s])overflow(?:-[xy])?\s*:\s*(?:hidden|clip)")
"""A box without a size shows its words all the same, unless what overflows it is cut off."""
_TINY = re.compile(r"(?:^|[;{\s])font(?:-size)?\s*:[^;]{0,200}?(?<![\d.])(?:0|1|0?\.\d+|1\.0+)(?:px|pt)\b")
_COLOUR = re.compile(r"(?:^|[;{\s])color\s*:\s*([^;!}]{1,60})")
_BACKGROUND = re.compile(r"(?:^|[;{\s])background(?:-color)?\s*:\s*([^;!}]{1,60})")
_TRANSPARENT = re.compile(
    r"transparent|(?:rgb|hsl)a?\((?:[^,/)]{1,12},){3}\s*(?:0?\.0\d*|0+)%?\s*\)"
    r"|(?:rgb|hsl)a?\([^,/)]{1,30}/\s*(?:0?\.0\d*|0+)%?\s*\)|#[0-9a-f]{6}00\b|#[0-9a-f]{3}0\b"
)
"""A colour that is not there: its fourth number, the opacity, is nought or nearly so."""
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})\s*[, ]\s*(\d{1,3})\s*[, ]\s*(\d{1,3})\s*(?:[,/]\s*([\d.]+%?)\s*)?\)")
_HEX = re.compile(r"#([0-9a-f]{6}|[0-9a-f]{3})(?:[0-9a-f]{2})?\b")


@dataclass(frozen=True, slots=True)
class Look:
    """What an element's own style says; ``None`` where it says nothing."""

    hidden: bool = False
    colour: Colour | None = None
    background: Colour | None = None
    no_margin: bool = False
    indent_only: bool = False
    bar: bool = False


@lru_cache(maxsize=4096)
def look(style: str) -> Look:
    """The meaning of a ``style`` attribute or rule body."""
    text = style[:4000].lower()
    if not text:
        return Look()
    colour = _COLOUR.search(text)
    background = _BACKGROUND.search(text)
    return Look(
        hidden=bool(_HIDING.search(text) or _TINY.search(text) or (_NO_SIZE.search(text) and _CUT.search(text)))
        or bool(colour and _TRANSPARENT.search(colour[1])),
        colour=parse_colour(colour[1]) if colour else None,
        background=parse_colour(background[1]) if background else None,
        no_margin=bool(re.search(r"margin(?:-top|-bottom)?\s*:\s*0", text)),
        indent_only=bool(re.search(r"border(?:-left)?(?:-style|-width)?\s*:\s*(?:none|0|medium none)", text)),
        bar=bool(re.search(r"border-left(?:-width|-style)?\s*:\s*(?!none|0|medium none)", text)),
    )


@lru_cache(maxsize=1024)
def parse_colour(text: str) -> Colour | None:
    """A CSS or HTML colour as red, green and blue from 0 to 255."""
    text = text.strip().lower()
    found = _RGB.search(text)
    if found:
        return (min(255, int(found[1])), min(255, int(found[2])), min(255, int(found[3])))
    digits = _HEX.search(text)
    if digits:
        code = digits[1] if len(digits[1]) == 6 else "".join(digit * 2 for digit in digits[1])
        return (int(code[0:2], 16), int(code[2:4], 16), int(code[4:6], 16))
    return _NAMES.get(text.split(" ")[0])


def unseen(colour: Colour, background: Colour) -> bool:
    """Whether words in ``colour`` cannot be told from ``background``."""
    return (
        abs(colour[0] - background[0]) <= 8
        and abs(colour[1] - background[1]) <= 8
        and abs(colour[2] - background[2]) <= 8
    )


def strong(colour: Colour | None) -> bool:
    """Whether people would call it a colour: neither black, grey, white nor nearly so."""
    return colour is not None and max(colour) - min(colour) >= 96


def hidden_selectors(sheet: str) -> tuple[frozenset[str], bool]:
    """Class and id names (``.a``, ``#b``) that a style sheet hides, and whether it gives paragraphs no margin."""
    hidden: set[str] = set()
    no_margin = False
    depth = 0
    selectors = ""
    conditional = 0
    for piece in re.split(r"([{}])", _without_comments(sheet[:100_000].lower())):
        if piece == "{":
            depth += 1
            if "@" in selectors and not conditional:
                conditional = depth
        elif piece == "}":
            if conditional == depth:
                conditional = 0
            depth = max(0, depth - 1)
        elif depth == 1 and not conditional:
            meaning = look(piece)
            for selector in selectors.split(","):
                name = selector.strip()
                if meaning.hidden and re.fullmatch(r"[a-z]*[.#][\w-]+", name):
                    hidden.add(name.lstrip("abcdefghijklmnopqrstuvwxyz"))
                no_margin = no_margin or (name == "p" and meaning.no_margin)
        elif depth == 0:
            selectors = piece.rpartition(";")[2]
    return frozenset(hidden), no_margin


def _without_comments(sheet: str) -> str:
    pieces = sheet.replace("<!--", " ").replace("-->", " ").split("/*")
    return pieces[0] + "".join(piece.partition("*/")[2] for piece in pieces[1:])
