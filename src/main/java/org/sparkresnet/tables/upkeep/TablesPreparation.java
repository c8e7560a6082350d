package org.sparkresnet.tables.upkeep;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.files.FileChange;
import org.sparkresnet.files.FileErrors;
import org.sparkresnet.store.StoreWriter;
import org.sparkresnet.tables.ResultTables;
import org.sparkresnet.tables.Table;
import org.sparkresnet.tables.TableFiles;

/**
 * Prepares the tables of a store for a writer: each has its file without rows, and folders of
 * earlier versions are moved away. Cheap where that is so already. Runs no Spark job. Driver only.
 */
public final class TablesPreparation {
  private TablesPreparation() {}

  /**
   * Prepares all tables.
   *
   * @throws org.sparkresnet.common.UserError if the store cannot be written
   */
  public static void of(StoreWriter writer) {
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
    for (Table<?> table : ResultTables.ALL) {
      change(
          writer,
          TableFiles.folder(writer.store(), table),
          () -> FileWithoutRows.require(writer, table));
    }
  }

  private static void change(StoreWriter writer, Path folder, FileChange change) {
    try {
      writer.files().change(folder, change);
    } catch (IOException e) {
      throw FileErrors.cannot("write", folder, e);
    }
  }
}
