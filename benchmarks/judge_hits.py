"""How fast hits are judged, as a pure function: `python -m benchmarks.judge_hits [hits]`. One day's hits at a time.

Prints the rate, and the memory before and after the last day: what is judged is let go.
"""

import resource
import sys
import time
from datetime import UTC, datetime, timedelta

from accord.journey.agents import judge
from accord.vocabulary.hits import Hit, HitKind, Network

START = datetime(2026, 3, 2, tzinfo=UTC)
DAY = 50_000
AGENT = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36"


def hits_of(day: int, count: int) -> list[Hit]:
    """A day of one mailing: of five mails four are scanned at once, three links each, one is read."""
    sent = START + timedelta(days=day, hours=8)
    made = []
    for n in range(count):
        mail, part = divmod(n, 3)
        scanned = mail % 5 > 0
        at = sent + timedelta(seconds=mail % 600 + (part / 5 if scanned else 900 + 40 * part))
        made.append(
            Hit(
                f"{day}/{n}",
                HitKind.click,
                f"m{day}",
                mail,
                at,
                f"c{mail // 7}",
                f"l{part}",
                links=3,
                delivered_at=sent + timedelta(seconds=mail % 600 - 5),
                block=f"10.{mail % 40 if scanned else mail % 200}.{0 if scanned else mail % 250}.0/24",
                network=Network.hosting if scanned else Network.office,
                user_agent=AGENT,
            )
        )
    return made


def main(hits: int) -> None:
    """Judge so many hits, day by day."""
    spent, judged, peak = 0.0, 0, []
    for day in range(-(-hits // DAY)):
        made = hits_of(day, DAY)
        begun = time.process_time()
        judged += len(judge(made))
        spent += time.process_time() - begun
        peak.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
    print(f"{judged} hits, {judged / spent:,.0f} hits/s of processor, memory {peak[0]} MB -> {peak[-1]} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
