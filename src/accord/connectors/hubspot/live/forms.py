"""HubSpot's form submissions: each form's list, newest first, read back to what is known of that form.

Sources: Forms v3 (GET /marketing/v3/forms); "Get submissions for a form": GET /form-integrations/v1/submissions/forms/
{id}, at most 50 a page. A submission names its sender by the address given, not by contact.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from accord.connectors.objects.live import LiveRow, as_cell
from accord.connectors.objects.session import Page, Position
from accord.vocabulary.errors import ForGood

_FORMS = 100  # forms of one page
_LIMIT = 50  # submissions of one page, the vendor's largest
_ROWS = 200  # of one page of ours; and no more requests than:
_ASKED = 20
_TURNS = 30  # in one round of so many every form is asked, whatever the contacts say
_CONVERTED = "recent_conversion_date"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Call = Callable[..., dict[str, Any]]


def next_page(call: Call, position: Position, since: datetime, back: timedelta) -> Page:
    """The next page: some forms' submissions. Of a form not met before, those since an instant.

    A submission may become visible late: a round steps back by `back` before the latest one known of the form.
    A form that refuses (its kind has no submissions to read, it was deleted) is passed over until the next round.
    """
    place = dict(position)
    if "todo" not in place:
        place |= _begin(call, place)
    todo: list[list[str]] = list(place["todo"])
    through: dict[str, int] = dict(place["through"])
    rows: list[LiveRow] = []
    asked = 0
    while todo and len(rows) < _ROWS and asked < _ASKED:
        asked += 1
        key, name = todo[0]
        known = through.get(key)
        first = _millis(since) if known is None else known - _millis(_EPOCH + back)
        try:
            found = _ask(call, key, place.get("after", ""))
        except ForGood as problem:
            if problem.code not in ("crm.not_found", "crm.refused"):
                raise
            todo.pop(0)
            place = _without_form(place)
            continue
        page = found.get("results", ())
        fresh = [one for one in page if int(one["submittedAt"]) >= first]
        rows += [_row(key, name, one) for one in fresh]
        top = max([place.get("top", 0), *(int(one["submittedAt"]) for one in page)])
        after = str(((found.get("paging") or {}).get("next") or {}).get("after") or "")
        if after and len(fresh) == len(page):
            place |= {"after": after, "top": top}
            continue
        through[key] = max(top, known or 0)
        todo.pop(0)
        place = _without_form(place)
    high = max((row.modified for row in rows if row.modified is not None), default=None)
    if todo:
        return Page(rows, place | {"todo": todo, "through": through}, False, high=high)
    place.pop("todo")
    return Page(rows, place | {"through": through}, True, high=high)


def try_to_read(call: Call) -> None:
    """One small question; raises `ForGood` where the token lacks the scope."""
    call("GET", "/marketing/v3/forms", query=[("limit", "1")])


def _begin(call: Call, place: Position) -> Position:
    """The forms of a new round: all where a contact sent one since the last round, else none: one question.

    The search is only a hint, so in one round of thirty all are asked without it.
    """
    turn, known = int(place.get("turn", 0)), dict(place.get("through", {}))
    newest = _newest(call)
    begun = {"todo": [], "through": known, "turn": turn + 1, "newest": newest}
    if turn % _TURNS and newest is not None and newest == place.get("newest"):
        return begun
    forms = {str(one["id"]): str(one.get("name", "")) for one in _forms(call)}
    through = {key: at for key, at in known.items() if key in forms}
    return begun | {"todo": [list(one) for one in forms.items()], "through": through}


def _newest(call: Call) -> str | None:
    """When a contact last sent a form, as HubSpot's contacts say; empty where none did, None where they are silent."""
    body = {
        "filterGroups": [{"filters": [{"propertyName": _CONVERTED, "operator": "HAS_PROPERTY"}]}],
        "sorts": [{"propertyName": _CONVERTED, "direction": "DESCENDING"}],
        "properties": [_CONVERTED],
        "limit": 1,
    }
    try:
        found = call("POST", "/crm/v3/objects/contacts/search", body=body)["results"]
    except ForGood:
        return None
    return str(found[0]["properties"].get(_CONVERTED) or "") if found else ""


def _forms(call: Call) -> list[Mapping[str, Any]]:
    """Every form that is not archived, of whatever kind."""
    forms: list[Mapping[str, Any]] = []
    after = ""
    while True:
        query = [("limit", str(_FORMS)), ("formTypes", "all")]
        found = call("GET", "/marketing/v3/forms", query=[*query, ("after", after)] if after else query)
        forms += found["results"]
        after = str(((found.get("paging") or {}).get("next") or {}).get("after") or "")
        if not after:
            return forms


def _ask(call: Call, key: str, after: str) -> dict[str, Any]:
    query = [("limit", str(_LIMIT))]
    path = f"/form-integrations/v1/submissions/forms/{key}"
    return call("GET", path, query=[*query, ("after", after)] if after else query)


def _row(key: str, name: str, one: Mapping[str, Any]) -> LiveRow:
    """A submission as the warehouse's table spells it, with its sender's address; of its answers nothing else."""
    said = {str(v.get("name", "")).casefold(): as_cell(v.get("value")) for v in one.get("values") or ()}
    at = int(one["submittedAt"])
    natural = str(one.get("conversionId") or f"{key}:{at}")
    cells = {
        "conversion_id": natural,
        "form_id": key,
        "form_name": name,
        "submitted_at": str(at),
        "page_url": as_cell(one.get("pageUrl")),
        "email": said.get("email", ""),
    }
    return LiveRow(natural, cells, "", _EPOCH + timedelta(milliseconds=at))


def _without_form(place: Position) -> Position:
    return {name: value for name, value in place.items() if name not in ("after", "top")}


def _millis(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(milliseconds=1)
