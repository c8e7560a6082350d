package org.sparkresnet.guide;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.types.StructField;
import org.sparkresnet.tables.Table;
import org.sparkresnet.tables.rows.ResultTables;

/** Generator of the lists of columns in tables.md. */
final class TablesPage {
  private TablesPage() {}

  static String text() {
    List<StructField> common = new ArrayList<>(fields(ResultTables.ALL.get(0)));
    ResultTables.ALL.forEach(table -> common.retainAll(fields(table)));
    StringBuilder text = new StringBuilder("## Columns of every table\n").append(columns(common));
    for (Table<?> table : ResultTables.ALL) {
      List<StructField> own = new ArrayList<>(fields(table));
      own.removeAll(common);
      text.append("\n## ").append(table.name()).append('\n').append(columns(own));
    }
    return text.toString();
  }

  private static List<StructField> fields(Table<?> table) {
    return Arrays.asList(table.readSchema().fields());
  }

  private static MarkdownTable columns(List<StructField> fields) {
    MarkdownTable table = new MarkdownTable("column", "type", "meaning");
    for (StructField field : fields) {
      table.row(
          List.of(
              MarkdownTable.code(Stream.of(field.name())),
              field.dataType().simpleString(),
              MarkdownTable.plain(field.getComment().getOrElse(() -> ""))));
    }
    return table;
  }
}
