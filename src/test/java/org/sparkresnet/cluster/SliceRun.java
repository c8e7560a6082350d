package org.sparkresnet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.sparkresnet.store.Store;
import org.sparkresnet.tables.TableReader;
import org.sparkresnet.tables.rows.RoundRow;
import org.sparkresnet.testing.LocalSpark;

/**
 * A run of train on the slice of 300 images in a store: two epochs of five iterations, with rounds
 * and checkpoints that end at iterations 2, 4, 5, 7, 9 and 10.
 */
record SliceRun(Path store, String id, int depth) {
  private static final long EXAMPLES = 600;

  /** The same command every time; options may be added that do not change the result. */
  DriverProcess start(String shell, Map<String, String> properties, String... more)
      throws IOException {
    return startOn(store.toString(), shell, properties, more);
  }

  /** The same with a store elsewhere. */
  DriverProcess startOn(
      String storeUri, String shell, Map<String, String> properties, String... more)
      throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("train", "--store", storeUri, "--run-id", id, "--set"));
    arguments.add(
        "data.path=file://" + Path.of("src/test/resources/cifar10-slice").toAbsolutePath());
    for (String setting :
        List.of(
            "model.depth=" + depth,
            "train.workers=2",
            "train.epochs=2",
            "train.batch-size=32",
            "train.averaging-frequency=2",
            "checkpoint.every-iterations=1",
            "checkpoint.keep=3")) { // a test that waits for one of them may be late
      arguments.addAll(List.of("--set", setting));
    }
    arguments.addAll(List.of(more));
    return DriverProcess.start(store.getParent(), shell, properties, arguments);
  }

  Path folder() {
    return store.resolve("runs").resolve(id);
  }

  Path checkpoint(int iteration) {
    return folder().resolve("checkpoints/iteration-%09d/state.bin".formatted(iteration));
  }

  JsonNode summary() throws IOException {
    return new ObjectMapper().readTree(folder().resolve("summary.json").toFile());
  }

  String paramsSha256() throws IOException {
    return summary().get("params_sha256").asText();
  }

  /** Whatever happened on the way, the end is that of an undisturbed run. */
  void assertWhole(String paramsSha256) throws IOException {
    assertThat(summary().get("status").asText()).isEqualTo("FINISHED");
    assertThat(paramsSha256()).isEqualTo(paramsSha256);
    assertThat(summary().get("examples_seen").asLong()).isEqualTo(EXAMPLES);
    List<Row> rounds =
        TableReader.read(
                LocalSpark.session(),
                Store.open(store.toString(), new Configuration()),
                RoundRow.TABLE)
            .where("run_id = '" + id + "'")
            .collectAsList();
    assertThat(rounds)
        .extracting(row -> row.<Long>getAs("round"))
        .containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
    assertThat(rounds.stream().mapToLong(row -> row.<Long>getAs("examples")).sum())
        .isEqualTo(EXAMPLES);
    assertThat(asides()).isEmpty();
  }

  /** What was being written when a process died. */
  List<Path> asides() throws IOException {
    try (Stream<Path> all = Files.walk(store)) {
      return all.filter(path -> path.getFileName().toString().startsWith("_tmp-")).toList();
    }
  }
}
