"""The same questions of the same files on a Spark cluster: extra `spark`."""
