package org.sparkresnet.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.io.IOUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.protocol.DatanodeInfo;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;
import org.sparkresnet.files.AtomicFiles;
import org.sparkresnet.lock.FolderLock;
import org.sparkresnet.lock.LockHolder;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;
import org.sparkresnet.store.StoreWriter;
import org.sparkresnet.store.UnguardedStore;
import org.sparkresnet.tables.TableFiles;
import org.sparkresnet.tables.TableWriter;
import org.sparkresnet.tables.rows.MetricRow;
import org.sparkresnet.tables.rows.ParamRow;
import org.sparkresnet.tensorboard.EventFiles;
import org.sparkresnet.tensorboard.EventFolder;
import org.sparkresnet.testing.LocalSpark;
import org.sparkresnet.testing.Nightly;

/** The store on a real HDFS with two data nodes, and what befalls it there. */
class StoreHdfsClusterIT {
  private static final RunId RUN = new RunId("a");
  private static final int MANY = 8;

  /** As the scripts configure it. */
  private static final String LOG = Path.of("conf/log4j2.properties").toAbsolutePath().toString();

  @TempDir private static Path folder;
  private static MiniClusterProcess cluster;
  private static Configuration hadoop;
  private static DistributedFileSystem hdfs;

  @BeforeAll
  static void startHdfs() throws IOException {
    cluster = new MiniClusterProcess(folder.resolve("cluster"), "hdfs");
    hadoop = new Configuration();
    for (String file : List.of("core-site.xml", "hdfs-site.xml")) {
      hadoop.addResource(new org.apache.hadoop.fs.Path(cluster.hadoopConf().resolve(file).toUri()));
    }
    hdfs =
        (DistributedFileSystem) new org.apache.hadoop.fs.Path(cluster.hdfs()).getFileSystem(hadoop);
  }

  @AfterAll
  static void stopHdfs() throws IOException {
    try {
      hdfs.close();
    } finally {
      cluster.close();
    }
  }

  private static Store store(String name) {
    return Store.open(cluster.hdfs() + "/" + name, hadoop);
  }

  private static void assertUnwritable(ThrowingCallable write, String message) {
    assertThatThrownBy(write)
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.STORAGE))
        .message()
        .matches(message)
        .hasLineCount(1);
  }

  private static void assertOnly(Store store, String text) throws IOException {
    assertThat(store.readText(store.summary(RUN))).isEqualTo(text);
    assertThat(hdfs.listStatus(store.run(RUN)))
        .extracting(status -> status.getPath().getName())
        .containsExactly("summary.json");
  }

  @Test
  void aQuotaEndsAWriteAtOnceAndSparesTheOldFile() throws IOException {
    Store store = store("quota");
    StoreWriter writer = UnguardedStore.writer(store).retrying(Duration.ofMinutes(10));
    writer.writeAtomically(store.summary(RUN), "old");
    hdfs.setQuota(store.root(), HdfsConstants.QUOTA_DONT_SET, 1 << 20);
    assertUnwritable(
        () -> writer.writeAtomically(store.summary(RUN), "new"),
        "cannot write hdfs://.*/runs/a/summary.json: The DiskSpace quota of /quota is exceeded.*");
    assertOnly(store, "old");
    TableWriter tables = new TableWriter(LocalSpark.session(), writer);
    assertUnwritable(
        () -> tables.replace(ParamRow.TABLE, RUN, List.of(new ParamRow("key", "value"))),
        "cannot write hdfs://.*/a.parquet: The DiskSpace quota of /quota is exceeded.*");
    assertThat(hdfs.listStatus(TableFiles.folder(store, ParamRow.TABLE))).isEmpty();
  }

  /** Files that the data nodes have forced to their disks, by their own count: 10 s old at most. */
  private static long forced() throws Exception {
    Thread.sleep(11_000);
    long forced = 0;
    for (DatanodeInfo node : hdfs.getDataNodeStats()) {
      String beans =
          IOUtils.toString(
              URI.create(
                  "http://%s:%d/jmx?qry=Hadoop:service=DataNode,name=DataNodeActivity-*"
                      .formatted(node.getIpAddr(), node.getInfoPort())),
              StandardCharsets.UTF_8);
      Matcher count = Pattern.compile("\"FsyncCount\" : (\\d+)").matcher(beans);
      assertThat(count.find()).as(beans).isTrue();
      forced += Long.parseLong(count.group(1));
    }
    return forced;
  }

  @Nightly
  @Test
  void filesAndRowsAreForcedToTheDisksOfTheDataNodes() throws Exception {
    Store store = store("forced");
    StoreWriter writer = UnguardedStore.writer(store);
    int replicas = hdfs.getDefaultReplication(store.root());
    long before = forced();
    writer.writeAtomically(store.summary(RUN), "whole");
    assertThat(forced() - before).as("one file").isGreaterThanOrEqualTo(replicas);
    before = forced();
    new TableWriter(LocalSpark.session(), writer)
        .replace(ParamRow.TABLE, RUN, List.of(new ParamRow("key", "value")));
    assertThat(forced() - before).as("rows and their sum").isGreaterThanOrEqualTo(2L * replicas);
  }

  @Test
  void inSafeModeAWriteWaitsForTheEndOrFailsWithItsReason() throws Exception {
    Store store = store("safe-mode");
    StoreWriter writer = UnguardedStore.writer(store);
    writer.writeAtomically(store.summary(RUN), "old");
    hdfs.setSafeMode(HdfsConstants.SafeModeAction.SAFEMODE_ENTER);
    try {
      assertUnwritable(
          () -> writer.writeAtomically(store.summary(RUN), "new"),
          "cannot write hdfs://.*/runs/a/summary.json: Cannot .*Name node is in safe mode.*");
      ExecutorService thread = Executors.newSingleThreadExecutor();
      Future<?> writing =
          thread.submit(
              () ->
                  writer
                      .retrying(Duration.ofMinutes(1))
                      .writeAtomically(store.summary(RUN), "new"));
      Thread.sleep(1_500);
      assertThat(writing.isDone()).isFalse();
      hdfs.setSafeMode(HdfsConstants.SafeModeAction.SAFEMODE_LEAVE);
      writing.get();
      thread.shutdown();
    } finally {
      hdfs.setSafeMode(HdfsConstants.SafeModeAction.SAFEMODE_LEAVE);
    }
    assertOnly(store, "new");
  }

  @Test
  void ofManyThatLockAtOnceOneWins() throws Exception {
    Store store = store("locks");
    ExecutorService threads = Executors.newFixedThreadPool(MANY);
    try {
      List<Future<FolderLock>> all =
          threads.invokeAll(
              java.util.Collections.nCopies(
                  MANY,
                  () ->
                      FolderLock.acquire(
                          UnguardedStore.writer(store).files(),
                          store.run(RUN),
                          "run a",
                          LockHolder.here("local-1"),
                          Duration.ofSeconds(60),
                          note -> {})));
      int winners = 0;
      for (Future<FolderLock> one : all) {
        try (FolderLock lock = one.get()) {
          lock.requireHeld();
          winners++;
        } catch (java.util.concurrent.ExecutionException e) {
          assertThat(e).cause().isInstanceOf(UserError.class).hasMessageStartingWith("run a is ");
        }
      }
      assertThat(winners).isEqualTo(1);
      assertThat(hdfs.exists(store.run(RUN))).as("nothing came of it").isFalse();
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aRunOutlivesTheRestartOfEachDataNode() throws Exception {
    String undisturbed = TrainingRun.localParameters(folder.resolve("local"));
    SliceRun run = new SliceRun(folder.resolve("store"), "restarts", 8);
    String store = cluster.hdfs() + "/restarts";
    Map<String, String> client =
        Map.of(
            "spark.hadoop.fs.defaultFS",
            cluster.hdfs(),
            "spark.hadoop.dfs.replication",
            "2",
            "spark.hadoop.dfs.client.block.write.replace-datanode-on-failure.policy",
            "NEVER",
            "log4j2.configurationFile",
            LOG);
    org.apache.hadoop.fs.Path checkpoints =
        new org.apache.hadoop.fs.Path(store + "/runs/restarts/checkpoints");
    try (DriverProcess driver = run.startOn(store, "true", client)) {
      await(driver, new org.apache.hadoop.fs.Path(checkpoints, "iteration-000000002/state.bin"));
      for (int node : new int[] {0, 1}) {
        assertThat(cluster.command("restart-datanode " + node)).startsWith("done");
      }
      driver.expect(0);
      assertThat(driver.err().lines().filter(line -> !line.contains("; trying again for ")))
          .as("a lost data node is no news, unless a file was open when both were lost")
          .isEmpty();
    }
    Store written = store("restarts");
    assertThat(written.readText(written.summary(new RunId("restarts"))))
        .contains("\"status\" : \"FINISHED\"")
        .contains(undisturbed);
  }

  /** The client's reason, and neither Hadoop's nor Spark's pages about it. */
  @Nightly
  @Test
  void aQuotaThatIsReachedInATableIsOneLine() throws Exception {
    SliceRun run = new SliceRun(folder.resolve("store"), "full", 8);
    String uri = cluster.hdfs() + "/full-table";
    Map<String, String> properties = Map.of("log4j2.configurationFile", LOG);
    org.apache.hadoop.fs.Path root = new org.apache.hadoop.fs.Path(uri);
    try (DriverProcess driver = run.startOn(uri, "true", properties)) {
      await(
          driver,
          new org.apache.hadoop.fs.Path(
              root, "runs/full/checkpoints/iteration-000000010/state.bin"));
      hdfs.setQuota(root, 1, HdfsConstants.QUOTA_RESET); // exceeded already
      driver.expect(7);
      assertThat(driver.err().lines().filter(line -> !line.contains(" WARN ")))
          .as(driver.err())
          .singleElement()
          .asString()
          .startsWith("error: cannot write " + uri)
          .contains("The NameSpace quota (directories and files) of directory /full-table is");
      assertThat(driver.err().lines().count()).as(driver.err()).isLessThan(10);
    }
    hdfs.setQuota(root, HdfsConstants.QUOTA_RESET, HdfsConstants.QUOTA_RESET);
    try (DriverProcess again = run.startOn(uri, "true", properties)) {
      again.expect(0);
      assertThat(again.err()).isEmpty();
    }
  }

  @Test
  void aHolderOutlivesTheRestartOfTheNameNode() throws Exception {
    Store store = store("name-node");
    StoreWriter free = UnguardedStore.writer(store);
    try (FolderLock lock =
        FolderLock.acquire(
            free.files(),
            store.run(RUN),
            "run a",
            LockHolder.here("local-1"),
            Duration.ofSeconds(60),
            note -> {})) {
      AtomicFiles files =
          free.files()
              .heldBy(lock.token().toString(), lock::requireHeld)
              .retrying(Duration.ofMinutes(1));
      ExecutorService thread = Executors.newSingleThreadExecutor();
      Future<String> restart = thread.submit(() -> cluster.command("restart-namenode 0"));
      int written = 0;
      while (!restart.isDone()) {
        String text = String.valueOf(written++);
        files.write(store.summary(RUN), out -> out.write(text.getBytes(UTF_8)));
        readUnlessAway(store).ifPresent(read -> assertThat(read).isEqualTo(text));
      }
      thread.shutdown();
      assertThat(restart.get()).startsWith("done");
      assertThat(written).isPositive();
      assertThat(store.readText(store.summary(RUN))).isEqualTo(String.valueOf(written - 1));
      files.delete(store.summary(RUN));
      lock.requireHeld();
    }
    assertThat(hdfs.exists(store.run(RUN))).as("the lock is given back").isFalse();
  }

  /** A read is not tried again, as a write is, while the name node is away. */
  private static Optional<String> readUnlessAway(Store store) {
    try {
      return Optional.of(store.readText(store.summary(RUN)));
    } catch (UserError e) {
      assertThat(e.exitCode()).isEqualTo(ExitCode.STORAGE);
      return Optional.empty();
    }
  }

  private static void await(DriverProcess driver, org.apache.hadoop.fs.Path file)
      throws IOException, InterruptedException {
    while (!hdfs.exists(file)) {
      assertThat(driver.isAlive()).as(driver.out() + driver.err()).isTrue();
      Thread.sleep(50);
    }
  }

  @Test
  void eventFilesOfTensorBoardAreWholeAndInOrder() throws IOException {
    org.apache.hadoop.fs.Path board = new org.apache.hadoop.fs.Path(cluster.hdfs() + "/board/run");
    EventFolder events = new EventFolder(AtomicFiles.on(hdfs), board);
    MetricRow first = new MetricRow("train", "loss", 2, 1, 0, Instant.now());
    MetricRow second = new MetricRow("train", "loss", 1, 2, 0, Instant.now());
    events.begin(List.of(first));
    events.append(List.of(second));
    events.begin(List.of(first));
    events.append(List.of(second));
    Path copy = folder.resolve("board");
    hdfs.copyToLocalFile(false, board, new org.apache.hadoop.fs.Path(copy.toUri()), true);
    assertThat(EventFiles.names(copy)).hasSize(4);
    assertThat(EventFiles.points(copy)).containsExactly("train/loss 1", "train/loss 2");
  }
}
