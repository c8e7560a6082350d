package org.sparkresnet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.io.FileUtils;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkresnet.dataset.CifarImages;
import org.sparkresnet.nn.onednn.NewProcess;
import org.sparkresnet.replica.ReplicaPool;
import org.sparkresnet.testing.Nightly;
import org.sparkresnet.train.RoundReport;
import org.sparkresnet.train.TrainingListener;

/** More workers and more rounds take no more memory, and no example is lost. */
@Nightly
class RoundsScaleClusterIT {
  private static final long MIB = 1 << 20;

  private static final int EPOCHS = 20;
  @TempDir private static Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8, 16})
  void anyNumberOfWorkersTrainsOnEveryExampleOnce(int workers) throws IOException {
    SmallRun.Outcome outcome =
        new SmallRun(8, workers, 16, 2, 2, SmallRun.JOBS).undisturbed(folder);
    assertThat(outcome.result().progress().examples()).isEqualTo(2L * SmallRun.IMAGES);
    assertThat(outcome.examplesOfRounds()).isEqualTo(2L * SmallRun.IMAGES);
  }

  /** Averaged on the executors, which is all that a round can ask of them. */
  @Test
  void anExecutorsMemoryStaysFlatFromRoundToRound() throws IOException {
    // 10 rounds an epoch of 4 workers on 2 executors; the first 100 of 200 warm it up.
    SmallRun run = new SmallRun(8, 4, 8, 1, EPOCHS, SmallRun.jobs(0));
    List<Long> resident = new ArrayList<>();
    try (LocalCluster cluster =
            LocalCluster.start(
                // A fixed heap, all of it touched, so that what grows is native memory.
                2,
                1,
                Map.of(
                    "spark.executor.extraJavaOptions",
                    "-Xms1g -XX:+AlwaysPreTouch -Dorg.bytedeco.javacpp.logger=slf4j"));
        CifarImages images = SmallRun.images(cluster.spark())) {
      run.train(
          cluster.spark(),
          images.training(SmallRun.NORMALIZATION),
          folder,
          new TrainingListener() {
            @Override
            public void roundFinished(RoundReport round) {
              resident.add(residentBytes(cluster));
            }
          });
    }
    assertThat(resident).hasSize(10 * EPOCHS);
    long warm = resident.get(99);
    long end = resident.get(199);
    assertThat(end - warm).as("bytes of two executors from round 100 to 200").isLessThan(48 * MIB);
  }

  private static long residentBytes(LocalCluster cluster) {
    return cluster.executors().values().stream().mapToLong(RoundsScaleClusterIT::resident).sum();
  }

  private static long resident(ProcessHandle process) {
    Path status = Path.of("/proc", String.valueOf(process.pid()), "status");
    try {
      String line =
          Files.readAllLines(status).stream()
              .filter(l -> l.startsWith("VmRSS:"))
              .findFirst()
              .orElseThrow();
      return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void theDriversHeapDoesNotGrowWithTheNumberOfRounds() throws Exception {
    // Not in this JVM, whose quick options are not those of a driver.
    List<String> options = new ArrayList<>(List.of("-Xmx3g"));
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("--add-opens") || option.contains("javacpp"))
        .forEach(options::add);
    String[] growth =
        NewProcess.run(ManyRounds.class, Map.of("SPARK_LOCAL_IP", "127.0.0.1"), options);
    assertThat(Long.parseLong(growth[0])).as("bytes from round 500 to 2,000").isLessThan(8 * MIB);
  }

  /** Main class: says how the driver's heap grew from round 500 to round 2,000. */
  static final class ManyRounds {
    private ManyRounds() {}

    public static void main(String[] arguments) throws IOException {
      Path folder = Files.createTempDirectory("many-rounds");
      // One image a worker and round, 150 rounds an epoch. Spark remembers 1,000 jobs and stages.
      SmallRun run = new SmallRun(8, 2, 1, 1, 14, SmallRun.JOBS);
      Map<Long, Long> heap = new HashMap<>();
      SparkConf conf =
          new SparkConf().setMaster("local[2]").setAppName("test").set("spark.ui.enabled", "false");
      try (JavaSparkContext spark = new JavaSparkContext(conf);
          CifarImages images = SmallRun.images(spark)) {
        run.train(
            spark,
            images.training(SmallRun.NORMALIZATION),
            folder,
            new TrainingListener() {
              @Override
              public void roundFinished(RoundReport round) {
                long done = round.round().number() + 1;
                if (done == 500 || done == 2000) {
                  heap.put(done, heapInUse());
                }
              }
            });
      } finally {
        ReplicaPool.closeIdle();
        FileUtils.deleteDirectory(folder.toFile());
      }
      NewProcess.say(String.valueOf(heap.get(2000L) - heap.get(500L)));
    }
  }

  private static long heapInUse() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
