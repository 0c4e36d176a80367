"""How a world is inclined: the numbers behind people, machines and networks. `draw` bends all of them.

The values of `Temper()` are those of the first simulator. A drawn temper lies anywhere in the ranges below, which
were fixed before the filter was judged by it: a world nobody tuned for.
"""

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class Temper:
    """Seconds, shares and counts. Names of archetypes are those of `people` and `machines`."""

    # people
    read_mu: float = 8.4
    read_sigma: float = 1.7
    rush: float = 1500.0
    fast: tuple[float, float] = (3.0, 12.0)
    tab_mu: float = 1.5
    seen: float = 0.85
    stayed_mu: float = 3.1
    pointer: float = 0.85
    scrolled: float = 0.7
    home_told: int = 80
    favourite: float = 1.2
    browsers: int = 42
    # machines
    hurry: float = 1.0  # how much later than usual scanners come
    pause: float = 1.0
    clouds: int = 160
    clouds_each: int = 4
    cloud_told: float = 0.9
    trap: float = 0.0  # added to the share that steps on the invisible link
    rescan_hours: tuple[float, float] = (1.0, 60.0)
    sandbox_dwell: float = 3.0
    sandbox_scroll: float = 0.15
    shadow_late: float = 14.0
    aimed: float = 0.8  # of scans: at a company behind a gateway
    # the world
    company_mu: float = 1.6
    tunnels: int = 10
    carriers: int = 12
    gateways: float = 0.45
    honeypots: float = 0.6
    reports: float = 0.55
    told: float = 0.9
    office_known: float = 0.5
    weights: int = 0  # seed by which the shares of archetypes are bent; 0: as they are

    def weight(self, name: str, usual: float) -> float:
        """An archetype's share here."""
        if not self.weights:
            return usual
        return usual * Random(f"{self.weights} {name}").lognormvariate(0, 0.5)


def draw(world: int) -> Temper:
    """A temper of its own for each number."""
    r = Random(f"temper {world}")
    return Temper(
        read_mu=r.uniform(7.4, 9.2), read_sigma=r.uniform(1.4, 2.0), rush=r.uniform(600, 4000),
        fast=(r.uniform(2, 5), r.uniform(8, 20)), tab_mu=r.uniform(0.9, 2.1), seen=r.uniform(0.7, 0.93),
        stayed_mu=r.uniform(2.6, 3.5), pointer=r.uniform(0.7, 0.92), scrolled=r.uniform(0.5, 0.85),
        home_told=r.randint(40, 95), favourite=r.uniform(0.6, 2.0), browsers=r.randint(5, 42),
        hurry=r.uniform(0.5, 4), pause=r.uniform(0.3, 4), clouds=r.randint(40, 600),
        clouds_each=r.randint(1, 12), cloud_told=r.uniform(0.6, 0.98), trap=r.uniform(-0.3, 0.2),
        rescan_hours=(r.uniform(0.1, 12), r.uniform(20, 140)), sandbox_dwell=r.uniform(1.5, 8),
        sandbox_scroll=r.uniform(0.02, 0.35), shadow_late=r.uniform(4, 15), aimed=r.uniform(0.5, 0.95),
        company_mu=r.uniform(0.9, 2.3), tunnels=r.randint(4, 30), carriers=r.randint(5, 40),
        gateways=r.uniform(0.25, 0.65), honeypots=r.uniform(0.3, 0.85), reports=r.uniform(0.3, 0.85),
        told=r.uniform(0.7, 1.0), office_known=r.uniform(0.2, 0.85), weights=world + 1,
    )  # fmt: skip
