package org.sparkresnet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.registry.Champions;
import org.sparkresnet.registry.Registry;
import org.sparkresnet.store.Store;
import org.sparkresnet.tables.Table;
import org.sparkresnet.tables.TableReader;
import org.sparkresnet.tables.rows.PredictionRow;
import org.sparkresnet.tables.rows.PromotionRow;
import org.sparkresnet.tables.rows.RunRow;
import org.sparkresnet.testing.JobStore;
import org.sparkresnet.testing.LocalSpark;

/**
 * Processes that change one store at random, while a nemesis kills them, pauses them for longer
 * than a lease, sets the clock of one of them, and fills the disk. The history must be that of one
 * writer at a time: the champion's only grows, whatever ended with 0 is there in the end, and
 * nothing is there twice (invariants I1, I3, I4, I5, I6). The property loop.seconds sets how long;
 * 3600 is the test by hand.
 */
class StoreLoopClusterIT {
  private static final int PROCESSES = 3;
  private static final Duration LONGER_THAN_A_LEASE = Duration.ofMillis(2_600);
  private static final int SLICE_IMAGES = 60;
  private static final List<Duration> CLOCK_DIFFERENCES =
      List.of(
          Duration.ZERO,
          Duration.ofSeconds(-1),
          Duration.ofSeconds(10),
          Duration.ofSeconds(-10),
          Duration.ofHours(1),
          Duration.ofHours(-1),
          Duration.ofDays(1));

  @TempDir private Path folder;
  private final Random random = new Random(17);
  private final List<DriverProcess> workers = new ArrayList<>();
  private final List<SteppedClock> clocks = new ArrayList<>();
  private final Map<String, Integer> faults = new TreeMap<>();
  private final List<String> history = new ArrayList<>();
  private int started;

  @Test
  void theHistoryIsThatOfOneWriterAtATime() throws Exception {
    JobStore.withChampion(folder.resolve("store"));
    FileUtils.copyDirectory(
        folder.resolve("store/runs/first").toFile(), folder.resolve("run").toFile());
    try {
      for (int i = 0; i < PROCESSES; i++) {
        clocks.add(SteppedClock.in(folder, "clock-" + i));
        workers.add(start(i));
      }
      long end = System.nanoTime() + Duration.ofSeconds(Long.getLong("loop.seconds", 65)).toNanos();
      while (System.nanoTime() < end) {
        Thread.sleep(random.nextInt(1_500));
        disturb(random.nextInt(PROCESSES));
        look();
      }
      Files.createFile(folder.resolve("end"));
      for (DriverProcess worker : workers) {
        worker.expect(0);
      }
      look();
      check();
    } finally {
      workers.forEach(DriverProcess::close);
    }
  }

  private DriverProcess start(int index) throws IOException {
    return DriverProcess.start(
        folder,
        StoreWorker.class,
        clocks.get(index).shell(),
        Map.of(
            "spark.sql.shuffle.partitions",
            "1",
            "spark.hadoop.fs.file.impl",
            FaultyLocalFileSystem.class.getName(),
            "spark.hadoop." + FaultyLocalFileSystem.FULL,
            folder.resolve("full").toString(),
            "spark.storage.blockManagerHeartbeatTimeoutMs",
            "365d"), // as a job sets it where Spark is one process
        List.of(folder.toString(), "w" + started++));
  }

  private void disturb(int index) throws Exception {
    int fault = random.nextInt(10);
    if (fault == 0 && started < 40) {
      faults.merge("killed", 1, Integer::sum);
      workers.get(index).kill();
      workers.set(index, start(index));
    } else if (fault < 4) {
      faults.merge("paused", 1, Integer::sum);
      workers.get(index).signal("STOP");
      Thread.sleep(LONGER_THAN_A_LEASE.toMillis() + random.nextInt(2_500));
      workers.get(index).signal("CONT");
    } else if (fault == 4) {
      faults.merge("disk full", 1, Integer::sum);
      Path full = Files.createFile(folder.resolve("full"));
      Thread.sleep(300);
      Files.delete(full);
    } else if (fault < 7) {
      faults.merge("clock set", 1, Integer::sum);
      clocks.get(index).set(CLOCK_DIFFERENCES.get(random.nextInt(CLOCK_DIFFERENCES.size())));
    }
  }

  private Store store() {
    return Store.open(folder.resolve("store").toString(), new Configuration());
  }

  private Registry registry() {
    return Registry.open(store(), "cifar-10");
  }

  /** I5: what a reader has seen of the champion's history stays. */
  private void look() {
    Optional<Champions> champions = registry().champions();
    List<String> seen =
        new ArrayList<>(
            champions.orElseThrow().latestFirst().stream()
                .map(it -> it.decidedBy() + " " + it.version() + " " + it.since())
                .toList());
    java.util.Collections.reverse(seen);
    assertThat(seen).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(history.size());
    assertThat(seen.subList(0, history.size())).isEqualTo(history);
    history.clear();
    history.addAll(seen);
  }

  private void check() throws IOException {
    List<String> notes = notes();
    Map<String, Long> codes =
        notes.stream()
            .collect(
                Collectors.groupingBy(
                    note -> note.replaceFirst("-.*? (\\d) .*", " $1"),
                    TreeMap::new,
                    Collectors.counting()));
    System.out.println("loop: " + faults + ", ended with " + codes);
    assertThat(
            notes.stream()
                .filter(note -> note.matches("\\S+ [135] .*"))
                .filter(note -> !note.matches("register-\\S+ 3 .*: not found")))
        .as("no bug, no damage; a run may be removed while it is registered")
        .isEmpty();
    List<String> done =
        notes.stream()
            .filter(note -> note.matches("\\S+ 0 .*"))
            .map(note -> note.substring(0, note.indexOf(' ')))
            .toList();
    Champions champions = registry().champions().orElseThrow();
    registry().read(champions.current().version());
    List<String> deciders =
        champions.latestFirst().stream().map(it -> it.decidedBy().value()).toList();
    assertThat(deciders).doesNotHaveDuplicates();
    assertThat(runs(PromotionRow.TABLE)).doesNotHaveDuplicates();
    List<String> registered =
        registry().versions().stream().map(it -> it.run().runId().value()).toList();
    assertThat(registered).doesNotHaveDuplicates().containsAll(of("register", done));
    registry().versions().forEach(version -> registry().read(version.version()));
    assertThat(deciders).as("rollbacks").containsAll(of("rollback", done));
    // A promotion of the champion changes nothing and leaves no row.
    assertThat(runs(PromotionRow.TABLE)).containsAll(of("rollback", done));
    List<String> promoted = new ArrayList<>(of("promote", done));
    promoted.retainAll(runs(PromotionRow.TABLE));
    assertThat(deciders).as("promotions").containsAll(promoted);
    Map<String, Long> scored =
        runs(PredictionRow.TABLE).stream()
            .collect(Collectors.groupingBy(run -> run, Collectors.counting()));
    assertThat(of("score", done)).allMatch(run -> scored.get(run) == SLICE_IMAGES);
    assertThat(runs(RunRow.TABLE))
        .doesNotHaveDuplicates()
        .containsAll(of("score", done))
        .containsAll(of("compact", done))
        .containsAll(of("clean", done));
  }

  private static List<String> of(String command, List<String> runs) {
    return runs.stream().filter(run -> run.startsWith(command + "-")).toList();
  }

  private List<String> notes() throws IOException {
    List<String> notes = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file :
          files
              .filter(it -> it.getFileName().toString().startsWith("notes-"))
              .sorted(Comparator.naturalOrder())
              .toList()) {
        notes.addAll(Files.readAllLines(file));
      }
    }
    return notes;
  }

  private List<String> runs(Table<?> table) {
    return TableReader.read(LocalSpark.session(), store(), table)
        .select(Table.RUN_ID)
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }
}
