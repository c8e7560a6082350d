package org.sparkresnet.tables.ddl;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.common.UserError;
import org.sparkresnet.store.Store;
import org.sparkresnet.tables.OldFiles;
import org.sparkresnet.tables.Table;
import org.sparkresnet.tables.TableFiles;
import org.sparkresnet.tables.rows.ResultTables;

/**
 * SQL statements that create each table of a store in another program, over the store's files, and
 * tell it of the months that there are. They may be run again, and are to be when there is a new
 * month. Needs no Spark.
 *
 * @param schema in which the tables are created; empty for the program's present one
 */
public record TableDdl(Store store, Dialect dialect, Optional<String> schema) {
  /** Checks the name of the schema. */
  public TableDdl {
    schema.ifPresent(
        name -> {
          if (!name.matches("[A-Za-z_][A-Za-z0-9_]{0,99}")) {
            throw UserError.usage(
                "--schema must be letters, digits and '_', the first no digit, cannot be: " + name);
          }
        });
  }

  /**
   * The statements.
   *
   * @throws UserError of code USAGE if the store has no tables, or rows of earlier versions that
   *     are not in them
   */
  public String text() {
    String path = HumanText.path(store.root());
    String compact = "submit/local compact --store " + HumanText.shellWord(path);
    if (ResultTables.ALL.stream().anyMatch(this::hasOldRows)) {
      throw UserError.usage(
          path
              + " has rows of earlier versions, which other programs do not find; move them: "
              + compact);
    }
    if (!ResultTables.ALL.stream()
        .allMatch(table -> store.exists(TableFiles.folderWithoutRows(store, table)))) {
      throw UserError.usage(
          path + " has no tables yet; the first command that writes there makes them: " + compact);
    }
    return schema
            .map(name -> "CREATE SCHEMA IF NOT EXISTS " + dialect.name(name) + ";\n\n")
            .orElse("")
        + ResultTables.ALL.stream().map(this::table).collect(Collectors.joining("\n"));
  }

  private boolean hasOldRows(Table<?> table) {
    return !OldFiles.runFolders(store, TableFiles.folder(store, table)).isEmpty()
        || store.exists(OldFiles.folder(store, table))
        || store.exists(OldFiles.monthly(store, table));
  }

  private String name(Table<?> table) {
    return schema.map(name -> dialect.name(name) + ".").orElse("") + dialect.name(table.name());
  }

  private String table(Table<?> table) {
    String location = dialect.text(TableFiles.folder(store, table).toString());
    String month = dialect.name(TableFiles.MONTH);
    return switch (dialect) {
      case HIVE ->
          "CREATE EXTERNAL TABLE IF NOT EXISTS %s (\n%s\n)\nPARTITIONED BY (%s string)\nSTORED AS PARQUET\nLOCATION %s;\n%s"
              .formatted(name(table), columns(table), month, location, repair(table));
      case SPARK ->
          "CREATE TABLE IF NOT EXISTS %s (\n%s,\n  %s string\n)\nUSING parquet\nPARTITIONED BY (%s)\nLOCATION %s;\n%s"
              .formatted(name(table), columns(table), month, month, location, repair(table));
      case TRINO ->
          "CREATE TABLE IF NOT EXISTS %s (\n%s,\n  %s varchar\n)\nWITH (format = 'PARQUET', partitioned_by = ARRAY['%s'],\n  external_location = %s);\nCALL system.sync_partition_metadata('%s', '%s', 'FULL');\n"
              .formatted(
                  name(table),
                  columns(table),
                  month,
                  TableFiles.MONTH,
                  location,
                  schema.orElse("default"),
                  table.name());
      case DUCKDB ->
          "CREATE OR REPLACE VIEW %s AS FROM read_parquet(%s,\n  hive_partitioning = true, hive_types = {'%s': varchar}, union_by_name = true);\n"
              .formatted(name(table), dialect.text(files(table)), TableFiles.MONTH);
    };
  }

  private String repair(Table<?> table) {
    return "MSCK REPAIR TABLE " + name(table) + ";\n";
  }

  private String files(Table<?> table) {
    return HumanText.path(new Path(TableFiles.folder(store, table), TableFiles.MONTH))
        + "=*/*.parquet";
  }

  private String columns(Table<?> table) {
    return Arrays.stream(table.readSchema().fields())
        .map(
            field ->
                "  %s %s COMMENT %s"
                    .formatted(
                        dialect.name(field.name()),
                        dialect.type(field.dataType()),
                        dialect.text(field.getComment().getOrElse(() -> ""))))
        .collect(Collectors.joining(",\n"));
  }
}
