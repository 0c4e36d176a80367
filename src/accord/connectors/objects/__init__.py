"""What the connectors of named systems share: objects declared as tables, recognised by header,
read row by row.
"""
