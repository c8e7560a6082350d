package org.sparkresnet.guide;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reader of the questions of the guide's page queries.md, with their queries. */
public final class GuideQueries {
  private static final Pattern QUESTION =
      Pattern.compile(
          "\\n## (\\d+\\. [^\\n]+)\\n\\n```sql\\n(.+?);\\n```\\n"
              + "(?:\\nIn Spark SQL:\\n\\n```sql\\n(.+?);\\n```\\n)?",
          Pattern.DOTALL);

  private static final Pattern NOTEBOOK_QUERY =
      Pattern.compile("sql\\(f?\"\"\"(.+?)\"\"\"\\)", Pattern.DOTALL);

  private GuideQueries() {}

  /** A question; its text in Spark SQL is the same if none is given. */
  public record Query(String question, String duckDb, String spark) {
    @Override
    public String toString() {
      return question;
    }
  }

  public static List<Query> all() throws IOException {
    Matcher matcher = QUESTION.matcher(Files.readString(GuidePage.FOLDER.resolve("queries.md")));
    List<Query> queries = new ArrayList<>();
    while (matcher.find()) {
      String spark = Optional.ofNullable(matcher.group(3)).orElse(matcher.group(2));
      queries.add(new Query(matcher.group(1), matcher.group(2), spark));
    }
    return queries;
  }

  /** The queries of the notebook, as one text is for DuckDB and Spark; of its best run, any. */
  public static List<String> ofNotebook(String run) throws IOException {
    List<String> queries = new ArrayList<>();
    for (JsonNode cell :
        new ObjectMapper().readTree(Path.of("notebooks/results.ipynb").toFile()).get("cells")) {
      StringBuilder source = new StringBuilder();
      cell.get("source").forEach(line -> source.append(line.asText()));
      Matcher matcher = NOTEBOOK_QUERY.matcher(source);
      while (matcher.find()) {
        queries.add(matcher.group(1).replace("{best}", run));
      }
    }
    return queries;
  }

  /** Counts the rows that a query gives in DuckDB. */
  public static int rows(Connection duckDb, String query) throws SQLException {
    try (Statement statement = duckDb.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      int count = 0;
      while (rows.next()) {
        count++;
      }
      return count;
    }
  }

  /** The texts of one column of what a query gives in DuckDB. */
  public static List<String> column(Connection duckDb, String query, String name)
      throws SQLException {
    try (Statement statement = duckDb.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      List<String> texts = new ArrayList<>();
      while (rows.next()) {
        texts.add(rows.getString(name));
      }
      return texts;
    }
  }

  /** Runs a script of notebooks, with another store in place of ./store. */
  public static void open(Connection duckDb, String script, String store)
      throws IOException, SQLException {
    for (String line : Files.readAllLines(Path.of("notebooks", script))) {
      if (line.startsWith("create ")) {
        try (Statement statement = duckDb.createStatement()) {
          statement.execute(line.replace("'store/", "'" + store + "/"));
        }
      }
    }
  }
}
