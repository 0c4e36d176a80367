"""One of several who ask for the same last slots: `python -m tests.contacts.policy.asker WHAT [ROUND SEED FOLDER]`.

WHAT is `begin` (tables, a signed policy, the people of every round), `take` or `take_unlocked` (the mutant: nobody
waits, and the answer is given outside the transaction that takes the slot).
"""

import sys
import time
from contextlib import nullcontext
from pathlib import Path

PEOPLE = 25
ASKERS = 3
ROUNDS = 6
SLOW = 0.004  # every verdict takes as long as that of a large account, so that askers meet


def main() -> None:
    """Do WHAT against the database of the environment."""
    import django

    django.setup()
    what = sys.argv[1]
    if what == "begin":
        from django.core.management import call_command

        from tests.contacts.bringing import bring
        from tests.contacts.policy.world import pia, sign

        call_command("migrate", verbosity=0)
        sign()
        every = range(PEOPLE * ROUNDS)
        bring([pia(n, email=f"pia@firm{n}.example", company=f"Firm {n}", name=f"Pia Of{n}") for n in every])
    else:
        take(int(sys.argv[2]), unlocked=what == "take_unlocked")


def take(turn: int, *, unlocked: bool) -> None:
    """Ask for a slot of every person of a round, in the same order as the others, at once with them."""
    import accord.contacts.leases as leases
    from accord.contacts.models import Contact
    from accord.teams.people import SYSTEM
    from tests.agreement.contact.company import MAIL, MONDAY
    from tests.contacts.importer import meet

    decide = leases.decide_contact

    def slowly(*asked: object) -> object:
        verdict = decide(*asked)  # type: ignore[arg-type]
        time.sleep(SLOW)
        return verdict

    leases.decide_contact = slowly  # type: ignore[assignment]
    if unlocked:
        leases.take_lease_turn = lambda: None
        leases.transaction.atomic = nullcontext  # type: ignore[assignment]
    people = list(Contact.objects.order_by("pk").values_list("pk", flat=True))
    meet(Path(sys.argv[4]), sys.argv[3], ASKERS)
    for who in people[turn * PEOPLE : (turn + 1) * PEOPLE]:
        leases.lease_contact(SYSTEM, who, MAIL, MONDAY)


if __name__ == "__main__":
    main()
