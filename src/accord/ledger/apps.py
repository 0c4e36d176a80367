"""The ledger as a Django app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class LedgerConfig(AppConfig):
    """What happened, what was decided, what is to be done or sent."""

    name = "accord.ledger"
    label = "ledger"

    def ready(self) -> None:
        """Reinstall the append-only guards after every migration: SQLite drops triggers on alter."""
        from accord.ledger.guards import install_guards

        post_migrate.connect(install_guards, sender=self, dispatch_uid="ledger.guards")
