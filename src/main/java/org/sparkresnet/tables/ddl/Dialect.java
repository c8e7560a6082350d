package org.sparkresnet.tables.ddl;

import org.apache.spark.sql.types.DataType;

/** SQL of a program that reads the tables: its quotes, and its names of types. */
public enum Dialect {
  /** Apache Hive, and what uses its metastore by Hive's SQL. */
  HIVE("`", "\\'"),
  /** Trino, with its Hive connector. */
  TRINO("\"", "''"),
  /** Spark SQL. */
  SPARK("`", "\\'"),
  /** DuckDB, which finds the columns itself. */
  DUCKDB("\"", "''");

  private final String quote;
  private final String apostrophe;

  Dialect(String quote, String apostrophe) {
    this.quote = quote;
    this.apostrophe = apostrophe;
  }

  String name(String name) {
    return quote + name + quote;
  }

  String text(String text) {
    String escaped = apostrophe.startsWith("\\") ? text.replace("\\", "\\\\") : text;
    return "'" + escaped.replace("'", apostrophe) + "'";
  }

  String type(DataType type) {
    String name = type.simpleString();
    if (this != TRINO) {
      return name;
    }
    return switch (name) {
      case "string" -> "varchar";
      case "int" -> "integer";
      case "timestamp" -> "timestamp(3)"; // as the connector's default precision demands
      default -> name;
    };
  }
}
