"""A mirror folder, opened on a Spark cluster: its executors read the same files."""

import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path

from pyspark.sql import SparkSession

import accord
from accord.measures.manifest import Manifest, read_manifest
from accord.measures.mirror import Limits, Mirror
from accord.measures.spark.connection import SparkConnection
from accord.measures.views import make_views
from accord.vocabulary.errors import Refused

PATIENT = Limits(seconds=3600.0)
_SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.parquet.inferTimestampNTZ.enabled": "false",  # instants of one kind, read as UTC's
    "spark.sql.ansi.enabled": "false",  # a division by nothing is nothing, as in DuckDB
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}


def open_on_spark(folder: Path | str, engine: str, limits: Limits = PATIENT, **settings: str) -> Mirror:
    """The mirror that stands in a folder, asked through a cluster (`spark://host:port`).

    Every executor must see the folder under the same path, and have this package. Raises `Refused` where the extra
    `spark` is not installed, `ForNow` where no cluster answers.
    """
    folder = Path(folder).resolve()
    return attach_to_spark(folder, read_manifest(folder), engine, limits, **settings)


def attach_to_spark(
    folder: Path, manifest: Manifest, engine: str, limits: Limits = PATIENT, **settings: str
) -> Mirror:
    """Open a mirror on a cluster as one manifest describes it."""
    connection = connect(engine, settings)
    for statement in make_views(folder, manifest):
        connection.execute(statement)
    return Mirror(folder, manifest, connection, limits)


def connect(engine: str, settings: Mapping[str, str]) -> SparkConnection:
    """A session of its own on a cluster; the same cluster is joined once."""
    if not re.fullmatch(r"spark://[^/\s:]+:\d+|local(\[[\d*]+\])?", engine):
        raise Refused(
            "spark.address", f'"{engine}" is no cluster\'s address', "say --engine spark://host:port"
        )
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # what the executors run
    package = str(Path(accord.__file__).parents[1])
    building = SparkSession.builder.master(engine).appName("accord")
    told = (
        _SETTINGS
        | {"spark.pyspark.python": sys.executable, "spark.executorEnv.PYTHONPATH": package}
        | dict(settings)
    )
    for name, value in told.items():
        building = building.config(name, value)
    return SparkConnection(building.getOrCreate().newSession())
