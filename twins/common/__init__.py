"""What both twins share: a clock, a store that survives kill -9, a small HTTP server, faults, a request log, a door."""
