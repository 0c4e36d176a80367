"""From the clause `contact_policy` as it is written to what can be acted on; what says nothing is named."""

import re
from datetime import timedelta

from accord.agreement.contact.terms import Cap, Hold, HoldKind, Policy, Quiet, Weekend
from accord.agreement.handing_over import mode_of
from accord.agreement.shape import Document
from accord.agreement.shape.heading import Mode
from accord.vocabulary.consent import Medium
from accord.vocabulary.facts import Team
from accord.vocabulary.phrases import plain
from accord.vocabulary.quantity import Duration, Rate
from accord.vocabulary.seniority import Seniority

PATH = "contact_policy"
_CAP = re.compile(
    r"(?:(marketing|sales) )?(?:(automatic) )?(email|call|touch)?(?:e?s)? ?per (person|account)"
)
_MEDIUM = {"email": Medium.email, "call": Medium.phone}
_WEEKEND = re.compile(r"(?:(test arms)(?: to )?)?(?:(managers|directors|vice presidents|chiefs) and above)?")
_RANKS = {
    "managers": Seniority.manager,
    "directors": Seniority.director,
    "vice presidents": Seniority.vice_president,
    "chiefs": Seniority.chief,
}
_BEFORE = re.compile(r"(.+) before")


def compile_contact(document: Document) -> Policy:
    """The contact policy of a document; an empty one where it has none: then only the law speaks."""
    home = str(document.reporting.zone) if document.reporting else "UTC"
    clause = document.contact_policy
    if clause is None:
        return Policy(home=home)
    caps, holds, unread = [], [], []
    for name, rate in clause.caps.items():
        path = f"{PATH}.caps.{name}"
        cap = _cap(path, name, rate, mode_of(document, path))
        if cap is None:
            unread.append((path, f"{name}: {rate}"))
        else:
            caps.append(cap)
    for name, said in clause.hold_marketing.items():
        path = f"{PATH}.hold_marketing.{name}"
        hold = _hold(path, name, said, mode_of(document, path))
        if hold is None:
            unread.append((path, f"{name}: {said}"))
        else:
            holds.append(hold)
    quiet = None
    if clause.hours is not None:
        path, hours = f"{PATH}.hours", clause.hours
        weekend = read_weekend(hours.weekend)
        if hours.weekend and weekend is None:
            unread.append((f"{path}.weekend", hours.weekend))
            weekend = Weekend(False, None, nobody=True)  # what cannot be read allows nothing
        zone = "" if hours.zone == "recipient" else str(hours.zone)
        quiet = Quiet(path, mode_of(document, path), hours.quiet.start, hours.quiet.end % 1440, zone, weekend)
    return Policy(tuple(caps), tuple(holds), quiet, home, tuple(unread))


def _cap(path: str, name: str, rate: Rate, mode: Mode) -> Cap | None:
    found = _CAP.fullmatch(plain(name))
    per = length_of(rate.per)
    if found is None or per is None:
        return None
    team = Team(found[1]) if found[1] else None
    return Cap(
        path,
        mode,
        str(rate),
        found[4] == "account",
        team,
        _MEDIUM.get(found[3] or ""),
        True if found[2] else None,
        rate.n,
        per,
    )


def length_of(duration: Duration) -> timedelta | None:
    """A sliding window's length; a month is 31 days; None for working time, which no window slides over."""
    if duration.elapsed is not None:
        return duration.elapsed
    return None if duration.days is None else timedelta(days=duration.days)


def _hold(path: str, name: str, said: Duration | str, mode: Mode) -> Hold | None:
    words = plain(name)
    kind = next((each for each in HoldKind if each.value == words), None)
    if kind in (HoldKind.open_deal, HoldKind.complaint):
        return Hold(path, mode, kind, None) if isinstance(said, str) else None
    if isinstance(said, str):
        before = _BEFORE.fullmatch(said) if kind is HoldKind.renewal else None
        read = Duration.read(before[1]) if before else None
        if read is None:
            return None
        said = read
    span = length_of(said)
    return Hold(path, mode, kind, span) if kind is not None and span is not None else None


def read_weekend(text: str) -> Weekend | None:
    """The weekend clause; None where it says nothing, or nothing that can be read."""
    said = text.casefold().strip()
    if said in ("nobody", "never"):
        return Weekend(False, None, nobody=True)
    found = _WEEKEND.fullmatch(said)
    if found is None or not said:
        return None
    return Weekend(found[1] is not None, _RANKS.get(found[2] or ""))
