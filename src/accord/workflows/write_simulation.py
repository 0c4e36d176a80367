"""Write the exports of a simulated company as files."""

from datetime import datetime
from pathlib import Path

from accord.simulation.company import simulate
from accord.simulation.exports import write_exports, write_spend, write_talks, write_truth
from accord.simulation.plan import HALDEN, of_touches
from accord.vocabulary.people import Viewer


def write_simulation(
    by: Viewer, folder: Path, *, touches: int, seed: int, truth: bool, now: datetime
) -> list[Path]:
    """hubspot, salesforce, google_ads, linkedin_ads, sales_sheet. Anyone may: nothing of the installation is read."""
    simulated = simulate(of_touches(touches) if touches else HALDEN, seed, now)
    files = [*write_exports(simulated, folder), *write_spend(simulated, folder)]
    files += write_talks(simulated, folder)
    return [*files, *(write_truth(simulated, folder) if truth else [])]
