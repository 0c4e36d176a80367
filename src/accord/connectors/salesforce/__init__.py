"""Salesforce: Data Export and Data Loader files, reports with record ids, and copies in a warehouse."""

from accord.connectors.objects.system import System
from accord.connectors.salesforce import activities, campaigns, deals, history, our_people, people
from accord.connectors.salesforce.statuses import STATUSES

OBJECTS = (
    *people.OBJECTS,
    *deals.OBJECTS,
    *history.OBJECTS,
    *activities.OBJECTS,
    *campaigns.OBJECTS,
    *our_people.OBJECTS,
)
connector = System("salesforce", OBJECTS, "", STATUSES)
