"""Marketo: people and activities, by API name, by label, and as copied into a warehouse."""

from accord.connectors.marketo.activities import ACTIVITY
from accord.connectors.marketo.leads import LEAD
from accord.connectors.marketo.programs import OBJECTS as PROGRAMS
from accord.connectors.marketo.statuses import STATUSES
from accord.connectors.objects.system import System

OBJECTS = (LEAD, ACTIVITY, *PROGRAMS)
connector = System("marketo", OBJECTS, "", STATUSES)
