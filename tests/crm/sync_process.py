"""A process that reads a HubSpot twin, to be killed: `python -m tests.crm.sync_process setup|sync|count URL`."""

import json
import sys
import time
from datetime import timedelta

import django


def set_up(url: str) -> None:
    """A fresh installation with an agreement in force, connected, its history read."""
    from django.core.management import call_command
    from twins.hubspot.twin import TOKEN

    from accord.agreement import content_hash
    from accord.connectors.objects.session import Connection
    from accord.teams.models import SealedAgreement
    from accord.teams.people import SYSTEM
    from accord.workflows.connect_crm import connect
    from accord.workflows.connections import utc_now
    from accord.workflows.read_crm import read_history
    from tests.crm.company import AGREEMENT

    call_command("migrate", verbosity=0)
    SealedAgreement.objects.create(
        hash=content_hash(AGREEMENT),
        sealed=AGREEMENT.encode(),
        agreement_id="twin-test",
        version=1,
        in_force_from=utc_now() - timedelta(days=30),
        sealed_at=utc_now() - timedelta(days=30),
    )
    connect(SYSTEM, Connection("hubspot", "marketing", base_url=url, token=TOKEN), utc_now)
    while read_history("hubspot", utc_now) is not None:
        pass


def sync() -> None:
    """Read round after round until killed."""
    from accord.workflows.connections import utc_now
    from accord.workflows.read_crm import read_system

    sys.stdout.write("reading\n")
    sys.stdout.flush()
    while True:
        read_system("hubspot", utc_now, all_due=True)
        time.sleep(0.05)


def count() -> None:
    """Read to the end, then print how many facts stand of each call."""
    from accord.ledger.models import Fact
    from accord.ledger.withdrawn import find_withdrawn
    from accord.vocabulary.facts import FactKind
    from accord.workflows.connections import utc_now
    from accord.workflows.read_crm import read_system

    read_system("hubspot", utc_now, all_due=True)
    facts = list(Fact.objects.filter(source="marketing", kind=int(FactKind.call_connected)))
    gone = find_withdrawn({fact.subject for fact in facts})
    stand = [fact for fact in facts if fact.seq not in gone]
    sys.stdout.write(json.dumps({"facts": len(stand), "instants": len({f.occurred_at for f in stand})}))


if __name__ == "__main__":
    django.setup()
    if sys.argv[1] == "setup":
        set_up(sys.argv[2])
    elif sys.argv[1] == "sync":
        sync()
    else:
        count()
