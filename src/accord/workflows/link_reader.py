"""A followed link in the inbox, opened: one click about the person for whom the link was made."""

import json
from datetime import datetime
from typing import Any

from accord.contacts.links.keep import KeptLink, find_link, find_person_of
from accord.vocabulary.channels import where_it_led
from accord.vocabulary.doors import DeadReason, Letter, Unreadable
from accord.vocabulary.facts import Agent, FactDraft, FactKind, Ref, RowRead, RowSkipped
from accord.vocabulary.hits import Evidence
from accord.vocabulary.machines import agent_of
from accord.workflows.inbox_opened import Opened

LOOKING_AHEAD = ("prefetch", "prerender", "preview")


def open_followed(letter: Letter) -> Opened:
    """One visit of a tracked link. Raises `Unreadable`."""
    try:
        said = json.loads(letter.body)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict) or not all(isinstance(said.get(name), str) for name in ("id", "token")):
        raise Unreadable(DeadReason.wrong_shape, "no visit of a link")
    return Opened(1, lambda _: _read(said, letter), lambda _: letter)


def _read(said: dict[str, Any], letter: Letter) -> RowRead | RowSkipped:
    link = find_link(said["token"])
    about = find_person_of(link) if link else None
    if link is None or about is None:
        return RowSkipped(1, "a link whose person was erased")
    evidence = _evidence(link, said, letter)
    fact = _click(f"link:{said['id']}", about, link, letter.received_at, evidence)
    return RowRead(1, (), (fact,), letter.received_at)


def _click(natural_id: str, about: Ref, link: KeptLink, at: datetime, evidence: Evidence) -> FactDraft:
    return FactDraft(
        natural_id,
        about,
        FactKind.email_click,
        at,
        channel="email",
        campaign=link.campaign,
        asset=link.asset or evidence.link,
        value=link.about,
        agent=_agent(evidence),
        evidence=evidence,
    )


def _evidence(link: KeptLink, said: dict[str, Any], letter: Letter) -> Evidence:
    """What tells a person from a program. A page of ours behind the link is matched by where it led."""
    return Evidence(
        message=link.message,
        link=where_it_led(link.target)[:200],
        links=link.links,
        block=letter.context.get("ip", ""),
        user_agent=letter.context.get("ua", ""),
        method=str(said.get("method", "GET"))[:10],
        purpose=str(said.get("purpose", ""))[:40],
    )


def _agent(evidence: Evidence) -> Agent:
    """As far as the request itself tells; the bot filter judges the rest."""
    ahead = evidence.method != "GET" or evidence.purpose.lower().startswith(LOOKING_AHEAD)
    return Agent.machine if ahead else agent_of(evidence.user_agent)
