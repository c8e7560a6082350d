package org.sparkresnet.jobs.drill;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;
import org.sparkresnet.train.CheckpointStore;

/**
 * Drill of the driver: one beside this one is killed after its first checkpoint, and this one goes
 * on with its run.
 */
record SecondDriver(SmallTrainings trainings, ChildDriver driver) {
  private static final String RUN = "driver";
  private static final long SECONDS = 180;
  private static final long PAUSE_MILLIS = 20;

  /**
   * Trains to the end.
   *
   * @throws NotPossible if there is no second driver, or no room for its application, or it was too
   *     quick to be killed
   * @throws IllegalStateException with its last words, if it ended by itself with an error
   */
  Trained train() throws IOException {
    Process child =
        driver
            .start(command())
            .orElseThrow(
                () ->
                    new NotPossible("this driver was not started by spark-submit in client mode"));
    LastWords words = LastWords.of(child);
    int code = kill(child);
    if (code == 0) {
      throw new NotPossible(
          "a second driver had trained to the end before it could be killed; set more train.epochs");
    }
    if (code != ExecutorEnd.KILLED || !hasCheckpoint()) {
      throw new IllegalStateException(
          "a second driver, started as this one was, ended with code %d: %s"
              .formatted(code, words.text()));
    }
    return trainings.resumed(RUN, trainings.iterations() - 1);
  }

  private List<String> command() {
    String root = trainings.context().store().root().toString();
    List<String> command = new ArrayList<>(List.of("train", "--run-id", RUN, "--store", root));
    trainings.keys().forEach(key -> command.addAll(List.of("--set", key)));
    return command;
  }

  /** Kills it after its first checkpoint, unless it ends before; returns its exit code. */
  private int kill(Process child) {
    try {
      awaitCheckpoint(child);
      destroy(child);
      return child.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted during a drill", e);
    } finally {
      destroy(child);
    }
  }

  private static void destroy(Process child) {
    if (child.isAlive()) { // else its last words would be closed before they are read
      child.destroyForcibly();
    }
  }

  private void awaitCheckpoint(Process child) throws InterruptedException {
    long begin = System.nanoTime();
    while (!hasCheckpoint() && !child.waitFor(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
      if (System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(SECONDS)) {
        throw new NotPossible(
            "a second application had no checkpoint after %d s: is there room for it?"
                .formatted(SECONDS));
      }
    }
  }

  private boolean hasCheckpoint() {
    Store store = trainings.context().store();
    return store.list(store.checkpoints(new RunId(RUN))).stream()
        .anyMatch(checkpoint -> store.exists(CheckpointStore.state(checkpoint.getPath())));
  }
}
