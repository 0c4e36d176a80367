"""`python -m twins.salesforce`."""

from twins.common.start import run
from twins.salesforce import SalesforceTwin, make_seed
from twins.salesforce.load import load_folder

raise SystemExit(run(SalesforceTwin, make_seed, load_folder))
