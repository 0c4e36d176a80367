"""A standalone Spark cluster of real processes on this machine: a master and two workers."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PATIENCE = 180  # seconds until both workers have registered


class NoSparkError(RuntimeError):
    """The extra `spark`, or Java, is not installed."""


def find_spark() -> Path:
    """Where pyspark keeps its own Spark."""
    if not shutil.which("java"):
        raise NoSparkError("needs Java 17 (apt-get install openjdk-17-jre-headless)")
    try:
        import pyspark
    except ImportError as problem:
        raise NoSparkError(f"needs the extra spark (./run setup --dev --spark): {problem}") from problem
    return Path(pyspark.__file__).parent


@contextmanager
def cluster(folder: Path, workers: int = 2) -> Iterator[str]:
    """`spark://127.0.0.1:port` of a master with so many workers of one core each; all gone afterwards."""
    home, port = find_spark(), _free_port()
    told = os.environ | {
        "SPARK_HOME": str(home), "SPARK_NO_DAEMONIZE": "1", "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_WORKER_DIR": str(folder / "work"), "PYSPARK_PYTHON": sys.executable,
    }  # fmt: skip
    address = f"spark://127.0.0.1:{port}"
    log = folder / "master.log"
    spark_class = [str(home / "bin" / "spark-class")]
    web = ["--webui-port", "0"]
    started = []
    try:
        master = ["org.apache.spark.deploy.master.Master", "-h", "127.0.0.1", "-p", str(port), *web]
        started.append(_start([*spark_class, *master], log, told))
        _wait(log, "I have been elected leader", 1)
        for number in range(workers):
            worker = ["org.apache.spark.deploy.worker.Worker", "-c", "1", "-m", "700M", *web, address]
            started.append(_start([*spark_class, *worker], folder / f"worker{number}.log", told))
        _wait(log, "Registering worker", workers)
        yield address
    finally:
        for process in reversed(started):
            process.terminate()
        for process in started:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


def _start(command: list[str], log: Path, told: dict[str, str]) -> "subprocess.Popen[bytes]":
    with log.open("wb") as out:
        return subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, env=told)


def _wait(log: Path, words: str, times: int) -> None:
    until = time.monotonic() + PATIENCE
    while log.read_text(errors="replace").count(words) < times:
        if time.monotonic() > until:
            raise RuntimeError(f'no "{words}" in {PATIENCE} s: {log.read_text(errors="replace")[-2000:]}')
        time.sleep(0.2)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
