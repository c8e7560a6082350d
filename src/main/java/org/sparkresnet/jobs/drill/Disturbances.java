package org.sparkresnet.jobs.drill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.sparkresnet.common.ErrorText;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.Pause;
import org.sparkresnet.common.UserError;
import org.sparkresnet.files.FileErrors;
import org.sparkresnet.lock.LockHolder;
import org.sparkresnet.replica.SparkProcess;
import org.sparkresnet.rounds.RoundProgress;
import org.sparkresnet.store.LockedStore;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;
import org.sparkresnet.store.StoreLocks;
import org.sparkresnet.train.CheckpointStore;
import org.sparkresnet.train.TrainingListener;

/** The drills: what each disturbs, and that the disturbance really took place. */
final class Disturbances {
  private static final String LOCAL = "no executor of its own here: tasks run in the driver";
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final long REPLACED_SECONDS = 30;
  private static final long NO_QUOTA = -1; // of HDFS: takes a quota away

  private final SmallTrainings trainings;

  /** Executors after the undisturbed training. */
  private final int executors;

  private Disturbances(SmallTrainings trainings) {
    this.trainings = trainings;
    this.executors = SparkProcess.executors(trainings.context().sparkContext()).size();
  }

  /** All drills, in the order in which they are done. */
  static List<Drill> all(SmallTrainings trainings, ChildDriver driver) {
    Disturbances all = new Disturbances(trainings);
    return List.of(
        new Drill(
            "executor",
            "one halted its JVM in the middle of the training",
            () -> all.executors("executor", 1)),
        new Drill(
            "all executors",
            "all halted their JVMs at once in the middle of the training",
            () -> all.executors("all-executors", Integer.MAX_VALUE)),
        new Drill(
            "driver",
            "killed after its first checkpoint; this driver went on with its run",
            () -> new SecondDriver(trainings, driver).train()),
        new Drill(
            "checkpoint",
            "the newest of a paused run lost its second half, and the run went on",
            all::checkpoint),
        new Drill(
            "lock owner",
            "an executor took the lock of a run and halted; the run took the lock over",
            all::lockOwner),
        new Drill(
            "quota",
            "a paused run could not go on in a store that was full, and went on when it was not",
            all::quota));
  }

  private JavaSparkContext spark() {
    return trainings.context().sparkContext();
  }

  private Store store() {
    return trainings.context().store();
  }

  private Trained executors(String run, int most) throws IOException {
    if (executors < 1) {
      throw new NotPossible(LOCAL);
    }
    awaitExecutors();
    AtomicInteger dead = new AtomicInteger(-1); // not fired
    try (KillSwitch armed = KillSwitch.arm(spark())) {
      int all = SparkProcess.executors(spark()).size();
      if (armed.armed() < all) {
        throw new NotPossible(
            "%d of %d executors reach port %d of the driver"
                .formatted(armed.armed(), all, armed.port()));
      }
      int expected = Math.min(most, all);
      long half = trainings.iterations() / 2;
      Trained trained =
          trainings.train(
              run,
              new TrainingListener() {
                @Override
                public void progressed(RoundProgress round) {
                  if (round.round().iteration() >= half && dead.compareAndSet(-1, 0)) {
                    dead.set(fire(armed, most));
                  }
                }
              });
      if (expected < 1 || dead.get() != expected) {
        throw new IllegalStateException(
            "%d of %d executors ended".formatted(Math.max(0, dead.get()), expected));
      }
      return trained;
    }
  }

  /** Waits a while for those that take the place of ended ones; a cluster may give fewer. */
  private void awaitExecutors() {
    long begin = System.nanoTime();
    while (SparkProcess.executors(spark()).size() < executors
        && System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(REPLACED_SECONDS)) {
      Pause.of(PAUSE, "during a drill");
    }
  }

  private static int fire(KillSwitch executors, int most) {
    try {
      return executors.fire(most);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The newest checkpoint of a paused run loses its second half; the one before it is used. */
  private Trained checkpoint() throws IOException {
    RunId run = new RunId("checkpoint");
    long half = trainings.iterations() / 2;
    long paused = trainings.trainUntil(run.value(), half);
    List<FileStatus> checkpoints = store().list(store().checkpoints(run));
    if (checkpoints.size() < 2) {
      throw new NotPossible(
          "needs two checkpoints in the first half of %d iterations, found %d; set a smaller checkpoint.every-iterations"
              .formatted(trainings.iterations(), checkpoints.size()));
    }
    Path newest = CheckpointStore.state(checkpoints.get(checkpoints.size() - 1).getPath());
    byte[] whole = store().readBytes(newest);
    try (LockedStore locked = locks().forRun(run)) {
      byte[] part = Arrays.copyOf(whole, whole.length / 2);
      locked.writer().writeAtomically(newest, out -> out.write(part));
    }
    return trainings.resumed(run.value(), paused - 1);
  }

  private StoreLocks locks() {
    return trainings.context().locks(trainings.config());
  }

  /** An executor takes the lock of a run and dies with it; the run is trained all the same. */
  private Trained lockOwner() throws IOException {
    if (executors < 1) {
      throw new NotPossible(LOCAL);
    }
    RunId run = new RunId("lock-owner");
    String root = store().root().toString();
    String id = run.value();
    long lease = trainings.config().store().lease().toSeconds();
    spark().parallelize(List.of(0), 1).foreach(it -> lockAndDie(root, id, lease));
    if (store().list(store().run(run)).isEmpty()) {
      throw new NotPossible("executors do not see the store " + root);
    }
    return trainings.train(id);
  }

  /** The first attempt of the task dies, and the second has nothing to do. */
  private static void lockAndDie(String root, String run, long lease) {
    if (TaskContext.get().attemptNumber() > 0) {
      return;
    }
    Store store = Store.open(root, SparkHadoopUtil.get().conf());
    Duration silence = Duration.ofSeconds(lease);
    new StoreLocks(store, LockHolder.here("drill"), silence, silence, note -> {})
        .forRun(new RunId(run));
    ExecutorEnd.now();
  }

  /** The store's folder gets a quota that is used up; the run fails and, without it, goes on. */
  private Trained quota() throws IOException {
    String run = "quota";
    long paused = trainings.trainUntil(run, trainings.iterations() / 2);
    Path root = store().root();
    FileSystem files = root.getFileSystem(trainings.context().hadoop());
    try {
      files.setQuota(root, NO_QUOTA, 1);
    } catch (UnsupportedOperationException e) {
      throw new NotPossible("this file system has no quotas");
    } catch (IOException e) {
      if (FileErrors.isRefused(e)) {
        throw new NotPossible("not allowed here: " + ErrorText.of(e));
      }
      throw e;
    }
    try {
      trainings.train(run);
      throw new IllegalStateException("the training should end with code 7, did not fail");
    } catch (UserError e) {
      if (e.exitCode() != ExitCode.STORAGE) {
        throw e;
      }
    } finally {
      files.setQuota(root, NO_QUOTA, NO_QUOTA);
    }
    return trainings.resumed(run, paused);
  }
}
