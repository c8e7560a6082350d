package org.sparkresnet.registry;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.sparkresnet.store.Store;
import org.sparkresnet.tables.MovedRows;
import org.sparkresnet.tables.TableReader;
import org.sparkresnet.tables.TableView;
import org.sparkresnet.tables.rows.RunRow;

/**
 * Runs whose models other runs started from, as the table runs has them.
 *
 * @param runs the parent's run id by the run id
 */
record Parents(Map<String, String> runs) {
  /** No run started from another one's model. */
  static final Parents NONE = new Parents(Map.of());

  private record Row(String runId, Optional<String> parentRunId) {
    static final TableView<Row> VIEW = TableView.of(RunRow.TABLE, Row.class);
  }

  Parents {
    runs = Map.copyOf(runs);
  }

  /**
   * Reads them; runs one Spark job.
   *
   * @throws org.sparkresnet.common.UserError of code DATA if rows are damaged
   */
  static Parents read(SparkSession spark, Store store) {
    return MovedRows.reading(
        () ->
            new Parents(
                Row.VIEW
                    .list(
                        TableReader.read(spark, store, RunRow.TABLE)
                            .filter(functions.col("parent_run_id").isNotNull()))
                    .stream()
                    .collect(
                        Collectors.toMap(
                            Row::runId,
                            row -> row.parentRunId().orElseThrow(),
                            (one, other) -> other))));
  }

  /**
   * Descent of a model among those that were evaluated on some images; empty if none of these was
   * started, itself or by way of others, from one that the images had seen.
   *
   * @param sha256 of its model file
   * @param all looks of the line, which tell what run trained a model
   * @param counted those at the images, in the order of time
   */
  Optional<Descent> descent(String sha256, List<Look> all, List<Look> counted) {
    if (all.stream().noneMatch(look -> runs.containsKey(look.runId()))) {
      return Optional.empty();
    }
    List<String> models = counted.stream().flatMap(Look::models).distinct().toList();
    return models.stream().allMatch(model -> ancestors(model, all, models) == 0)
        ? Optional.empty()
        : Optional.of(new Descent(models.indexOf(sha256), ancestors(sha256, all, models)));
  }

  private int ancestors(String sha256, List<Look> all, List<String> models) {
    Set<String> line = new TreeSet<>();
    for (Look look : all) {
      if (look.modelSha256().equals(sha256)) {
        String run = runs.get(look.runId());
        while (run != null && line.add(run)) {
          run = runs.get(run);
        }
      }
    }
    if (line.isEmpty()) {
      return 0;
    }
    Set<String> seen = Set.copyOf(models.subList(0, models.indexOf(sha256)));
    return (int)
        all.stream()
            .filter(look -> line.contains(look.runId()))
            .map(Look::modelSha256)
            .filter(seen::contains)
            .distinct()
            .count();
  }
}
