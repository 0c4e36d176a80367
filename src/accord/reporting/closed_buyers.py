"""Who bought and who did not, and what was known of them: what fit is learnt from."""

from datetime import datetime

from accord.measures.learn_fit import Buyer
from accord.reporting.mirror.current import open_current
from accord.reporting.sight import mirror_folder
from accord.teams.rights import Right, require
from accord.vocabulary.people import Viewer


def closed_buyers(viewer: Viewer, now: datetime) -> tuple[list[Buyer], int]:
    """Buyers whose deals are over, and how many of their values were only known after the deal began."""
    require(viewer, Right.draft_agreement)
    with open_current(mirror_folder(), now) as mirror:
        buyers = {row["buyer"]: Buyer(row["won"], {}) for row in mirror.ask("closed_buyers")}
        said: dict[int, dict[str, str]] = {key: {} for key in buyers}
        later = 0
        for row in mirror.ask("closed_buyers_said"):
            said[row["buyer"]][row["attribute"]] = row["value"]
            later += row["later"]
    return [Buyer(buyer.won, said[key]) for key, buyer in buyers.items()], later
