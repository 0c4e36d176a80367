"""Send time: which hours of a recipient's week their answers come from, and how sure that is."""
