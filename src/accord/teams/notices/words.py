"""What a notice says: one sentence for each kind, and a few words for each value it carries."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.core import Locale, UnknownLocaleError
from babel.dates import format_datetime
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from accord.vocabulary.notices import NoticeKind

_K = NoticeKind
# %(subject)s: what it is about; %(by)s: whose act it tells of; %(names)s: the people among its values.
SENTENCES: Mapping[NoticeKind, Promise] = {
    _K.hot_lead: _("%(subject)s raised a hand and is offered to you"),
    _K.lead_offered: _("%(subject)s is offered to you"),
    _K.lead_reoffered: _("%(subject)s is offered to you: nobody took it before"),
    _K.lead_moved: _("%(subject)s is somebody else's now"),
    _K.lead_taken: _("%(subject)s was taken by %(names)s"),
    _K.due_soon: _("%(subject)s is due soon"),
    _K.overdue: _("%(subject)s is past its time"),
    _K.escalated: _("%(subject)s needs you: its time has passed"),
    _K.unread_crm: _("The CRM could not be read: alarms rest until it can be"),
    _K.returned: _("%(subject)s came back from sales"),
    _K.outcome: _("What became of %(subject)s"),
    _K.promise_due: _("A promise is due: %(subject)s"),
    _K.deal_active: _("%(subject)s is active, and your deal is open"),
    _K.customer_active: _("Your customer %(subject)s is active"),
    _K.won: _("%(subject)s is won. Everybody who had a part: %(names)s"),
    _K.mention: _("%(by)s mentioned you: %(subject)s"),
    _K.question: _("%(by)s asks: %(subject)s"),
    _K.answer: _("%(by)s answered: %(subject)s"),
    _K.decision_needed: _("A decision is needed: %(subject)s"),
    _K.weekly_pack: _("The weekly pack is ready"),
    _K.survey_open: _("The survey is open: two minutes"),
    _K.spike: _("Sales hears more of one thing than before"),
    _K.pulse: _("The first hour of a send has a verdict"),
    _K.campaign: _("%(subject)s will reach accounts of yours"),
    _K.campaign_moved: _("%(subject)s: something moved"),
    _K.unsigned: _("Nobody signed what was sent as %(subject)s"),
    _K.test: _("This is a test: notices arrive here"),
}
VALUES: Mapping[str, Promise] = {
    "due": _("due %(value)s"),
    "late": _("since %(value)s"),
    "waited": _("waited %(value)s"),
    "reason": _("reason: %(value)s"),
    "outcome": _("outcome: %(value)s"),
    "stage": _("stage: %(value)s"),
    "class": _("class %(value)s"),
    "clause": _("clause %(value)s"),
    "comes_back": _("promised back by %(value)s"),
    "topic": _("topic: %(value)s"),
    "starts": _("starts %(value)s"),
    "what": _("what: %(value)s"),
    "campaign": _("campaign: %(value)s"),
    "action": _("verdict: %(value)s"),
    "minute": _("at minute %(value)s"),
    "answered": _("%(value)s answers so far"),
    "expected": _("an ordinary send would have %(value)s"),
    "metric": _("over its limit: %(value)s"),
    "mails": _("%(value)s mails"),
    "heard_of": _("%(value)s people in the week"),
}
_PEOPLE = "people"  # the value that names our people, by actor
NameOf = Callable[[str], str]


def tell(
    kind: NoticeKind,
    subject: str,
    *,
    by: str = "",
    values: Mapping[str, Any],
    name_of: NameOf,
    zone: ZoneInfo,
) -> str:
    """The notice in one sentence, in the language that is active and the zone of its reader.

    `subject` is empty where its reader may not see it; `name_of` gives the name of `user:17` or an owner's id.
    """
    names = [name_of(str(actor)) for actor in values.get(_PEOPLE, ())]
    said = str(SENTENCES[kind]) % {
        "subject": subject or gettext("a lead"),
        "by": by or gettext("somebody"),
        "names": ", ".join(name for name in names if name) or gettext("somebody"),
    }
    said = said[:1].upper() + said[1:] if not subject else said
    more = [
        str(words) % {"value": _spoken(values[name], zone)}
        for name, words in VALUES.items()
        if values.get(name)
    ]
    return "; ".join([said, *more])


def _spoken(value: Any, zone: ZoneInfo) -> str:
    """An instant in the reader's zone; a word of a closed list without its underscores."""
    text = str(value)
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return text.replace("_", " ")
    if instant.tzinfo is None:
        return text
    return str(format_datetime(instant, "EEE d MMM HH:mm", tzinfo=zone, locale=_locale()))


def _locale() -> Locale:
    """The active language as Babel calls it; English where it knows none."""
    try:
        return Locale.parse((get_language() or "en").replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return Locale("en")
