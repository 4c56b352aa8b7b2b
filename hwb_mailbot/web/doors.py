"""A door: one path, one method, who may pass, and the page behind it. ``application`` puts a guard before each.

A form is shown by GET and submitted by POST at the same path, so that after signing in again it can be shown filled.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.responses import Response

from hwb_mailbot.web.people import Role
from hwb_mailbot.web.visit import Visit

Page = Callable[[Visit], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Door:
    """``least`` is the role that may pass; None: anybody, signed in or not. ``enrolling`` opens before enrolment."""

    method: str
    path: str
    page: Page
    least: Role | None = Role.VIEWER
    enrolling: bool = False


def shows(path: str, page: Page, least: Role | None = Role.VIEWER, *, enrolling: bool = False) -> Door:
    """A page that changes nothing."""
    return Door("GET", path, page, least, enrolling)


def takes(path: str, page: Page, least: Role | None = Role.OFFICER, *, enrolling: bool = False) -> Door:
    """A form's destination, which alone may change something."""
    return Door("POST", path, page, least, enrolling)
