"""Notices: a signed agreement in force, and the instant everything happens at."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from accord.teams.models import SealedAgreement
from accord.workflows.notice_mail import keep_smtp
from accord.workflows.work import work_once
from accord.workflows.work_kinds import BESIDE
from tests.cast import Cast
from tests.notices.servers import Mailbox, Posts, mail_server, post_server

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


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    """A data folder of its own, for the files of secrets; hosts on this machine may be sent to."""
    settings.INSTALLATION = replace(settings.INSTALLATION, data=tmp_path, address="https://accord.example")
    return tmp_path


@pytest.fixture
def mailbox(cast: Cast, folder: Path) -> Iterator[Mailbox]:
    """A mail server, and the installation set up to send through it."""
    with mail_server() as box:
        keep_smtp(
            cast.olga,
            host="127.0.0.1",
            port=box.port,
            security="none",
            user="",
            secret="",
            sender="Accord <accord@company.example>",
        )
        yield box


@pytest.fixture
def posts(folder: Path, settings: Any) -> Iterator[Posts]:
    """A web server that the installation may send to."""
    with post_server() as server:
        hosts = (f"127.0.0.1:{server.port}",)
        settings.INSTALLATION = replace(settings.INSTALLATION, private_hosts=hosts)
        yield server


def work_at(instant: datetime) -> int:
    """Do everything that is due at an instant; how many jobs were done."""
    return sum(1 for _ in iter(lambda: work_once(BESIDE, lambda: instant), False))


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Any) -> None:
    """Nobody's password is tried here: the slow digest would be most of the time."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
