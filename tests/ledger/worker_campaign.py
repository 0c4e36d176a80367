"""Workers share a queue while some of them are killed. Run by test_workers; prints one JSON line.

Every worker writes down when it begins and ends a job. At the end each job was done, and nobody began a job
that another living worker still held.
"""

import json
import os
import random
import signal
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import django

LEASE = timedelta(seconds=1.5)
WORKERS = 3
JOBS = 60


def set_up() -> None:
    """Django and tables."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accord.config.settings")
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def claim_without_condition(now: datetime, lease: timedelta) -> object:
    """The mutant: look, then take, whatever happened in between."""
    from django.db.models import Q

    from accord.ledger.jobs import ClaimedJob
    from accord.ledger.models import Job

    free = Job.objects.filter(Q(lease_until=None) | Q(lease_until__lte=now), done_at=None, due_at__lte=now)
    job = free.order_by("due_at", "id").first()
    if job is None:
        return None
    time.sleep(0.01)
    Job.objects.filter(id=job.id).update(lease_until=now + lease, claim=os.getpid())
    return ClaimedJob(job.id, job.kind, job.key, {}, 1, now + lease, job.asked, os.getpid())


def work(log: int, mutant: bool) -> None:
    """Do jobs until none is left open; one line at the begin and one at the end of each."""
    from accord.ledger.jobs import claim_job, finish_job
    from accord.ledger.models import Job

    while Job.objects.filter(done_at=None).exists():
        now = datetime.now(UTC)
        job = claim_without_condition(now, LEASE) if mutant else claim_job(now, lease=LEASE)
        if job is None:
            time.sleep(0.02)
            continue
        os.write(log, f"begin {job.id} {os.getpid()} {time.time()} {job.lease_until.timestamp()}\n".encode())
        time.sleep(0.03)
        os.write(log, f"end {job.id} {os.getpid()} {time.time()} 0\n".encode())
        finish_job(job, datetime.now(UTC))


def fork_worker(log: int, mutant: bool) -> int:
    """Start a worker; returns its process id."""
    from django.db import connections

    connections.close_all()
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        work(log, mutant)
        code = 0
    finally:
        os._exit(code)


def find_faults(lines: list[str]) -> list[str]:
    """Jobs begun while another worker held them: it had not ended, and its lease still ran."""
    faults = []
    held: dict[str, tuple[int, float]] = {}  # job: process, lease until
    for line in lines:
        what, job, pid_text, at, until = line.split()
        pid = int(pid_text)
        if what == "end":
            if job in held and held[job][0] == pid:
                del held[job]
            continue
        other = held.get(job)
        if other is not None and float(at) < other[1]:
            faults.append(f"job {job} was begun by {pid} while {other[0]} held it")
        held[job] = (pid, float(until))
    return faults


def main() -> int:
    """Queue, start workers, kill and replace some, wait, judge."""
    set_up()
    from accord.ledger.jobs import enqueue_job
    from accord.ledger.models import Job

    mutant, chance = "--mutant" in sys.argv, random.Random(1)
    for n in range(JOBS):
        enqueue_job("test", str(n), due_at=datetime.now(UTC))
    path = Path(tempfile.mkdtemp(prefix="accord-workers-")) / "log"
    log = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    workers = [fork_worker(log, mutant) for _ in range(WORKERS)]
    kills = 0
    for _ in range(0 if mutant else 6):
        time.sleep(chance.uniform(0.05, 0.25))
        victim = workers.pop(0)
        os.kill(victim, signal.SIGKILL)
        os.waitpid(victim, 0)
        kills += 1
        workers.append(fork_worker(log, mutant))
    codes = [os.waitpid(worker, 0)[1] for worker in workers]
    faults = find_faults(path.read_text().splitlines())
    faults += [f"a worker failed: {code}" for code in codes if code]
    left = Job.objects.filter(done_at=None).count()
    if left:
        faults.append(f"{left} jobs were never done")
    print(json.dumps({"jobs": JOBS, "kills": kills, "faults": faults}))
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
