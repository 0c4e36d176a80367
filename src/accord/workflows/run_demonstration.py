"""Let the demonstration run: its two signers sign what the draft says, it goes live, and some leads are handed over."""

from datetime import datetime

from accord.agreement import content_hash
from accord.teams.agreements import in_force
from accord.teams.drafts import find_drafts
from accord.teams.models import User
from accord.teams.people import SYSTEM, viewer_of
from accord.teams.signing import sign
from accord.vocabulary.errors import Refused
from accord.vocabulary.people import Viewer
from accord.workflows.demo_campaigns import answer_demo_campaigns
from accord.workflows.demo_content import open_demo_links
from accord.workflows.demonstration import is_demonstration
from accord.workflows.go_live import go_live, live_from
from accord.workflows.handoffs.adopt import adopt, find_adoptable
from accord.workflows.make_demonstration import SIGNERS, demo_password

HANDED_OVER = 24
"""So many of the leads under way, the newest: enough to fill a few desks, few enough to look through."""


def waits_to_run() -> bool:
    """Whether this is a demonstration that nobody has let run yet."""
    return is_demonstration() and live_from() is None


def let_it_run(by: Viewer, *, now: datetime) -> int:
    """Sign as both teams, go live, hand the newest leads over; how many. Said again it changes nothing.

    Raises `Refused` outside a demonstration: there two people sign, each for their team.
    """
    if not is_demonstration():
        raise Refused("demo.not_here", "this is no demonstration", "two people sign, each for their team")
    if not waits_to_run():
        return 0
    if in_force(now) is None:
        draft = find_drafts(SYSTEM)[0]
        for address in SIGNERS:
            signer = viewer_of(User.objects.get(email=address))
            sign(signer, draft.id, text_hash=content_hash(draft.text), password=demo_password(), now=now)
    go_live(SYSTEM, now=now)
    answer_demo_campaigns(now)
    newest = find_adoptable(SYSTEM, now, limit=HANDED_OVER)
    handed_over = adopt(SYSTEM, [one.subject for one in newest.leads], now=now).handed_over
    open_demo_links(now)
    return handed_over
