"""Promises both ways: each for a class that exists, each with a clock, each consequence for one made."""

import re

from accord.agreement import content_clause, first_hour, hearing
from accord.agreement.at_risk import CLAUSE, USUAL, find_wrong
from accord.agreement.campaigning import SIGN_OFF, reads_sign_off
from accord.agreement.checks.view import Issues, View, did_you_mean
from accord.agreement.clocks.pauses import PAUSES
from accord.agreement.shape.table import Table
from accord.agreement.types import is_clause, layout
from accord.vocabulary.phrases import PHRASES, find_kinds, plain
from accord.vocabulary.quantity import Duration, Share, Unit

_ROUGH = {Unit.minute: 1, Unit.hour: 60, Unit.day: 480, Unit.week: 2400, Unit.month: 10_000}


def check_promises(view: View) -> Issues:
    """Both sides' promises, the consequences, the clock and every share."""
    document = view.document
    if (document.marketing_promises is None) != (document.sales_promises is None):
        lone = "marketing" if document.marketing_promises else "sales"
        path = f"{lone}_promises"
        yield view.issue("promises.one_sided", path, f"only {lone} promises anything")
    yield from _first_attempts(view)
    yield from _consequences(view)
    yield from _clock(view)
    for path, share in shares(document, ""):
        if share.ppm > 1_000_000 and path != "retention.net":
            yield view.issue("share.over_whole", path, f"{path} is {share}")
    for name, sentence in find_wrong(document):
        remedy = did_you_mean(name, list(USUAL))
        yield view.issue("retention.unknown_sign", f"{CLAUSE}.{name}", sentence, remedy)
    for name, sentence in hearing.find_wrong(document):
        code = "hearing.competitor" if name.startswith("competitors.") else "hearing.weeks"
        yield view.issue(code, f"{hearing.CLAUSE}.{name}", sentence)
    if not reads_sign_off(document):
        said = document.campaigns.sign_off if document.campaigns else ""
        yield view.issue(
            "campaigns.unread", SIGN_OFF, f'campaigns are signed off by "{said}", which names nobody'
        )
    if unread := content_clause.find_wrong(document):
        path = f"{content_clause.CLAUSE}.counts_as_used"
        yield view.issue(
            "content.unread", path, f'content counts as used by "{unread}", which nothing records'
        )
    for name, sentence in first_hour.find_wrong(document):
        yield view.issue("pulse.unread", f"{first_hour.CLAUSE}.{name}", sentence)


def minutes(length: Duration) -> int:
    """A length in rough working minutes, only to compare two promises."""
    return length.n * _ROUGH[length.unit]


def _first_attempts(view: View) -> Issues:
    sales = view.document.sales_promises
    if sales is None:
        return
    path = "sales_promises.first_attempt"
    lead = view.document.qualified_lead
    classes = set(lead.classes) if lead else set()
    known = classes | {"hot", "event", "other"}
    named = {name: key for key in sales.first_attempt for name in key.split()}
    for name, key in named.items():
        if name not in known:
            sentence = f'a first attempt is promised for the class "{name}", which does not exist'
            remedy = did_you_mean(name, list(known))
            yield view.issue("promise.unknown_class", f"{path}.{key}", sentence, remedy)
    missing = sorted(classes - set(named)) if sales.first_attempt and "other" not in named else []
    if missing:
        sentence = f"no first attempt is promised for the class {', '.join(missing)}"
        yield view.issue("promise.class_without_time", path, sentence)
    others = [minutes(each) for key, each in sales.first_attempt.items() if key != "hot"]
    if "hot" in sales.first_attempt and others and minutes(sales.first_attempt["hot"]) > min(others):
        yield view.issue("promise.hot_is_slow", f"{path}.hot", "hot leads wait longer than others")
    if sales.attempts and sales.outcome and minutes(sales.attempts.over) > minutes(sales.outcome.within):
        sentence = (
            f"the attempts last {sales.attempts.over}, the outcome is due within {sales.outcome.within}"
        )
        yield view.issue("promise.attempts_too_long", "sales_promises.attempts", sentence)


def promised_shares(view: View) -> dict[str, Share | None]:
    """The promises that a consequence may begin with, by name, with the promised share if there is one."""
    found: dict[str, Share | None] = {}
    for side in (view.document.marketing_promises, view.document.sales_promises):
        if side is None:
            continue
        for slot in layout(type(side)).slots.values():
            part = getattr(side, slot.name)
            found[slot.key] = getattr(part, "share", None)
            if is_clause(type(part)):
                for inner in layout(type(part)).slots.values():
                    value = getattr(part, inner.name)
                    found.setdefault(inner.key, value if isinstance(value, Share) else None)
    return found


def _consequences(view: View) -> Issues:
    known = promised_shares(view)
    for at, each in enumerate(view.document.if_broken):
        path = f"if_broken.{at}"
        name = each.when.split(" ")[0]
        if name not in known:
            sentence = f'a consequence begins with "{name}", which nobody promised'
            yield view.issue("if_broken.unknown_promise", path, sentence, did_you_mean(name, list(known)))
            continue
        found = re.search(r"under (\S+ ?%)", each.when)
        limit, promised = Share.read(found[1]) if found else None, known[name]
        if limit is not None and promised is not None and limit.ppm > promised.ppm:
            sentence = f"{name} is promised at {promised}, and the consequence begins under {limit}"
            yield view.issue("if_broken.above_promise", path, sentence)


def _clock(view: View) -> Issues:
    document = view.document
    clock = document.clock
    if clock is None:
        if document.sales_promises and document.sales_promises.first_attempt:
            path = "sales_promises.first_attempt"
            yield view.issue("clock.none", path, "a first attempt is promised, and no clock runs")
        return
    if not clock.stops:
        yield view.issue("clock.none", "clock", "the clock never stops")
    for key, acts in (("stops", clock.stops), ("never", clock.never)):
        for at, act in enumerate(acts):
            if find_kinds(act) is None:
                remedy = did_you_mean(plain(act), list(PHRASES))
                path = f"clock.{key}.{at}"
                yield view.issue("clock.unknown_act", path, f'nothing that is recorded says "{act}"', remedy)
    both = {plain(act) for act in clock.stops} & {plain(act) for act in clock.never}
    for act in sorted(both):
        yield view.issue("clock.contradiction", "clock.never", f'"{act}" stops the clock and never stops it')
    for key, until in clock.pauses.items():
        if PAUSES.get(key) != until.what:
            known = "; ".join(f"{name}: until {what}" for name, what in PAUSES.items())
            path = f"clock.pauses.{key}"
            yield view.issue(
                "clock.pause", path, f'nothing is known to pause by "{key}: {until}"', f"write {known}"
            )
    for key in clock.warn:
        if Share.read(key) is None:
            yield view.issue("clock.warn", f"clock.warn.{key}", f'"{key}" is no share of the promised time')


def shares(value: object, path: str) -> list[tuple[str, Share]]:
    """Every share under a value, with its path."""
    prefix = f"{path}." if path else ""
    if isinstance(value, Share):
        return [(path, value)]
    if isinstance(value, Table):
        return [found for key, row in value.items() for found in shares(row, prefix + key)]
    if not is_clause(type(value)):
        return []
    slots = layout(type(value)).slots.values()
    return [found for slot in slots for found in shares(getattr(value, slot.name), prefix + slot.key)]
