package org.sparkresnet.jobs.upkeep;

import java.time.Instant;
import java.util.List;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.jobs.JobListener;
import org.sparkresnet.store.RetentionPolicy;
import org.sparkresnet.store.RetentionPolicy.Old;
import org.sparkresnet.store.RunFolders;

/**
 * Folders of old runs: models, checkpoints, journals. Ended runs go by number and age, runs that
 * did not end by age alone, and runs that a job works on never. Needs no Spark.
 *
 * @param checkpointsOnly restricts a removal to checkpoints and journals
 */
public record OldRuns(
    RunFolders folders, JobConfig config, boolean checkpointsOnly, JobListener listener) {

  /** Tells what a removal would remove, and changes nothing. */
  public CleanResult preview() {
    CleanResult result = new CleanResult(0, 0);
    for (Old old : choose()) {
      boolean locked = folders.isLocked(old.folder().run());
      listener.note((locked ? "kept if a job works on it: " : "would remove ") + text(old));
      result = locked ? result : plus(result, old);
    }
    return result;
  }

  /**
   * Removes the folders.
   *
   * @param failed receives an error for each that the file system does not let go
   */
  CleanResult remove(FailedRemovals failed) {
    CleanResult result = new CleanResult(0, 0);
    for (Old old : choose()) {
      result = remove(old, failed) ? plus(result, old) : result;
    }
    return result;
  }

  /** Tells whether the configuration keeps every run. */
  public static boolean keepsAll(JobConfig config) {
    RetentionPolicy policy = config.store().retention();
    return policy.keepRuns() == 0 && policy.keepDays() == 0;
  }

  private List<Old> choose() {
    return config.store().retention().choose(folders.list(), Instant.now()).stream()
        .filter(old -> bytes(old) > 0)
        .toList();
  }

  private boolean remove(Old old, FailedRemovals failed) {
    try {
      if (checkpointsOnly) {
        folders.removeCheckpoints(old.folder());
      } else {
        folders.remove(old.folder());
      }
    } catch (UserError e) {
      switch (e.exitCode()) {
        case LOCKED -> listener.note("kept: " + e.getMessage());
        case STORAGE -> failed.add(e);
        default -> throw e;
      }
      return false;
    }
    listener.note("removed " + (checkpointsOnly ? "checkpoints of " : "") + text(old));
    return true;
  }

  private CleanResult plus(CleanResult result, Old old) {
    return new CleanResult(result.runs() + 1, result.bytes() + bytes(old));
  }

  private long bytes(Old old) {
    return checkpointsOnly ? old.folder().checkpointBytes() : old.folder().bytes();
  }

  private String text(Old old) {
    return "run %s (%s, %s %s UTC): %s"
        .formatted(
            old.folder().run(),
            HumanText.megabytes(bytes(old)),
            old.folder().endedAt().isPresent() ? "ended" : "not ended, last changed",
            HumanText.minute(old.folder().lastSign()),
            old.reason());
  }
}
