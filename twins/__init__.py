"""Local twins of Salesforce and HubSpot, for tests and the demonstration.

They speak the vendors' published REST for the objects Accord reads and writes. docs/twins.md says how to start them
and
names the source of each behaviour. Plain Python, standard library only; nothing here imports Accord.
"""
