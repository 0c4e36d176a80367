"""Out-of-office replies: whether a mail is one, and the day on which its sender says to be back.

Words of English, German, Dutch and French. A day is read where it cannot be mistaken: ISO, or with the month's
name; figures alone (03/04) are left, since they mean two days.
"""

import re
from datetime import date, timedelta

_AUTOMATIC = re.compile(
    r"(?i)^\W*(?:\[[^\]]*\]\s*|re:\s*|aw:\s*|email(?: received)?:\s*)*"
    r"(?:automati(?:c|sche)[ -]?(?:reply|response|antwort)|auto-?(?:reply|response)|out[ -]of[ -](?:the[ -])?office|"
    r"abwesen(?:d|heit)|automatisch antwoord|afwezig|r[ée]ponse automatique|absence du bureau)"
)
_MONTHS = (
    "jan(?:uary|uar|uari|vier)?", "feb(?:ruary|ruar|ruari)?|f[ée]vrier", "mar(?:ch|s)?|m[äa]rz|maart",
    "apr(?:il)?|avril", "ma[yi]|mei", "jun(?:e|i)?|juin", "jul(?:y|i)?|juillet", "aug(?:ust|ustus)?|ao[uû]t",
    "sep(?:t|tember|tembre)?", "o[ck]t(?:ober|obre)?", "nov(?:ember|embre)?", "de[cz](?:ember)?|d[ée]cembre",
)  # fmt: skip
_MONTH = "|".join(f"(?P<m{n}>{words})" for n, words in enumerate(_MONTHS, 1))
_SAYS = (
    r"(?P<says>back|return(?:ing)?|wieder|zur[üu]ck|terug|de retour|"
    r"until|till|through|bis|tot(?: en met)?|jusqu'au)"
)
_DAY = (
    r"(?:(?P<iso>\d{4}-\d{2}-\d{2})"
    rf"|(?P<d1>\d{{1,2}})(?:st|nd|rd|th|\.)?\s+(?:of\s+)?(?:{_MONTH})\b\.?,?(?:\s+(?P<y1>\d{{4}}))?)"
)
_RETURN = re.compile(rf"(?i)\b{_SAYS}\b[^.!?\n\d]{{0,40}}?{_DAY}")
_AMERICAN = re.compile(
    rf"(?i)\b{_SAYS}\b[^.!?\n\d]{{0,40}}?\b(?:{_MONTH})\.?\s+"
    r"(?P<d1>\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(?P<y1>\d{4}))?"
)
_LAST_DAY = ("until", "till", "through", "bis", "tot", "jusqu'au")  # they are back the day after
_LONGEST = timedelta(days=366)


def is_out_of_office(subject: str) -> bool:
    """Whether a mail's subject is that of an automatic reply of somebody who is away."""
    return _AUTOMATIC.search(subject) is not None


def find_return(text: str, said_on: date) -> date | None:
    """The day on which they are back, as a mail says it; None where it says none, or one that is over.

    >>> find_return("I am back on 18 January.", date(2027, 1, 4))
    datetime.date(2027, 1, 18)
    """
    found = _RETURN.search(text[:4_000]) or _AMERICAN.search(text[:4_000])
    if found is None:
        return None
    day = _read(found, said_on)
    if day is not None and found["says"].casefold().startswith(_LAST_DAY):
        day += timedelta(days=1)
    return day if day is not None and said_on <= day <= said_on + _LONGEST else None


def _read(found: "re.Match[str]", said_on: date) -> date | None:
    parts = found.groupdict()
    try:
        if parts.get("iso"):
            return date.fromisoformat(parts["iso"])
        month = next(n for n in range(1, 13) if parts[f"m{n}"])
        year = int(parts["y1"]) if parts["y1"] else said_on.year
        day = date(year, month, int(parts["d1"]))
    except ValueError:
        return None
    return day if parts["y1"] or day >= said_on else day.replace(year=year + 1)
