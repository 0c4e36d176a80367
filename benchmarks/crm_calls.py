"""How many API calls a day beside the CRM costs: counted by the twins' own request logs, against published limits.

    uv run python -m benchmarks.crm_calls [--users 50] [--contacts 100000] [--hours 24] [--acts 40]

Two phases. History: that many contacts are read from the beginning, with ten forms that one in twenty sent and ten
lists, each of every tenth. Day: every user does that many acts in each system's working hours, a form is sent and a
list joined for every twentieth, Accord writes one value for every tenth, and the worker reads each system at its
interval of a minute. Calls are what the vendor would count; time is simulated. Prints each endpoint with its count.
"""

import argparse
import os
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

# Published limits, calls in 24 hours. Salesforce: 100,000 and 1,000 for each user's licence (Enterprise Edition);
# Professional with API: 1,000 a licence. HubSpot private apps: 250,000 (Starter), 625,000 (Professional), 1,000,000
# (Enterprise) for the account.
SALESFORCE = {
    "Enterprise": lambda users: 100_000 + 1_000 * users,
    "Professional": lambda users: 1_000 * users,
}
HUBSPOT = {"Starter": 250_000, "Professional": 625_000, "Enterprise": 1_000_000}
START = datetime(2026, 9, 7, 0, 0, tzinfo=UTC)
FORMS = [f"f0000000-0000-4000-8000-{n:012}" for n in range(10)]
PAGE = "https://www.pretend.example/form"
LISTS = [str(n) for n in range(1, 11)]


def main() -> None:
    """Run in a data folder of its own."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--users", type=int, default=50)
    options.add_argument("--contacts", type=int, default=100_000)
    options.add_argument("--hours", type=int, default=24)
    options.add_argument("--acts", type=int, default=40, help="of each user in each system")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="accord-calls-") as folder:
        os.environ["ACCORD_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "accord.config.settings"
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        run(asked.users, asked.contacts, asked.hours, asked.acts)


def seed_of(make_seed: Any, contacts: int) -> dict[str, Any]:
    """So many people who were there before the first reading: none of their stamps lies after it."""
    begin = START - timedelta(minutes=7 * contacts, days=1)  # a seed makes one person each seven minutes
    seed: dict[str, Any] = make_seed(contacts, 1, f"{begin:%Y-%m-%dT%H:%M:%SZ}")
    seed["settings"] = {"clock": (START - timedelta(days=1)).isoformat()}
    return seed


def hubspot_seed_of(make_seed: Any, contacts: int) -> dict[str, Any]:
    """Those people, and forms and lists that they are to be on."""
    forms = [{"id": key, "name": f"Form {n}"} for n, key in enumerate(FORMS)]
    lists = [
        {"listId": key, "name": f"List {key}", "processingType": "MANUAL", "objectTypeId": "0-1"}
        for key in LISTS
    ]
    return {**seed_of(make_seed, contacts), "forms": forms, "lists": lists}


def fill_forms_and_lists(twin: Any) -> None:
    """Every twentieth person sent a form, a minute after the other; every person is on one list."""
    from twins.hubspot.values import iso

    rows = list(twin.portal.store.rows("contacts").values())
    begin = START - timedelta(days=2, minutes=len(rows))
    with twin.lock, twin.store.unit():
        for n, row in enumerate(rows[::20]):
            twin.portal.at = iso(begin + timedelta(minutes=n))
            twin.marketing.submitted(FORMS[n % 10], {"email": row["props"]["email"]}, PAGE)
        for n, key in enumerate(LISTS):
            twin.lists.change(key, [row["id"] for row in rows[n::10]], [])
        twin.portal.at = ""


def run(users: int, contacts: int, hours: int, acts: int) -> None:
    """Both phases, printed."""
    from tests.crm.company import Clock, connect_to, hubspot, salesforce, settle, sign
    from twins.hubspot.seed import make_seed as hubspot_seed
    from twins.salesforce.seed import make_seed as salesforce_seed

    sign()
    began = time.perf_counter()
    with (
        salesforce(seed_of(salesforce_seed, contacts)) as sales,
        hubspot(hubspot_seed_of(hubspot_seed, contacts)) as marketing,
    ):
        fill_forms_and_lists(marketing)
        show_time(f"twins seeded with {contacts:,} contacts each", began)
        clock = Clock(sales, marketing)
        clock.now = START
        clock.tell()
        twins = {"salesforce": sales, "hubspot": marketing}
        for name, twin in twins.items():
            before = counted(twin)
            began = time.perf_counter()
            connect_to(twin, clock)
            settle(name, clock)
            show(f"{name}: history of {contacts:,} contacts", counted(twin) - before, {})
            show_time("read", began)
        before = {name: counted(twin) for name, twin in twins.items()}
        began = time.perf_counter()
        spend_day(clock, twins, users, hours, acts)
        show_time(f"{hours} hours", began)
        limits: dict[str, dict[str, int]] = {
            "salesforce": {name: of(users) for name, of in SALESFORCE.items()},
            "hubspot": HUBSPOT,
        }
        for name, twin in twins.items():
            title = f"{name}: {hours} hours, {users} users, {acts} acts each, {contacts:,} contacts"
            show(title, counted(twin) - before[name], limits[name])


def spend_day(clock: Any, twins: dict[str, Any], users: int, hours: int, acts: int) -> None:
    """Acts at random instants of eight hours; each system read at its interval."""
    from accord.teams.people import SYSTEM
    from accord.workflows.intend_write import intend_write
    from accord.workflows.read_crm import read_system
    from accord.workflows.write_crm import send_writes

    dice = Random(7)
    end = clock.now + timedelta(hours=hours)
    span = min(hours, 8) * 3600
    due = sorted(clock.now + timedelta(seconds=dice.random() * span) for _ in range(users * acts))
    people = {
        "salesforce": [str(r["Id"]) for r in twins["salesforce"].org.live("Lead")],
        "hubspot": [str(r["id"]) for r in twins["hubspot"].store.rows("contacts").values()],
    }
    fields = {"salesforce": ("crm", "class"), "hubspot": ("marketing", "reason")}
    at = 0
    while clock.now < end:
        while at < len(due) and due[at] <= clock.now:
            for name, twin in twins.items():
                twin.act("log_call", who=dice.choice(people[name]), by="Rita Rep")
                if at % 10 == 0:
                    source, field = fields[name]
                    key = _key_of(source, dice.choice(people[name]))
                    intend_write(SYSTEM, name, key, field, f"v{at}", "benchmark", clock.now)
            if at % 20 == 0:
                answer(twins["hubspot"], dice.choice(people["hubspot"]), at // 20)
            at += 1
        for name in twins:
            send_writes(name, clock)
            read_system(name, clock)
        clock.pass_(minutes=1)


def answer(twin: Any, who: str, n: int) -> None:
    """Somebody sends a form and joins a list."""
    email = twin.portal.find("contacts", who)["props"]["email"]
    twin.act("submit_form", form=FORMS[n % 10], fields={"email": email})
    twin.act("add_to_list", list=LISTS[n % 10], who=who)


def _key_of(source: str, external_id: str) -> int:
    from accord.ledger.models import SourceRecord

    return SourceRecord.objects.get(source=source, kind="person", external_id=external_id).key


def counted(twin: Any) -> Counter[str]:
    """Requests so far by endpoint."""
    found: Counter[str] = Counter()
    for row in twin.journal.counts():
        found[row["endpoint"]] += row["n"]
    return found


def show(title: str, calls: Counter[str], limits: dict[str, int]) -> None:
    """The counts, and the share of each published limit."""
    total = sum(calls.values())
    print(f"\n{title}: {total:,} calls", flush=True)
    for name, limit in limits.items():
        print(f"  {total / limit:7.2%} of {limit:>9,} a day ({name})")
    for endpoint, n in calls.most_common(8):
        print(f"  {n:>8,}  {endpoint}")


def show_time(what: str, began: float) -> None:
    """How long a step took here."""
    print(f"{what}: {time.perf_counter() - began:,.0f} s", flush=True)


if __name__ == "__main__":
    main()
