"""Who was active when: asked of the statements that were kept, not of the row that stands."""

from collections import defaultdict
from datetime import datetime

from accord.ledger.models import Act
from accord.teams.rights import Right, require
from accord.teams.roster.models import RosterSeat
from accord.teams.roster.reads import master_of_roster
from accord.teams.roster.record import SAID
from accord.teams.roster.resolve import is_active
from accord.vocabulary.people import Viewer
from accord.vocabulary.roster import Seat


def find_active_at(viewer: Viewer, at: datetime, now: datetime) -> dict[int, bool]:
    """Of each member that a system had spoken of by an instant whether they were active then; others are absent.

    Which seats are one person, and who is master, is as of now. A statement without a time counts from
    when it came in.
    """
    require(viewer, Right.see_people)
    people = RosterSeat.objects.filter(seat=Seat.person.value).values_list("key", "member", "source")
    seats = {key: (member, source) for key, member, source in people}
    said: dict[int, tuple[datetime, bool, str]] = {}
    rows = Act.objects.filter(kind=SAID, occurred_at__lte=at).values_list(
        "subject", "occurred_at", "payload", "key"
    )
    for key, when, payload, name in rows.iterator():
        if key not in seats or payload.get("active") is None:
            continue
        entry = (when, not payload["active"], str(name))
        said[key] = max(said.get(key, entry), entry)
    stands: dict[int, dict[str, bool]] = defaultdict(dict)
    for key, (_, left, _) in said.items():
        member, source = seats[key]
        stands[member][source] = stands[member].get(source, False) or not left
    masters = master_of_roster(now)[1]
    return {member: is_active(by_source, masters) for member, by_source in stands.items()}
