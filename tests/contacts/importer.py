"""One of several importers of the same people at once: `python -m tests.contacts.importer WHAT [SEED FOLDER]`.

WHAT is `migrate`, `bring`, `bring_without_turn` (the mutant: nobody waits for their turn) or `check`.
Importers meet in FOLDER before they begin, so that they run at once however slowly each one started.
"""

import random
import sys
import time
from pathlib import Path

PEOPLE = 120


def bring_everyone(seed: int) -> None:
    """The same people from this process's own source, in an order of its own, in small batches."""
    from accord.vocabulary.facts import FactKind
    from tests.contacts.bringing import bring, fact, person

    source = f"source{seed}"
    drafts = [
        person(str(n), source, email=f"p{n}@firm{n % 7}.com", name=f"Pia P{n}x", company=f"Firm{n % 7}")
        for n in range(PEOPLE)
    ]
    random.Random(seed).shuffle(drafts)
    for start in range(0, PEOPLE, 10):
        batch = drafts[start : start + 10]
        bring(batch, [fact(draft.ref, FactKind.demo_request) for draft in batch], source)


def meet(folder: Path, seed: str, importers: int = 2) -> None:
    """Say that this process is ready, open its connection, and wait for the others."""
    from django.db import connection

    connection.ensure_connection()
    (folder / seed).touch()
    while len(list(folder.iterdir())) < importers:
        time.sleep(0.002)


def main() -> None:
    """Do WHAT against the database of the environment."""
    import django

    django.setup()
    what = sys.argv[1]
    if what == "migrate":
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
    elif what == "check":
        from accord.contacts.doctor import check_identity
        from accord.contacts.models import Account, Contact, Identity

        for issue in check_identity():
            print(issue)
        print(Contact.objects.filter(gone=False).count(), Identity.objects.count(), Account.objects.count())
    else:
        if what == "bring_without_turn":
            import accord.contacts.identify as identify
            import accord.ledger.record as record

            identify.take_turn = record.take_turn = lambda: None
        import tests.contacts.bringing  # noqa: F401 - what it imports takes longest to load

        meet(Path(sys.argv[3]), sys.argv[2])
        bring_everyone(int(sys.argv[2]))


if __name__ == "__main__":
    main()
