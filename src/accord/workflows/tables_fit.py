"""Whether the tables that stand are those of this program: asked before every command."""

from pathlib import Path

from django.conf import settings

from accord.ledger.schema import find_missing_migrations, find_unknown_migrations
from accord.vocabulary.errors import Invalid


def check_tables() -> None:
    """Raise `Invalid` where the tables do not fit this program, or a restore was not finished."""
    if restore_marker(settings.INSTALLATION.data).exists():
        raise Invalid(
            "installation.restore_unfinished",
            "a restore into this folder was not finished: erased people may still stand in it",
            "accord restore --finish",
        )
    missing = find_missing_migrations()
    if missing:
        new = "ledger.0001_first_tables" in missing
        raise Invalid(
            "installation.not_ready",
            f'nothing stands in "{settings.INSTALLATION.data}" yet'
            if new
            else "the tables are of an older release",
            "accord init --template NAME" if new else "accord upgrade",
        )
    check_not_newer()


def check_not_newer() -> None:
    """Raise `Invalid` where a newer program changed the tables: this one would not keep its promises."""
    unknown = find_unknown_migrations()
    if unknown:
        raise Invalid(
            "installation.newer",
            f"the database is of a newer release than this program ({unknown[-1]})",
            "run that release or a newer one, or restore a backup from before the upgrade",
        )


def restore_marker(folder: Path) -> Path:
    """The file that stands in a data folder while a restore into it is not finished."""
    return folder / "restore.json"
