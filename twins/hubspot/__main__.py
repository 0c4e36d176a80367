"""`python -m twins.hubspot`."""

from twins.common.start import run
from twins.hubspot import HubSpotTwin, make_seed
from twins.hubspot.load import load_folder

raise SystemExit(run(HubSpotTwin, make_seed, load_folder))
