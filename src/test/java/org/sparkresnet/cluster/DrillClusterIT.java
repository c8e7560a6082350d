package org.sparkresnet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.testing.LocalSpark;
import org.sparkresnet.testing.Nightly;

/** Drills as a user starts them, of this build and of one whose averaging has no order. */
@Nightly
class DrillClusterIT {
  private static final List<String> DRILL = List.of("drill", "--run-id", "d", "--store");

  @TempDir private Path folder;

  private Submission drill(List<String> options, String... more) {
    List<String> command = new ArrayList<>(DRILL);
    command.add(folder.resolve("store").toString());
    command.addAll(List.of(more));
    return Submission.run(TrainingRun.words(List.of("submit/local"), options, command));
  }

  private List<Row> rows() {
    return LocalSpark.session()
        .read()
        .parquet(folder.resolve("store/tables/drills").toString())
        .select("drill", "outcome", "expected", "came")
        .collectAsList();
  }

  @Test
  void executorsADriverACheckpointAndALockOwnerAreLostAndTheBitsAreTheSame() {
    Submission drill =
        drill(
            List.of(
                "--master",
                "local-cluster[3,1,1024]",
                "--driver-memory",
                "1g",
                "--conf",
                "spark.executor.memory=1g"));
    assertThat(drill.code()).as(drill.said()).isZero();
    assertThat(drill.out())
        .as("the last line")
        .endsWith("5 of 6 drills held; not possible here: quota\n");
    List<Row> rows = rows();
    assertThat(rows)
        .extracting(row -> row.getString(0) + ": " + row.getString(1))
        .containsExactlyInAnyOrder(
            "executor: held",
            "all executors: held",
            "driver: held",
            "checkpoint: held",
            "lock owner: held",
            "quota: not possible");
    assertThat(rows)
        .filteredOn(row -> row.getString(1).equals("held"))
        .as("every example is counted once in each of eight epochs")
        .allSatisfy(row -> assertThat(row.getString(3)).contains(" 2,560 images, "))
        .allSatisfy(row -> assertThat(row.getString(3)).isEqualTo(row.getString(2)));
    assertThat(folder.resolve("store/runs/d/drill")).doesNotExist();
  }

  @Test
  void aBuildWhoseAveragingHasNoOrderFails() throws IOException {
    Path unordered = compileUnordered();
    String classPath = unordered + ":" + Path.of("target/spark-resnet.jar").toAbsolutePath();
    Submission drill =
        drill(
            List.of(
                "--master", "local[2]", "--driver-memory", "1g", "--driver-class-path", classPath),
            "--set",
            "train.epochs=2");
    assertThat(drill.code()).as(drill.said()).isEqualTo(8);
    assertThat(drill.errors())
        .singleElement()
        .asString()
        .contains("0 of 6 drills held; failed: driver, checkpoint; not possible here: executor, ");
    assertThat(rows())
        .filteredOn(row -> row.getString(1).equals("failed"))
        .as("other bits, and nothing else")
        .hasSize(2)
        .allSatisfy(
            row ->
                assertThat(row.getString(3))
                    .startsWith("params_sha256 ")
                    .endsWith(" 640 images, 8 rounds")
                    .isNotEqualTo(row.getString(2)));
  }

  /**
   * Compiles the averaging with its sums in floats and in the order of chance, as it comes about
   * where whoever arrives first is added first. Sums in doubles would hide the order: those of a
   * few floats are nearly always exact.
   */
  private Path compileUnordered() throws IOException {
    Path source = Path.of("src/main/java/org/sparkresnet/rounds/Averaging.java");
    String ordered = Files.readString(source);
    String unordered =
        ordered
            .replace(
                "for (int worker = 0; worker < workers.size(); worker++) {",
                "for (int worker : chance(workers.size())) {")
            .replace(
                "sum[i] += weight * values[start + i];",
                "sum[i] = (float) (sum[i] + weight * values[start + i]);")
            .replaceFirst(
                "private Averaging\\(\\) \\{\\}",
                """
                private Averaging() {}

                private static List<Integer> chance(int workers) {
                  List<Integer> order = new java.util.ArrayList<>();
                  for (int i = 0; i < workers; i++) {
                    order.add(i);
                  }
                  java.util.Collections.shuffle(order);
                  return order;
                }
                """);
    assertThat(unordered).contains("chance(workers.size())", "(float) (sum", "shuffle");
    Path changed = Files.createDirectories(folder.resolve("source")).resolve("Averaging.java");
    Files.writeString(changed, unordered);
    Path classes = Files.createDirectories(folder.resolve("classes"));
    String path = System.getProperty("java.class.path");
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-d", classes.toString(), "-cp", path, changed.toString());
    assertThat(code).as("exit code of the compiler").isZero();
    return classes;
  }
}
