"""The one fold: from facts and the compiled agreement to stages and scores."""

from accord.journey.live import Fact, Journey, Pass, Stay, fold_contact
from accord.journey.many import Columns, Folded, fold_many, fold_table
from accord.journey.versions import Chain, InForce, fold_contact_under, fold_versions

__all__ = [
    "Chain",
    "Columns",
    "Fact",
    "Folded",
    "InForce",
    "Journey",
    "Pass",
    "Stay",
    "fold_contact",
    "fold_contact_under",
    "fold_many",
    "fold_table",
    "fold_versions",
]
