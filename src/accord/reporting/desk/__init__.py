"""The desk: leads due, leads whole, what became of them; the same frozen values for page, API and command line."""
