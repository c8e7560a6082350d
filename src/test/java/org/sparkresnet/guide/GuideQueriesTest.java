package org.sparkresnet.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The guide's queries, in DuckDB, on the tables in notebooks/data. */
class GuideQueriesTest {
  private static Connection duckDb;

  @BeforeAll
  static void openTheExport() throws SQLException, IOException {
    duckDb = DriverManager.getConnection("jdbc:duckdb:");
    GuideQueries.open(duckDb, "export.sql", "");
  }

  @AfterAll
  static void close() throws SQLException {
    duckDb.close();
  }

  static List<GuideQueries.Query> queries() throws IOException {
    return GuideQueries.all();
  }

  @Test
  void theyAreNumberedWithoutAGap() throws IOException {
    List<String> numbers =
        queries().stream().map(query -> query.question().replaceAll("\\..*", "")).toList();
    assertThat(numbers)
        .isNotEmpty()
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, numbers.size()).mapToObj(Integer::toString).toList());
  }

  @ParameterizedTest
  @MethodSource("queries")
  void everyQuestionHasAnAnswer(GuideQueries.Query query) throws SQLException {
    assertThat(GuideQueries.rows(duckDb, query.duckDb())).isPositive();
  }

  @Test
  void theExportIsSmall() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("notebooks/data"))) {
      assertThat(files.mapToLong(file -> file.toFile().length()).sum()).isLessThan(6_000_000);
    }
  }
}
