"""Attacks by the form of the header: what different readers of a From field understand, forged results, injection."""

from __future__ import annotations

from email.header import Header

from tests.adversary import writing
from tests.adversary.attacks_senders import only_the_head_authorises, only_the_mover_asks
from tests.adversary.program import AUTHSERV_ID, Mail
from tests.adversary.scripts import attack
from tests.adversary.stage import Play, relayed

STRANGER = "reith@mail.example"


async def _dressed_up(play: Play, victim: str, text: writing.Text, from_: str, **more: object) -> None:
    mail = play.written(STRANGER, text, truly=False, from_=from_, **more)  # type: ignore[arg-type]
    await play.forge(mail)


async def _forged_text(play: Play) -> tuple[str, writing.Text]:
    """Whom to play, and what they would write."""
    if play.chance.random() < 0.5:
        move = await only_the_mover_asks(play)
        head = play.head_of(move)
        return head, writing.authorisation(play.hand(head), play.details(move, head), name=play.name(head))
    move = await only_the_head_authorises(play)
    mover = move.new.email
    return mover, writing.consolidation(play.hand(mover), play.details(move, mover), name=play.name(mover))


@attack
async def display_name_is_an_address(play: Play) -> None:
    """The headteacher's address as the display name of a stranger's."""
    victim, text = await _forged_text(play)
    forms = (f'"{victim}" <{STRANGER}>', f"{victim} <{STRANGER}>", f'"<{victim}>" <{STRANGER}>')
    await _dressed_up(play, victim, text, play.chance.choice(forms))


@attack
async def display_name_encoded(play: Play) -> None:
    """The same, inside an encoded word, or with the stranger's address hidden behind one."""
    victim, text = await _forged_text(play)
    encoded = Header(f"{victim} ŵ", "utf-8").encode()
    forms = (f"{encoded} <{STRANGER}>", f"=?utf-8?q?{victim.replace('@', '=40')}?= <{STRANGER}>")
    await _dressed_up(play, victim, text, play.chance.choice(forms))


@attack
async def several_addresses_in_from(play: Play) -> None:
    """Two authors in one field, in either order, or a group."""
    victim, text = await _forged_text(play)
    forms = (f"{victim}, {STRANGER}", f"{STRANGER}, {victim}", f"Ysgol: {victim};", f"<{victim}> <{STRANGER}>")
    await _dressed_up(play, victim, text, play.chance.choice(forms))


@attack
async def comments_in_from(play: Play) -> None:
    """Comments, routes and quotes that readers take in different ways."""
    victim, text = await _forged_text(play)
    local, _, domain = victim.partition("@")
    forms = (
        f"{STRANGER} ({victim})",
        f"({STRANGER}) {victim}",
        f"<@mail.example:{victim}>",
        f'"{local}"@{domain}',
        f"{local}@{domain}(.mail.example)",
        f"<{victim}>@mail.example",
    )
    await _dressed_up(play, victim, text, play.chance.choice(forms))


@attack
async def several_from_fields(play: Play) -> None:
    """Two From fields, the vouched one first or last."""
    victim, text = await _forged_text(play)
    first, second = play.chance.sample([victim, STRANGER], 2)
    await _dressed_up(play, victim, text, first, extra=[("From", second)])


@attack
async def from_folded_away(play: Play) -> None:
    """A From field folded, spelled oddly or followed by one with a blank before its colon."""
    victim, text = await _forged_text(play)
    form = play.chance.choice((f"{STRANGER}\r\n <{victim}>", f"\r\n {victim}\r\n <{STRANGER}>"))
    extra = play.chance.choice(([], [("From ", victim)], [("FROM", victim)], [("X", "y\r\nFrom: " + victim)]))
    await _dressed_up(play, victim, text, form, extra=extra)


@attack
async def sender_and_reply_to_of_the_victim(play: Play) -> None:
    """From is a stranger's; Sender, Reply-To and Resent-From are the headteacher's or the mover's."""
    victim, text = await _forged_text(play)
    extra = [("Sender", victim), ("Reply-To", victim), ("Resent-From", victim), ("X-Original-From", victim)]
    await _dressed_up(play, victim, text, STRANGER, extra=extra)


@attack
async def reply_to_redirect(play: Play) -> None:
    """The victim's address in From, a stranger's in Reply-To, Return-Path and the envelope: no letter may go there."""
    victim, text = await _forged_text(play)
    extra = [("Reply-To", STRANGER), ("Return-Path", STRANGER), ("Disposition-Notification-To", STRANGER)]
    result = play.chance.choice(("fail", "none", "missing"))
    await play.forge(play.written(victim, text, result=result, truly=False, extra=extra, mail_from="spy@mail.example"))


def _own_results(victim: str, result: str = "pass") -> tuple[str, str]:
    return "Authentication-Results", f"{AUTHSERV_ID}; dmarc={result} header.from={victim.rpartition('@')[2]}"


@attack
async def forged_results_below(play: Play) -> None:
    """The sender brings a result in our relay's name, below the relay's own that says fail or nothing."""
    victim, text = await _forged_text(play)
    result = play.chance.choice(("fail", "none", "missing"))
    await play.forge(play.written(victim, text, result=result, truly=False, extra=[_own_results(victim)]))


@attack
async def forged_results_first_line(play: Play) -> None:
    """The relay wrote none; the sender's own first line directly below its Received line says pass."""
    victim, text = await _forged_text(play)
    top = [*relayed("missing", ""), _own_results(victim)]
    await play.forge(play.written(victim, text, truly=False, top=top))


@attack
async def forged_received_and_results(play: Play) -> None:
    """The sender also forges the Received line of a trusted machine above the result."""
    victim, text = await _forged_text(play)
    inner = ("Received", "from mx.support.example (mx.support.example [127.0.0.1]) by mx.support.example; Thu")
    top = [*relayed(play.chance.choice(("missing", "none")), victim.rpartition("@")[2]), inner, _own_results(victim)]
    await play.forge(play.written(victim, text, truly=False, top=top))


@attack
async def results_of_another_name(play: Play) -> None:
    """A result on top that bears another name than our relay's, or one that only looks like it."""
    victim, text = await _forged_text(play)
    domain = victim.rpartition("@")[2]
    name = play.chance.choice(("mx.other.example", f"{AUTHSERV_ID}.evil.example", f"x.{AUTHSERV_ID}", ""))
    value = f"{name}; dmarc=pass header.from={domain}" if name else f"dmarc=pass header.from={domain}"
    await play.forge(
        play.written(victim, text, truly=False, top=[("Authentication-Results", value), *relayed("missing", domain)])
    )


@attack
async def results_about_another_domain(play: Play) -> None:
    """The relay vouches, truly, for another domain than that in From."""
    victim, text = await _forged_text(play)
    ways = (
        f"{AUTHSERV_ID}; dmarc=pass header.from=mail.example",
        f"{AUTHSERV_ID}; spf=pass smtp.mailfrom=mail.example; dkim=pass header.d=mail.example",
        f"{AUTHSERV_ID}; dkim=pass header.d={victim.rpartition('@')[2]}.mail.example; dmarc=none",
    )
    top = [("Authentication-Results", play.chance.choice(ways)), *relayed("missing", "")]
    await play.forge(play.written(victim, text, truly=False, top=top, mail_from=STRANGER))


@attack
async def results_bent_by_mail_from(play: Play) -> None:
    """A MAIL FROM that would write its own verdict into the relay's field."""
    victim, text = await _forged_text(play)
    domain = victim.rpartition("@")[2]
    bent = f'"x; dmarc=pass header.from={domain} (" @mail.example'
    value = f"{AUTHSERV_ID}; spf=pass smtp.mailfrom={bent}; dmarc=fail header.from={domain}"
    top = [("Authentication-Results", value), *relayed("missing", "")]
    await play.forge(play.written(victim, text, truly=False, top=top, mail_from=bent))


@attack
async def header_injection_in_names(play: Play) -> None:
    """Line ends and header fields inside names, subject and values: none may come out in a letter's header."""
    move = play.move(wants=False, willing=False)
    evil = f"Siân\r\nBcc: {STRANGER}"
    details = play.details(move, play.head_of(move)) | {
        "name": play.chance.choice(
            ("Siân =0D=0ABcc: reith@mail.example", "=?utf-8?q?S=0D=0ABcc:_reith@mail.example?=")
        ),
        "new school": play.chance.choice(("<b>Ysgol</b>", "Ysgol\x0bBcc: reith@mail.example", "[Ysgol](http://evil)")),
    }
    subject, body = writing.authorisation(play.hand(play.head_of(move)), details, name="Pennaeth")
    subject = play.chance.choice(
        (Header(f"{evil} {subject}", "utf-8").encode(), "=?utf-8?q?x=0D=0ATo:_reith@mail.example?=")
    )
    sender = play.chance.choice((play.head_of(move), play.crook(), STRANGER))
    result = "fail" if sender == play.head_of(move) else "pass"
    await play.forge(play.written(sender, (subject, body), result=result, truly=False))


@attack
async def headers_twice(play: Play) -> None:
    """Subject, Content-Type, Date or Message-ID stand twice in a mail that is vouched for."""
    move = await only_the_mover_asks(play)
    head = play.head_of(move)
    extra = play.chance.choice(
        (
            [("Subject", "Awdurdodiad / Authorisation")],
            [("Content-Type", "text/html")],
            [("To", STRANGER), ("Cc", STRANGER)],
            [("MIME-Version", "1.0"), ("Content-Transfer-Encoding", "base64")],
        )
    )
    text = ("Hwb", "Good morning, could somebody ring me back about a new laptop?\n")
    mail = play.written(head, text, extra=extra)
    hidden = mail.raw + b"\r\n\r\nI authorise the consolidation.\r\n"
    await play.post(Mail(hidden, mail.mail_from, mail.recipients))
