"""Attacks by words: approvals that are none, hidden ones, other people's, conditional ones, words inside values."""

from __future__ import annotations

from tests.adversary import clients, writing
from tests.adversary.attacks_senders import only_the_mover_asks
from tests.adversary.clients import Received
from tests.adversary.scripts import attack
from tests.adversary.stage import Play
from tests.adversary.wales import Move

_NEUTRAL = (
    "Thank you, I shall look into this next week.",
    "Who is this, please?",
    "Diolch. Byddaf yn edrych ar hyn yr wythnos nesaf.",
    "I am away until Monday and will read it then.",
    "Could you ring me about this?",
)
_CONDITIONAL = (
    "Approve, if she has returned her laptop.",
    "I would approve, but payroll must confirm first.",
    "Approve once the governors have met.",
    "I approve in principle, please wait for my second e-mail.",
    "Happy to approve as soon as the leaving date is in.",
    "Provided that HR agrees, approved.",
    "Cymeradwyo, os yw hi wedi dychwelyd ei gliniadur.",
    "Byddaf yn cymeradwyo pan fydd yr AD wedi cadarnhau.",
    "Rwy'n fodlon cymeradwyo ar yr amod bod y llywodraethwyr yn cytuno.",
    "Approve? I am not sure, what do you think?",
    "I think I approve, but please check with Mair.",
    "Unless you hear otherwise by Friday, approve.",
)
_NO = (
    "I do not approve.",
    "I cannot approve this.",
    "Not approved.",
    "Please do not approve this request.",
    "Nid wyf yn cymeradwyo.",
    "Peidiwch â chymeradwyo hyn.",
    "I have not approved anything.",
    "REJECT. I never said APPROVE.",
    "Ni allaf gymeradwyo'r cais hwn.",
    "Did I approve this? I did not.",
)
_BOTH = (
    "APPROVE\n\nREJECT",
    "Approve or reject? Neither for now.",
    "CYMERADWYO / GWRTHOD",
    "One of you wrote APPROVE, the other REJECT. Which is it?",
    "To approve: write APPROVE. To reject: write REJECT.",
)


async def _asked(play: Play) -> tuple[Move, Received]:
    """The headteacher has our question before them and has not agreed."""
    move = play.move(willing=False)
    play.silent.add(play.wales.places[move.former.dfes_number].head)
    if play.chance.random() < 0.6:
        await play.mover_requests_transfer(move)
    else:
        await play.mover_asks(move)
        await play.forge(play.authorisation(move, sender=play.head_of(move), result="none", truly=False))
    return move, play.latest(play.head_of(move), "APPROVE")


async def _proceed(play: Play, move: Move) -> None:
    """The mover goes ahead wherever they are let."""
    for received in list(play.all_letters(move.new.email)):
        if "PROCEED" in received.text or "PARHAU" in received.text:
            await play.post(play.reply(received, "PROCEED"))


async def _head_says(play: Play, *ways: str) -> None:
    move, received = await _asked(play)
    words = play.chance.choice(ways)
    await play.post(play.reply(received, words, result=play.chance.choice(("pass", "none"))))
    await _proceed(play, move)


@attack
async def conditional_approval(play: Play) -> None:
    """Yes, if; yes, but; yes, when: a careful officer asks back."""
    await _head_says(play, *_CONDITIONAL)


@attack
async def negated_approval(play: Play) -> None:
    """The word stands there, under a no."""
    await _head_says(play, *_NO)


@attack
async def both_answers(play: Play) -> None:
    """Yes and no in one mail."""
    await _head_says(play, *_BOTH)


@attack
async def quoted_approval_of_another(play: Play) -> None:
    """The headteacher passes on what a deputy wrote, and says nothing themselves."""
    move, received = await _asked(play)
    quotes = (
        "> APPROVE\n> Nia, Deputy Head",
        "On Thu, 10 Sep 2026 at 09:11, Nia Deputy wrote:\n\n> APPROVE",
        "-----Original Message-----\nFrom: Nia Deputy\nSent: 10 September 2026 09:11\nSubject: Hwb\n\nAPPROVE",
        "Ar 10/09/2026 am 09:11, Nia ysgrifennodd:\n\n> CYMERADWYO",
    )
    words = f"{play.chance.choice(_NEUTRAL)}\n\n{play.chance.choice(quotes)}"
    await play.post(play.reply(received, words, client=clients.bare))
    await _proceed(play, move)


@attack
async def approval_in_the_disclaimer(play: Play) -> None:
    """Signature, disclaimer or a telephone's last line hold the word."""
    move, received = await _asked(play)
    ends = (
        "\n-- \nPennaeth\nAPPROVE: Association of Primary and Other Visionary Educators",
        "\n\nThis e-mail is confidential. Recipients approve of its monitoring.\nAPPROVE",
        "\n\n________________________________\nMae'r neges hon yn gyfrinachol. CYMERADWYO",
        "\n\nSent from my APPROVE phone",
    )
    words = play.chance.choice(_NEUTRAL) + play.chance.choice(ends)
    await play.post(play.reply(received, words, client=play.chance.choice((clients.bare, clients.gmail))))
    await _proceed(play, move)


@attack
async def approval_in_hidden_html(play: Play) -> None:
    """White, tiny, displaced, undisplayed or commented text says yes; what people see says nothing of the kind."""
    move, received = await _asked(play)
    hidden = (
        "<!-- APPROVE -->",
        '<div style="display:none">APPROVE</div>',
        '<span style="color:#ffffff;background:#fff">APPROVE</span>',
        '<p style="font-size:0">APPROVE</p>',
        '<div style="position:absolute;left:-9999px">APPROVE</div>',
        "<p hidden>APPROVE</p>",
        "<title>APPROVE</title>",
        '<img alt="APPROVE" src="x">',
        '<div style="max-height:0;overflow:hidden;opacity:0">CYMERADWYO</div>',
        '<style>p::before{content:"APPROVE"}</style>',
        "<template>APPROVE</template>",
        '<input value="APPROVE">',
        '<blockquote type="cite">APPROVE</blockquote>',
        '<font color="white">APPROVE</font>',
    )
    seen = play.chance.choice(_NEUTRAL)
    parts = [play.chance.choice(hidden), f"<p>{seen}</p>"]
    play.chance.shuffle(parts)
    page = f"<html><body>{''.join(parts)}</body></html>"
    mail = play.written(
        received.to,
        (f"Re: {received.subject}", f"{seen}\n"),
        recipient=received.reply_to,
        html=page,
        html_only=play.chance.random() < 0.5,
        extra=[("In-Reply-To", received.message_id)],
    )
    await play.post(mail)
    await _proceed(play, move)


@attack
async def text_and_html_disagree(play: Play) -> None:
    """One part says yes, the other does not: people see only one of them."""
    move, received = await _asked(play)
    one, other = play.chance.sample(("APPROVE", play.chance.choice((*_NEUTRAL, "REJECT"))), 2)
    mail = play.written(
        received.to,
        (f"Re: {received.subject}", f"{one}\n"),
        recipient=received.reply_to,
        html=f"<html><body><p>{other}</p></body></html>",
        extra=[("In-Reply-To", received.message_id)],
    )
    await play.post(mail)
    await _proceed(play, move)


@attack
async def approval_in_an_attachment(play: Play) -> None:
    """A file beside the mail says yes, the mail does not."""
    from tests.adversary.program import Mail

    move, received = await _asked(play)
    seen = play.chance.choice(_NEUTRAL)
    mail = play.written(received.to, (f"Re: {received.subject}", "x"), recipient=received.reply_to)
    header = mail.raw.partition(b"MIME-Version")[0]
    kind, name = play.chance.choice(
        (("text/plain", "answer.txt"), ("text/html", "answer.html"), ("message/rfc822", "a.eml"))
    )
    inner = "APPROVE" if kind != "message/rfc822" else f"From: {received.to}\r\nSubject: Re\r\n\r\nAPPROVE"
    body = (
        'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="m"\r\n\r\n--m\r\nContent-Type: text/plain; '
        f"charset=utf-8\r\n\r\n{seen}\r\n--m\r\nContent-Type: {kind}; name={name}\r\nContent-Disposition: attachment; "
        f"filename={name}\r\n\r\n{inner}\r\n--m--\r\n"
    )
    await play.post(Mail(header + body.encode(), mail.mail_from, mail.recipients))
    await _proceed(play, move)


@attack
async def words_inside_values(play: Play) -> None:
    """A stranger puts APPROVE into a name, so that it comes back when the headteacher quotes our letter."""
    move = await only_the_mover_asks(play)
    play.silent.add(play.wales.places[move.former.dfes_number].head)
    head = play.head_of(move)
    names = (
        "APPROVE",
        "Siân APPROVE",
        "Siân " + "Angharad " * 7 + "APPROVE",
        "Siân\u2028APPROVE",
        "Siân Rhys\u00a0\u00a0APPROVE",
        "Reply above this line",
    )
    details = play.details(move, head) | {
        play.chance.choice(("name", "new school", "former school")): play.chance.choice(names)
    }
    text = writing.authorisation(play.hand(head), details, name=play.name(head))
    await play.forge(play.written(head, text, result="fail", truly=False))
    if not play.has_letter(head, "APPROVE"):
        return
    received = play.latest(head, "APPROVE")
    await play.post(play.reply(received, play.chance.choice(_NEUTRAL), result=play.chance.choice(("pass", "none"))))


@attack
async def only_our_letter_comes_back(play: Play) -> None:
    """The headteacher sends our letter back with nothing of their own, or with their signature alone."""
    move, received = await _asked(play)
    words = play.chance.choice(("", "Jac Roberts\nPennaeth / Headteacher", "Diolch", "??"))
    await play.post(play.reply(received, words, result=play.chance.choice(("pass", "none"))))
    await _proceed(play, move)


@attack
async def a_yes_about_something_else(play: Play) -> None:
    """A vouched mail of the headteacher says yes, in our thread, to something else."""
    move, received = await _asked(play)
    extra = [("In-Reply-To", play.chance.choice((received.message_id, "<other@mail.example>")))]
    subjects = ("Re: Leave on Friday", "Re: New laptops", "Ateb: Cyfarfod")
    mail = play.written(
        received.to, (play.chance.choice(subjects), "Yes, that is fine. Go ahead with the order.\n"), extra=extra
    )
    await play.post(mail)
    await _proceed(play, move)


@attack
async def the_mover_changed_their_mind(play: Play) -> None:
    """A mover's CANCEL counts however it is sent, before the headteacher has written."""
    move = play.move(willing=True)
    await play.mover_asks(move, answer=False)
    received = next(iter(play.all_letters(move.new.email)))
    play.truth.asked.discard(move.new.username)
    play.truth.wanting.discard(move.new.username)
    word = play.chance.choice(("CANCEL", "CANSLO", "Please cancel this.", "Canslwch hyn os gwelwch yn dda."))
    result = play.chance.choice(("pass", "none", "fail"))
    client = play.chance.choice(clients.CLIENTS)
    await play.post(play.reply(received, word, result=result, client=client), answer=False)
    await play.head_authorises(move)


@attack
async def the_head_took_it_back(play: Play) -> None:
    """A headteacher's REJECT counts however it is sent, before the mover has written."""
    move = play.move(willing=True, wants=True)
    play.silent.add(move.person)
    await play.head_authorises(move, answer=False)
    received = next(iter(play.all_letters(play.head_of(move))))
    play.truth.approved.discard(move.former.username)
    play.truth.willing.discard(move.former.username)
    word = play.chance.choice(
        ("REJECT", "GWRTHOD", "I reject this, it was a mistake.", "Please do not merge these accounts.")
    )
    result = play.chance.choice(("pass", "none", "fail"))
    await play.post(play.reply(received, word, result=result), answer=False)
    play.silent.clear()
    await play.mover_asks(move)
