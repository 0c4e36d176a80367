"""Speed to lead: how long leads wait for a first response, and what an hour of it costs."""
