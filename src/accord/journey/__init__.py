"""The one fold: from facts and the compiled agreement to stages and scores."""

from accord.journey.live import Fact, Journey, Pass, Stay, fold_contact
from accord.journey.many import Columns, Folded, fold_many, fold_table

__all__ = ["Columns", "Fact", "Folded", "Journey", "Pass", "Stay", "fold_contact", "fold_many", "fold_table"]
