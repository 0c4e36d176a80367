"""Rounds of the survey end by themselves with their cycle."""

from datetime import datetime

from accord.alignment.survey.rounds import CLOSE, close_round
from accord.ledger.jobs import ClaimedJob
from accord.teams.people import SYSTEM

__all__ = ["CLOSE", "do_close"]


def do_close(job: ClaimedJob, now: datetime) -> None:
    """Close the round whose cycle has ended; one that was closed before stays as it is."""
    close_round(SYSTEM, job.key, now=now)
