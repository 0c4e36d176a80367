"""Ad platforms: what Google, LinkedIn and Facebook ads cost and reached, by day and campaign."""

from accord.connectors.ad_spend import facebook, google, linkedin
from accord.connectors.objects.system import System

OBJECTS = (*google.OBJECTS, *linkedin.OBJECTS, *facebook.OBJECTS)
connector = System("ad_spend", OBJECTS)
