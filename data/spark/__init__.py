"""A build's tables on Apache Spark: the same SQL files, for more records than one machine joins."""
