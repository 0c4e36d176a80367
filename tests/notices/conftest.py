"""Notices: a signed agreement in force, and the instant everything happens at."""

from datetime import UTC, datetime, timedelta

import pytest

from accord.teams.models import SealedAgreement

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


@pytest.fixture
def signed(db: None) -> SealedAgreement:
    """A version in force since a month ago; its text is not read here."""
    return SealedAgreement.objects.create(
        hash="a" * 64,
        sealed=b"",
        agreement_id="x",
        version=1,
        in_force_from=NOW - timedelta(days=30),
        sealed_at=NOW - timedelta(days=30),
    )
