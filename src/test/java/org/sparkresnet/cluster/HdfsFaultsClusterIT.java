package org.sparkresnet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;
import org.apache.hadoop.hdfs.protocol.HdfsConstants.SafeModeAction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.jobs.Failure;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.retrain.RetrainJob;
import org.sparkresnet.jobs.retrain.RetrainRequest;
import org.sparkresnet.jobs.upkeep.CompactJob;
import org.sparkresnet.jobs.upkeep.CompactRequest;
import org.sparkresnet.jobs.upkeep.RepairJob;
import org.sparkresnet.jobs.upkeep.RepairRequest;
import org.sparkresnet.registry.Registry;
import org.sparkresnet.store.RunId;
import org.sparkresnet.tables.Table;
import org.sparkresnet.tables.TableFiles;
import org.sparkresnet.tables.rows.ResultTables;
import org.sparkresnet.testing.JobStore;
import org.sparkresnet.testing.LocalSpark;
import org.sparkresnet.testing.Nightly;
import org.sparkresnet.testing.RecordedJob;

/**
 * A night, a compaction and a repair on a real HDFS with two name nodes, which are restarted and
 * fail over, with a data node that is lost, safe mode and quotas. A command goes on, or ends in one
 * line with exit code 7; the same command again ends well, and nothing acknowledged is lost
 * (invariants I1, I3, I5, I6 and I7).
 */
class HdfsFaultsClusterIT {
  private static final String OWN = "/_tmp-[^/]+";

  @TempDir private static Path folder;
  private static MiniClusterProcess cluster;
  private static DistributedFileSystem hdfs;

  /** What an undisturbed night leaves. */
  private static StoreContents undisturbed;

  private RecordedJob told;
  private final List<CompletableFuture<String>> commands = new ArrayList<>();
  private org.apache.hadoop.fs.Path root;
  private JobContext context;

  @BeforeAll
  static void start() throws IOException {
    cluster = new MiniClusterProcess(folder.resolve("cluster"), "--ha", "hdfs");
    Configuration hadoop = LocalSpark.session().sparkContext().hadoopConfiguration();
    Configuration client = new Configuration(false);
    client.addResource(
        new org.apache.hadoop.fs.Path(cluster.hadoopConf().resolve("hdfs-site.xml").toUri()));
    client.forEach(entry -> hadoop.set(entry.getKey(), entry.getValue()));
    hadoop.set("dfs.client.failover.sleep.base.millis", "100");
    hadoop.set("fs.hdfs.impl", WatchedHdfs.class.getName());
    hdfs =
        (DistributedFileSystem) new org.apache.hadoop.fs.Path(cluster.hdfs()).getFileSystem(hadoop);
    JobStore.withChampion(folder.resolve("champion"));
    JobStore local = JobStore.withChampion(folder.resolve("undisturbed"));
    new RetrainJob(local.context()).run(RetrainRequest.nightly(config(60), "night"));
    undisturbed = StoreContents.of(local.context());
  }

  @AfterAll
  static void end() throws IOException {
    try {
      hdfs.close();
    } finally {
      cluster.close();
    }
  }

  private static JobConfig config(int retrySeconds) {
    return JobStore.config(
        "train.seed=2",
        "checkpoint.every-iterations=1",
        "train.averaging-frequency=1",
        "lock.lease-seconds=1",
        "store.retry-seconds=" + retrySeconds);
  }

  /** Puts a local store on HDFS. */
  private void put(String localStore, String name) throws IOException {
    root = new org.apache.hadoop.fs.Path(cluster.hdfs() + "/" + name);
    FileUtil.copy(folder.resolve(localStore).toFile(), hdfs, root, false, hdfs.getConf());
    told = new RecordedJob();
    context = JobContext.on(LocalSpark.session(), root.toString(), told);
  }

  private Callable<?> retrain(int retrySeconds) {
    return () -> new RetrainJob(context).run(RetrainRequest.nightly(config(retrySeconds), "night"));
  }

  private Callable<?> compact(int retrySeconds) {
    return () ->
        new CompactJob(context)
            .run(
                new CompactRequest(
                    config(retrySeconds),
                    new RunId("compact"),
                    YearMonth.now(ZoneOffset.UTC).plusMonths(1)));
  }

  private static WatchedHdfs.Fault safeMode(SafeModeAction action) {
    return () -> hdfs.setSafeMode(action);
  }

  /**
   * Sets a quota of names or of space that is exceeded already. One at what is used now would leave
   * room for as much as is deleted next, and a whole block for each file that is closed next.
   */
  private WatchedHdfs.Fault full(boolean names) {
    return () -> hdfs.setQuota(root, names ? 1 : noQuota(), names ? noQuota() : 1);
  }

  private static long noQuota() {
    return HdfsConstants.QUOTA_RESET;
  }

  /** Gives the cluster a command, and does not wait for its end. */
  private WatchedHdfs.Fault begin(String command) {
    return () ->
        commands.add(
            CompletableFuture.supplyAsync(
                () -> {
                  try {
                    return cluster.command(command);
                  } catch (IOException e) {
                    return e.toString();
                  }
                }));
  }

  private void goesOn(Callable<?> command, WatchedHdfs.Watch faults) throws Exception {
    WatchedHdfs.start(faults);
    try {
      command.call();
    } finally {
      List<String> notReached = WatchedHdfs.stop();
      List<String> ends = commands.stream().map(CompletableFuture::join).toList();
      commands.clear();
      assertThat(notReached).isEmpty();
      assertThat(ends).allMatch(end -> end.startsWith("done "));
    }
  }

  /** The command ends in one line, which says why, with exit code 7. */
  private void ends(Callable<?> command, WatchedHdfs.Watch faults, String reason) throws Exception {
    WatchedHdfs.start(faults);
    try {
      command.call();
      assertThat(WatchedHdfs.stop()).isEmpty();
      throw new AssertionError("it did not end: " + told.notes() + told.warnings());
    } catch (Exception e) {
      Failure failure = Failure.of(e);
      assertThat(failure.exitCode()).as(failure.reason()).isEqualTo(ExitCode.STORAGE);
      assertThat(failure.message()).containsPattern(reason).hasLineCount(1);
      assertThat(WatchedHdfs.stop()).isEmpty();
    } finally {
      hdfs.setSafeMode(SafeModeAction.SAFEMODE_LEAVE);
      hdfs.setQuota(root, noQuota(), noQuota());
      Thread.sleep(1_000); // a lock that could not be released is this living process's for a lease
    }
  }

  private static WatchedHdfs.Watch at(String operation, WatchedHdfs.Fault fault) {
    return new WatchedHdfs.Watch().at(operation, fault);
  }

  @Test
  void aNightEndsWellWhateverBefellTheNightsBefore() throws Exception {
    put("champion", "night");
    ends(
        retrain(3),
        at("create /night/_tmp-.*", safeMode(SafeModeAction.SAFEMODE_ENTER)),
        "cannot write hdfs://minicluster/night: Cannot create .*Name node is in safe mode");
    ends(
        retrain(3),
        at("created .*/iteration-000000001" + OWN + "state.bin", begin("stop-datanode 1"))
            .at("create .*/iteration-000000003" + OWN + "state.bin", full(true)),
        "cannot write .*state.bin: The NameSpace quota .* of directory /night is exceeded");
    ends(
        retrain(3),
        at("create .*/iteration-000000004" + OWN + "state.bin", begin("restart-datanode 1"))
            .at("create .*/tables/predictions" + OWN + "/.*parquet", full(false)),
        "cannot write .*/tables/predictions/.*: The DiskSpace quota of /night is exceeded");
    ends(
        retrain(3),
        at("create .*/models/.*model.zip", full(true)),
        "cannot write .*model.zip: The NameSpace quota .* of directory /night is exceeded");
    assertThat(
            Registry.open(context.store(), "cifar-10").champion().orElseThrow().version().number())
        .isEqualTo(1);
    goesOn(
        retrain(60),
        at("created .*/models/.*model.zip", begin("fail-over 1"))
            .at("status .*/aliases" + OWN + "champion.json", begin("fail-over 0"))
            .at("create .*/tables/promotions" + OWN + "/.*parquet", begin("restart-namenode 0")));
    assertThat(StoreContents.of(context)).isEqualTo(undisturbed);
  }

  @Nightly
  @Test
  void aCompactionAndARepairEndWellWhateverBefellThoseBefore() throws Exception {
    put("undisturbed", "months");
    for (Table<?> table : ResultTables.ALL) { // few, because each takes a second
      if (!List.of("runs", "params", "promotions").contains(table.name())) {
        hdfs.delete(TableFiles.folder(context.store(), table), true);
      }
    }
    StoreContents before = StoreContents.of(context);
    ends(
        compact(3),
        at("create .*/tables/runs" + OWN + "/.*parquet", safeMode(SafeModeAction.SAFEMODE_ENTER)),
        "cannot write .*/tables/runs/.*: .*Name node is in safe mode");
    assertThat(StoreContents.of(context).without("compact")).isEqualTo(before);
    ends(
        compact(3),
        at("create .*/tables/params" + OWN + "/.*parquet", full(false)),
        "cannot write .*/tables/params/.*: The DiskSpace quota of /months is exceeded");
    assertThat(StoreContents.of(context).without("compact")).isEqualTo(before);
    ends(
        compact(3),
        at("delete .*/tables/params" + OWN, full(true)),
        "cannot write .*/tables/params/.*: The NameSpace quota .* of directory /months is exceeded");
    goesOn(
        compact(60),
        at("create .*/tables/params" + OWN + "/.*parquet", begin("restart-namenode 0"))
            .at("delete .*/tables/params" + OWN, begin("fail-over 1"))
            .at("create .*/tables/promotions" + OWN + "/.*parquet", this::shortSafeMode)
            .at("delete .*/tables/promotions" + OWN, begin("fail-over 0")));
    assertThat(StoreContents.of(context).without("compact")).isEqualTo(before);
    goesOn(compact(60), new WatchedHdfs.Watch());

    org.apache.hadoop.fs.Path rows =
        hdfs.globStatus(new org.apache.hadoop.fs.Path(root, "tables/params/month=2*/*.parquet"))[0]
            .getPath();
    hdfs.create(rows, true).close();
    goesOn(
        () -> new RepairJob(context).run(new RepairRequest(config(60), new RunId("repair"), false)),
        at("create .*/tables/params" + OWN + "/.*parquet", begin("fail-over 1")));
    StoreContents repaired = StoreContents.of(context).without("compact", "repair");
    assertThat(repaired.rows().get("params")).isEqualTo(before.rows().get("params"));
    assertThat(repaired.states()).isEqualTo(before.states());
    assertThat(repaired.champions()).isEqualTo(before.champions());
    assertThat(repaired.rows().get("metrics"))
        .as("from the journals")
        .isEqualTo(undisturbed.rows().get("metrics"));
  }

  private void shortSafeMode() throws IOException {
    hdfs.setSafeMode(SafeModeAction.SAFEMODE_ENTER);
    commands.add(
        CompletableFuture.supplyAsync(
            () -> {
              try {
                hdfs.setSafeMode(SafeModeAction.SAFEMODE_LEAVE);
                return "done safe mode";
              } catch (IOException e) {
                return e.toString();
              }
            },
            CompletableFuture.delayedExecutor(1500, TimeUnit.MILLISECONDS)));
  }
}
