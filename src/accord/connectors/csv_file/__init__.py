"""The generic connector: any CSV, Excel or Parquet file, read by a mapping (docs/mapping.md)."""

from accord.connectors.csv_file.connector import CsvFile, load_mapping

connector = CsvFile()

__all__ = ["CsvFile", "connector", "load_mapping"]
