"""`python -m twins.hubspot`."""

from twins.common.start import run
from twins.hubspot import HubSpotTwin, make_seed

raise SystemExit(run(HubSpotTwin, make_seed))
