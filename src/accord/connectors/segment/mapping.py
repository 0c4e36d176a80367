"""Which happening an event's name means: defaults for the usual names, and what an operator saved for a source.

events: {Demo Requested: demo_request, Whitepaper Opened: content_download}
pages:  {pricing_page: [/plans*, /preise*], case_study: [/kunden/*]}
ignore: [Heartbeat]
"""

import fnmatch
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from accord.connectors.objects.forms import kind_of_page
from accord.vocabulary.channels import plain_word
from accord.vocabulary.errors import Invalid
from accord.vocabulary.facts import BUYER_TOUCHES, FactKind
from accord.vocabulary.issues import Issue, Level

_KEYS = ("events", "pages", "ignore")
_PAGES = (FactKind.page_view, FactKind.pricing_page, FactKind.case_study, FactKind.content_download)
_MOST = 1_000  # names in one mapping
_USUAL: Mapping[FactKind, str] = {
    FactKind.page_view: "Page Viewed, Page View, Viewed Page, pageview, $pageview",
    FactKind.pricing_page: "Pricing Page Viewed, Pricing Viewed, Viewed Pricing, Viewed Pricing Page",
    FactKind.case_study: "Case Study Viewed, Viewed Case Study, Case Study Read",
    FactKind.content_download: "Content Downloaded, Asset Downloaded, Whitepaper Downloaded, Ebook Downloaded, "
    "Guide Downloaded, Report Downloaded, File Downloaded, Downloaded Content",
    FactKind.form_submitted: "Form Submitted, Form Submit, Submitted Form, Lead Captured, Lead Generated, Signed Up, "
    "Sign Up, Newsletter Subscribed",
    FactKind.demo_request: "Demo Requested, Requested Demo, Request Demo, Demo Request, Demo Booked, Trial Started, "
    "Free Trial Started",
    FactKind.pricing_request: "Pricing Requested, Quote Requested, Requested Quote, Requested Pricing",
    FactKind.contact_request: "Contact Requested, Contact Form Submitted, Contact Us Submitted, Contacted Sales, "
    "Contact Sales Submitted",
    FactKind.chat_message: "Chat Message Sent, Live Chat Message Sent, Chat Started, Live Chat Conversation Started",
    FactKind.meeting_booked: "Meeting Booked, Booked Meeting, Call Booked, Meeting Scheduled",
    FactKind.webinar_registered: "Webinar Registered, Registered for Webinar, Event Registered",
    FactKind.webinar_attended: "Webinar Attended, Attended Webinar",
    FactKind.email_click: "Email Link Clicked, Email Clicked, Clicked Email Link",
    FactKind.ad_click: "Ad Clicked, Advertisement Clicked",
}
_DEFAULTS = {plain_word(name): kind for kind, names in _USUAL.items() for name in names.split(",")}


@dataclass(frozen=True, slots=True)
class EventMap:
    """A saved mapping over the defaults."""

    events: Mapping[str, FactKind] = field(default_factory=dict)  # plain word: kind
    pages: tuple[tuple[str, FactKind], ...] = ()  # pattern of a path, and the kind of such a page
    ignored: frozenset[str] = frozenset()

    def kind_of_event(self, name: str) -> FactKind | None:
        """What a `track` event means; None when nobody said."""
        word = plain_word(name)
        return self.events.get(word) or _DEFAULTS.get(word)

    def kind_of_page(self, where: str) -> FactKind:
        """What a visit of `host/path` means: the first pattern that fits, else by the usual words of paths."""
        path = "/" + where.partition("/")[2].casefold()
        for pattern, kind in self.pages:
            if fnmatch.fnmatchcase(path, pattern):
                return kind
        return kind_of_page(where)

    def ignores(self, name: str) -> bool:
        """Whether an event is left out on purpose."""
        return plain_word(name) in self.ignored


DEFAULT = EventMap()


def read_event_map(text: str) -> EventMap:
    """The mapping in a YAML text. Raises `Invalid` with every fault."""
    issues: list[Issue] = []
    value = _load(text)
    if not isinstance(value, dict):
        value = {}
        issues.append(_issue("", "a mapping of events is a list of `key: value`", "see docs/capture.md"))
    for key in value.keys() - set(_KEYS):
        issues.append(_issue(str(key), f'"{key}" is no key of a mapping', f"use {', '.join(_KEYS)}"))
    events = {
        plain_word(str(name)): kind
        for name, kind in _kinds(value.get("events"), "events", BUYER_TOUCHES, issues)
    }
    pages = _pages(value.get("pages"), issues)
    ignored = _names(value.get("ignore"), "ignore", issues)
    if len(events) + len(pages) + len(ignored) > _MOST:
        issues.append(_issue("", f"more than {_MOST} names", "leave out what the defaults know"))
    if issues:
        raise Invalid(
            "mapping.events", f"the mapping of events has {len(issues)} faults", "mend each", issues
        )
    return EventMap(events, pages, frozenset(map(plain_word, ignored)))


def _load(text: str) -> Any:
    try:
        return YAML(typ="safe", pure=True).load(io.StringIO(text))
    except (YAMLError, ValueError, RecursionError) as problem:
        said = " ".join(str(problem).split())[:200]
        raise Invalid("mapping.syntax", f"the mapping cannot be read: {said}", "mend the line") from problem


def _kinds(
    value: Any, path: str, allowed: "frozenset[FactKind] | tuple[FactKind, ...]", issues: list[Issue]
) -> list[tuple[Any, FactKind]]:
    found = []
    for name, kind in _items(value, path, issues):
        if str(kind) in FactKind.__members__ and FactKind[kind] in allowed:
            found.append((name, FactKind[kind]))
        else:
            near = ", ".join(sorted(each.name for each in allowed))
            issues.append(_issue(f"{path}.{name}", f'"{kind}" is no touch of a buyer', f"use one of {near}"))
    return found


def _pages(value: Any, issues: list[Issue]) -> tuple[tuple[str, FactKind], ...]:
    found: list[tuple[str, FactKind]] = []
    for kind, patterns in _items(value, "pages", issues):
        path = f"pages.{kind}"
        for _, each in _kinds({path: kind}, path, _PAGES, issues):
            found += [(pattern.casefold(), each) for pattern in _names(patterns, path, issues)]
    return tuple(found)


def _items(value: Any, path: str, issues: list[Issue]) -> list[tuple[Any, Any]]:
    if value is None:
        return []
    if isinstance(value, dict):
        return [(name, each if isinstance(each, (str, list)) else str(each)) for name, each in value.items()]
    issues.append(_issue(path, f"`{path}` is no list of `key: value`", "see docs/capture.md"))
    return []


def _names(value: Any, path: str, issues: list[Issue]) -> list[str]:
    if value is None:
        return []
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return list(value)
    issues.append(_issue(path, f"`{path}` is no list of texts", "write it as [one, two]"))
    return []


def _issue(path: str, sentence: str, remedy: str) -> Issue:
    return Issue(Level.error, "mapping.events", sentence, remedy, path=path)
