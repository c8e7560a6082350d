package org.sparkresnet.tables;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparkresnet.common.Json;
import org.sparkresnet.tables.rows.ResultTables;

/** The schemas that readers outside of this program rely on, comments included. */
class TableSchemasTest {
  @Test
  void schemasAndCommentsAreThoseOfThePublishedTables() throws IOException {
    try (InputStream golden = TableSchemasTest.class.getResourceAsStream("/table-schemas.json")) {
      assertThat(schemas()).isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private static String schemas() throws IOException {
    ObjectNode all = Json.MAPPER.createObjectNode();
    List<Table<?>> tables =
        ResultTables.ALL.stream()
            .sorted(Comparator.<Table<?>, String>comparing(Table::name))
            .toList();
    for (Table<?> table : tables) {
      all.set(table.name(), Json.MAPPER.readTree(table.readSchema().json()));
    }
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
    printer.indentObjectsWith(new DefaultIndenter("  ", "\n"));
    return Json.MAPPER.writer(printer).writeValueAsString(all) + "\n";
  }
}
