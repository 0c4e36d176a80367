"""A form posted on a page of ours becomes one row: who it was, what they asked for, what they agreed to.

It shares the names of visitors with the site's events: a form that bears the visitor's id says who that is.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from accord.connectors.objects.forms import kind_of_form
from accord.connectors.objects.values import email, host
from accord.connectors.segment.form_body import Fields, read_fields
from accord.connectors.segment.refs import id_of, visitor_ref
from accord.connectors.segment.touch import channel_of, dimension, in_words
from accord.vocabulary.channels import plain_word, where_it_led
from accord.vocabulary.consent import ConsentState, Medium, Origin, Purpose, Statement
from accord.vocabulary.doors import DeadReason, Unreadable
from accord.vocabulary.facts import (
    ConsentDraft,
    FactDraft,
    FactKind,
    RecordDraft,
    RecordKind,
    Ref,
    RowRead,
    RowSkipped,
)
from accord.vocabulary.machines import agent_of

TRAPS = ("_gotcha", "honeypot", "accord_trap")  # invisible to people: whoever fills one is a program
RETURNS = ("_next", "accord_next", "redirect")
_YES = frozenset({"on", "yes", "true", "1", "y", "checked", "agree", "agreed", "ja", "oui", "si"})
_NO = frozenset({"no", "off", "false", "0", "n", "nein", "non", "nee"})
# Our names for the usual words of fields, compared by letters and digits only.
_USUAL = {
    "email": "email emailaddress mail workemail businessemail youremail",
    "first": "firstname fname givenname vorname first",
    "last": "lastname lname surname familyname nachname last",
    "name": "name fullname yourname contactname",
    "company": "company companyname organisation organization firma account employer",
    "phone": "phone phonenumber telephone tel mobile mobilephone telefon",
    "country": "country countrycode land",
    "website": "website companywebsite domain companydomain",
    "visitor": "anonymousid accordid",
    "message id": "messageid accordmessage",
    "form": "formname form formid accordform",
    "page": "pageurl accordpage",
    "referrer": "referrer accordreferrer",
    "wording": "consentwording accordwording",
    "free": "message comment comments yourmessage note notes question description nachricht enquiry inquiry",
}
_BY_WORD = {word: ours for ours, words in _USUAL.items() for word in words.split()}
_PLAIN_CONSENT = frozenset(
    ["consent", "newsletter", "optin", "emailoptin", "marketingconsent", "gdprconsent"]
)
_CONSENT = re.compile(rf"consent_({'|'.join(Purpose)})(?:_({'|'.join(Medium)}))?")
_UTM = re.compile(
    r"(first_|last_)?(utm_(?:source|medium|campaign|term|content|id)|gclid|msclkid|fbclid|li_fat_id)"
)
_LONGEST_TRAIL = 4_096


class Form(NamedTuple):
    """The fields of a form by our names, and the others by their own."""

    known: Mapping[str, str]
    utm: Mapping[str, Mapping[str, str]]  # "", "first", "last"
    others: Mapping[str, str]
    said: tuple[tuple[Purpose, Medium, bool], ...]
    trapped: bool
    back_to: str = ""  # the page the form asks to be led to


def open_form(body: bytes, content_type: str) -> Form:
    """The form of a body. Raises `Unreadable`."""
    return _sort(read_fields(body, content_type))


def read_form(
    form: Form, *, line: int, source: str, received_at: datetime, page: str = "", user_agent: str = ""
) -> RowRead | RowSkipped:
    """What a form says; one whose trap was filled is skipped. Raises `Unreadable` when it names nobody.

    What people wrote freely is kept nowhere but in the body, which expires.
    """
    if form.trapped:
        return RowSkipped(line, "form: the trap was filled")
    natural = form.known.get("message id") or _content(form, received_at)
    address = email(form.known.get("email", ""))
    visitor = id_of(form.known.get("visitor"), "anonymousId")
    person = _person_ref(source, address, visitor, natural, form)
    records = [_person(person, form, address, received_at)]
    if visitor and address:
        records.append(RecordDraft(visitor_ref(source, visitor), {}, same_as=(person,)))
    where = where_it_led(form.known.get("page", "") or page)
    names = tuple(filter(None, [form.known.get("form", "")]))
    found = dict(form.utm[""] or form.utm["last"])
    fact = FactDraft(
        f"form:{natural}",
        person,
        _kind(names, where),
        received_at,
        channel=channel_of(_as_event(form, page), found),
        campaign=dimension(found.get("utm_campaign", "")),
        asset=dimension(where),
        value=in_words(found),
        agent=agent_of(user_agent),
    )
    return RowRead(line, tuple(records), (fact,), received_at, _consents(person, form, source, received_at))


def _kind(names: tuple[str, ...], where: str) -> FactKind:
    """By the form's name; by its page where the name says nothing: a newsletter on the page of prices is none."""
    named = kind_of_form(names, "", {})
    return named if names or named is not FactKind.form_submitted else kind_of_form((), where, {})


def _sort(fields: Fields) -> Form:
    known: dict[str, str] = {}
    others: dict[str, str] = {}
    utm: dict[str, dict[str, str]] = {"": {}, "first": {}, "last": {}}
    said: list[tuple[Purpose, Medium, bool]] = []
    for name, values in fields.items():
        value = next((each.strip() for each in values if each.strip()), "")
        folded = name.strip().casefold()
        ours, tracked = _BY_WORD.get(plain_word(name)), _UTM.fullmatch(folded)
        agreed = _agreed(folded, value)
        if folded in TRAPS or folded in RETURNS:
            continue
        if tracked is not None:
            utm[(tracked[1] or "").rstrip("_")][tracked[2]] = value[:200]
        elif agreed is not None:
            said.append(agreed)
        elif ours is not None:
            known.setdefault(ours, value)
        elif value:
            others[name] = "; ".join(values)[:_LONGEST_TRAIL]
    trapped = any(value.strip() for name in TRAPS for value in fields.get(name, ()))
    known.pop("free", None)
    back_to = next((value for name in RETURNS for value in fields.get(name, ()) if value), "")
    kept = {name: value for name, value in known.items() if value}
    return Form(kept, utm, others, tuple(said), trapped, back_to)


def _agreed(name: str, value: str) -> tuple[Purpose, Medium, bool] | None:
    """What a field about consent says; None for any other field, and for one that says neither yes nor no."""
    found = _CONSENT.fullmatch(name)
    word = value.casefold()
    if (found is None and plain_word(name) not in _PLAIN_CONSENT) or word not in _YES | _NO:
        return None
    if found is None:
        return Purpose.marketing, Medium.email, word in _YES
    usual = Medium.email if found[1] == Purpose.marketing else Medium.any
    return Purpose(found[1]), Medium(found[2]) if found[2] else usual, word in _YES


def _person_ref(source: str, address: str, visitor: str, natural: str, form: Form) -> Ref:
    if address:
        return Ref(source, RecordKind.person, f"email:{address}"[:200])
    if visitor:
        return visitor_ref(source, visitor)
    if form.known.get("phone") or form.known.get("name") or form.known.get("last"):
        return Ref(source, RecordKind.person, f"form:{natural}"[:200])
    raise Unreadable(DeadReason.missing_id, "the form names nobody: it has no e-mail address")


def _person(ref: Ref, form: Form, address: str, at: datetime) -> RecordDraft:
    """All that was typed into the form's own fields, and the campaigns that brought the person."""
    known = form.known
    cells = {
        name: known[name]
        for name in ("email", "first", "last", "name", "company", "phone", "country")
        if name in known
    }
    cells |= {f"form {name}"[:100]: value for name, value in form.others.items()}
    touched = form.utm[""] or form.utm["last"]
    cells |= {f"first {name}": value for name, value in (form.utm["first"] or touched).items()}
    cells |= {f"last {name}": value for name, value in (form.utm["last"] or touched).items()}
    full = known.get("name") or " ".join(filter(None, (known.get("first", ""), known.get("last", ""))))
    return RecordDraft(
        ref,
        cells or {"form": known.get("form", "a form")},
        at,
        email=address,
        name=full[:200],
        company=known.get("company", "")[:200],
        domain=host(known.get("website", "")),
        phone=known.get("phone", "")[:40],
        country=known.get("country", "")[:60],
        partial=True,
    )


def _consents(person: Ref, form: Form, source: str, at: datetime) -> tuple[ConsentDraft, ...]:
    """What the person ticked, on their own word. A box left empty says nothing."""
    states = {True: ConsentState.granted, False: ConsentState.denied}
    wording = form.known.get("wording", "")[:40]
    return tuple(
        ConsentDraft(
            person,
            purpose,
            medium,
            Statement(at, states[yes], Origin.person, f"form:{source}"[:80], wording),
            _content(form, at),
        )
        for purpose, medium, yes in form.said
    )


def _content(form: Form, at: datetime) -> str:
    """What was sent, by its digest: the same form sent again on one day is one."""
    whole = [
        sorted(form.known.items()),
        sorted(form.others.items()),
        sorted(form.said),
        at.date().isoformat(),
    ]
    return "content:" + hashlib.sha256(json.dumps(whole).encode()).hexdigest()[:32]


def _as_event(form: Form, page: str) -> dict[str, object]:
    said = {"url": form.known.get("page", "") or page, "referrer": form.known.get("referrer", "")}
    return {"context": {"page": said}}
