package org.sparkresnet.tables.upkeep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.files.FileChange;
import org.sparkresnet.files.FileErrors;
import org.sparkresnet.rowfiles.FolderSwap;
import org.sparkresnet.store.Store;
import org.sparkresnet.store.StoreWriter;
import org.sparkresnet.tables.MergedRows;
import org.sparkresnet.tables.Table;
import org.sparkresnet.tables.TableFiles;
import org.sparkresnet.tables.rows.ResultTables;

/**
 * Prepares the tables of a store for a writer: each has its whole file without rows, and folders of
 * earlier versions are moved away. Cheap where that is so already. Runs no Spark job. Driver only.
 */
public final class TablesPreparation {
  private TablesPreparation() {}

  /**
   * Prepares all tables.
   *
   * @return the damaged files without rows, which were written anew: each with its damage, in words
   * @throws org.sparkresnet.common.UserError if the store cannot be written
   */
  public static List<String> of(StoreWriter writer) {
    List<Table<?>> old =
        ResultTables.ALL.stream()
            .filter(table -> OldTablesMove.isNeeded(writer.store(), table))
            .toList();
    if (!old.isEmpty()) {
      change(
          writer,
          writer.store().tables(),
          () ->
              writer.withTables(
                  tables -> {
                    for (Table<?> table : old) {
                      OldTablesMove.make(tables, table);
                    }
                  }));
    }
    List<String> damages = new ArrayList<>();
    for (Table<?> table : ResultTables.ALL) {
      change(
          writer,
          TableFiles.folder(writer.store(), table),
          () -> FileWithoutRows.require(writer, table).ifPresent(damages::add));
    }
    return damages;
  }

  /** The damaged files without rows, each with its damage, in words; changes nothing. */
  public static List<String> damages(Store store) {
    List<String> damages = new ArrayList<>();
    for (Table<?> table : ResultTables.ALL) {
      try {
        FileWithoutRows.damage(store, table).ifPresent(damages::add);
      } catch (IOException e) {
        throw FileErrors.cannot("read", TableFiles.folderWithoutRows(store, table), e);
      }
    }
    return damages;
  }

  /**
   * Completes the moves of rows that were stopped, so that readers find the tables again. Waits for
   * a job that moves rows now.
   *
   * @return the folders in which rows were being moved
   */
  public static MergedRows.Moves completeMoves(SparkSession spark, StoreWriter writer) {
    MergedRows.Moves all = new MergedRows.Moves(new ArrayList<>(), new ArrayList<>());
    for (Table<?> table : ResultTables.ALL) {
      if (TableFiles.months(writer.store(), table).stream()
          .anyMatch(folder -> writer.store().exists(new Path(folder, FolderSwap.MARKER)))) {
        change(
            writer,
            TableFiles.folder(writer.store(), table),
            () ->
                writer.withTables(
                    tables -> {
                      MergedRows.Moves moves = new MergedRows(spark, tables, table).complete();
                      all.completed().addAll(moves.completed());
                      all.unknown().addAll(moves.unknown());
                    }));
      }
    }
    return all;
  }

  private static void change(StoreWriter writer, Path folder, FileChange change) {
    try {
      writer.files().change(folder, change);
    } catch (IOException e) {
      throw FileErrors.cannot("write", folder, e);
    }
  }
}
