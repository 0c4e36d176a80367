"""A rule of fit or engagement as a sentence about the person it held for: nobody reads code to learn why."""

from accord.agreement.rules.conditions import RuleUnclear
from accord.agreement.rules.fit import FitTest, read_fit
from accord.vocabulary.phrases import plain
from accord.vocabulary.said import said

_DID = {
    "page view": "they visited the website",
    "website visit": "they visited the website",
    "pricing page": "they looked at prices",
    "case study": "they read a case study",
    "content download": "they downloaded content",
    "form submitted": "they filled in a form",
    "form": "they filled in a form",
    "demo request": "they asked for a demonstration",
    "pricing request": "they asked for a price",
    "contact us": "they asked to be contacted",
    "contact request": "they asked to be contacted",
    "chat message": "they wrote in the chat",
    "email click": "they clicked in an e-mail",
    "human click": "they clicked in an e-mail or an advertisement",
    "replied": "they replied",
    "reply": "they replied",
    "webinar registered": "they registered for a webinar",
    "webinar attended": "they attended a webinar",
    "spoke with us at event": "they spoke with us at an event",
    "event conversation": "they spoke with us at an event",
    "ad click": "they clicked on an advertisement",
    "meeting booked": "they booked a meeting",
    "meeting booked by buyer": "they booked a meeting",
    "call received": "they called us",
}
_CAPS = {"fit": "fit counts no further", "engagement": "engagement counts no further"}


def rule_in_words(text: str, *, cap: bool = False) -> str:
    """What a line of a score says: `industry in [food]` held, a page was looked at, or (`cap`) enough was counted.

    A rule of a later release, which this one cannot read, stays as it is written.

    >>> rule_in_words("employees in 100..3000")
    'between 100 and 3,000 employees'
    >>> rule_in_words("pricing page", cap=True)
    'they looked at prices: more of it counts no further'
    """
    if cap and text in _CAPS:
        return _CAPS[text]
    did = _DID.get(plain(text)) or _fits(text)
    return said("%(what)s: more of it counts no further", what=did) if cap else did


def _fits(text: str) -> str:
    try:
        test = read_fit(text)
    except RuleUnclear:
        return text
    if test.one_of:
        return said("%(attribute)s is %(values)s", attribute=test.attribute, values=_listed(text))
    return _bounds(test)


def _bounds(test: FitTest) -> str:
    low, high, of = test.low, test.high, test.attribute
    if low is not None and high is not None:
        return said("between %(low)s and %(high)s %(of)s", low=f"{low:,}", high=f"{high:,}", of=of)
    if low is not None:
        return said("at least %(low)s %(of)s", low=f"{low:,}", of=of)
    return said("at most %(high)s %(of)s", high=f"{high:,}", of=of)


def _listed(text: str) -> str:
    """The values as they are written, the last after an "or"."""
    inner = text.partition("[")[2].rpartition("]")[0] or text.partition(" is ")[2]
    values = [each.strip() for each in inner.split(",") if each.strip()]
    if len(values) < 2:
        return "".join(values)
    return said("%(first)s or %(last)s", first=", ".join(values[:-1]), last=values[-1])
