"""A Spark session that reads and writes as a build needs it, or a clear word on what is missing."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pyspark.sql import SparkSession

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
    spark-defaults.conf (SPARK_CONF_DIR).
    """
    here = {**HERE, "spark.local.dir": str(folder)} if master.startswith("local") else {}
    builder = SparkSession.builder.master(master).appName("accord")
    own = {"spark.sql.warehouse.dir": str(folder)}
    for name, value in {**SETTINGS, **own, **here}.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    try:
        spark.sparkContext.setLogLevel("ERROR")
        yield spark
    finally:
        spark.stop()
