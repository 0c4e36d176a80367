"""Hand-offs: what qualifies reaches somebody, with clocks that blame nobody falsely."""
