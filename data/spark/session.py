"""A Spark session that reads and writes as a build needs it, or a clear word on what is missing."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from py4j.protocol import Py4JError
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from data.errors import MachineFault
from queries.errors import BadInput

LOCAL = "local[*]"
"""Every core of this machine, without a cluster."""

SETTINGS = {
    # times are the city's local time: no zone may move them
    "spark.sql.session.timeZone": "UTC",
    # a number too large for its type stops the build, as it does in DuckDB
    "spark.sql.ansi.enabled": "true",
    # days long ago are those of the same calendar
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    "spark.sql.parquet.datetimeRebaseModeInWrite": "CORRECTED",
    "spark.sql.parquet.inferTimestampNTZ.enabled": "true",
    # the tables live as long as the build
    "spark.sql.catalogImplementation": "in-memory",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}

HERE = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
"""Of a session without a cluster: nothing outside of this machine needs to reach it."""


FAULTS = (PySparkException, Py4JError)
"""What a session raises: Spark's own errors, and those of Java that it has no words for."""


def reason(error: Exception) -> str:
    """Return the reason in a fault of Spark, in one line without Java's list of calls."""
    lines = [line.strip(": ") for line in str(error).splitlines() if line.strip()]
    is_java = len(lines) > 1 and lines[0].startswith("An error occurred while calling")
    return lines[int(is_java)] if lines else type(error).__name__


def refuse_without_java() -> None:
    """Raise BadInput if Java is not installed, which Spark runs on."""
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        raise BadInput(
            "Java is not installed, which Spark runs on",
            expected="Java 17 or newer on PATH, or in JAVA_HOME",
            remedy="install it (apt-get install openjdk-17-jre-headless), or build without "
            "--engine spark",
        )


@contextmanager
def session(master: str, folder: Path) -> Iterator[SparkSession]:
    """Start Spark for one build, at the address of a cluster or LOCAL, and stop it afterwards.

    `folder` takes what Spark itself writes. Other settings are those of the operator's
    spark-defaults.conf (SPARK_CONF_DIR). Raises MachineFault if Spark does not start, as where no
    cluster answers; Spark tries for more than a minute.
    """
    here = {**HERE, "spark.local.dir": str(folder)} if master.startswith("local") else {}
    builder = SparkSession.builder.master(master).appName("accord")
    own = {"spark.sql.warehouse.dir": str(folder)}
    for name, value in {**SETTINGS, **own, **here}.items():
        builder = builder.config(name, value)
    try:
        spark = builder.getOrCreate()
    except FAULTS as error:
        raise MachineFault(
            f"Spark could not be started\n  where: {master}\n  found: {reason(error)}\n"
            "  what to do: look whether the cluster answers at that address, and at Spark's log"
        ) from error
    try:
        spark.sparkContext.setLogLevel("ERROR")
        yield spark
    finally:
        spark.stop()
