"""`python -m twins.salesforce`."""

from twins.common.start import run
from twins.salesforce import SalesforceTwin, make_seed

raise SystemExit(run(SalesforceTwin, make_seed))
