"""The guard before every door: who is it, is the form ours, may they pass. And what happens when a page fails.

A form that comes after its session has ended is carried through signing in, so that no text is lost. An unexpected
fault is logged and answered with a plain page; a store that cannot be read, with one that says to try again.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from hwb_mailbot import eventlog
from hwb_mailbot.durable import DurableFault
from hwb_mailbot.records import StoreFault
from hwb_mailbot.web import sessions
from hwb_mailbot.web.desk import Desk
from hwb_mailbot.web.doors import Door
from hwb_mailbot.web.rendering import Pages
from hwb_mailbot.web.security import TooLong, of_this_site, read_form
from hwb_mailbot.web.visit import Visit

SESSION_COOKIE = "hwb-session"
VISIT_COOKIE = "hwb-visit"
_OWN_FIELDS = frozenset({"csrf", "password", "code", "again", "current", "confirmed"})


class Guard:
    """Makes endpoints of doors."""

    def __init__(self, desk: Desk, pages: Pages, forms: frozenset[str]) -> None:
        """``forms`` are the paths at which a form is shown as well as taken."""
        self._desk = desk
        self._pages = pages
        self._forms = forms

    def before(self, door: Door) -> Callable[[Request], Awaitable[Response]]:
        """The endpoint that lets those pass who may."""

        async def endpoint(request: Request) -> Response:
            visit = Visit(request, self._desk, self._pages)
            try:
                self.recognise(visit)
                if door.method == "POST":
                    visit.form = await read_form(request)
                refused = self._refused(door, visit)
                return refused if refused is not None else await door.page(visit)
            except TooLong:
                return visit.show("plain.html.j2", 413, say="form-too-long")
            except (StoreFault, DurableFault) as fault:
                eventlog.unexpected_fault("web", fault)
                return visit.show("plain.html.j2", 503, say="store-busy")
            except Exception as fault:  # a page must never take the service down, nor tell of its inside
                eventlog.unexpected_fault("web", fault)
                return visit.show("plain.html.j2", 500, say="page-failed")

        return endpoint

    def recognise(self, visit: Visit) -> None:
        """Find whose session the request is of, and mark it as used."""
        now, token = self._desk.now(), visit.cookie(SESSION_COOKIE)
        person = self._desk.people.of_session(sessions.hash_of(token)) if token else None
        session = sessions.of(person, token, now) if person else None
        if person is None or session is None:
            visit.token = visit.cookie(VISIT_COOKIE)
            return
        visit.person, visit.token = person, token
        if now - session.seen_at >= sessions.SEEN_EVERY:
            self._desk.people.change(person.username, lambda one: sessions.seen(one, token, now))

    def _refused(self, door: Door, visit: Visit) -> Response | None:
        posted = door.method == "POST"
        if posted and not of_this_site(visit.request):
            return visit.show("plain.html.j2", 403, say="form-not-ours")
        if door.least is not None and visit.person is None:
            return self._signing_in_first(door, visit)
        if posted and not visit.form_is_ours():
            return visit.show("plain.html.j2", 403, say="form-not-ours")
        if visit.person is not None and door.least is not None:
            if not visit.person.enrolled and not door.enrolling:
                return visit.go("/enrol")
            if not visit.person.role.reaches(door.least):
                return visit.show("plain.html.j2", 403, say="role-too-small")
        return None

    def _signing_in_first(self, door: Door, visit: Visit) -> Response:
        path = visit.request.url.path
        if door.method == "GET":
            if visit.request.headers.get("sec-fetch-site") == "cross-site":
                # A strict cookie does not come along from a link in a mail; from a page of ours it does.
                return visit.show("plain.html.j2", 200, say="come-in", go_on=_local(visit))
            return visit.go(f"/sign-in?to={quote(_local(visit))}")
        carried = {}
        if path in self._forms or any(_fits(form, path) for form in self._forms):
            carried = {name: value for name, value in visit.form.items() if name not in _OWN_FIELDS}
        offer_token(visit)
        to = path if carried else "/"
        return visit.show("sign-in.html.j2", 401, to=to, carried=carried, say="session-ended", username="")


def offer_token(visit: Visit) -> None:
    """Give a browser that is not signed in a token, so that its sign-in form can be told from a foreign one."""
    if not visit.token:
        visit.token = sessions.new_token()
        visit.cookies[VISIT_COOKIE] = visit.token


def _local(visit: Visit) -> str:
    query = visit.request.url.query
    return f"{visit.request.url.path}?{query}" if query else visit.request.url.path


def _fits(form: str, path: str) -> bool:
    """Whether ``path`` is one of the paths of a door such as ``/cases/{reference}/{action}``."""
    parts, given = form.split("/"), path.split("/")
    return len(parts) == len(given) and all(
        part == one or part.startswith("{") for part, one in zip(parts, given, strict=True)
    )
