package org.sparkresnet.cli;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.sparkresnet.common.BuildInfo;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.Recipes;
import org.sparkresnet.config.Settings;
import org.sparkresnet.config.SettingsCheck;
import org.sparkresnet.jobs.RunLocks;
import org.sparkresnet.lock.LockHolder;
import org.sparkresnet.store.RetentionPolicy;
import org.sparkresnet.store.RetentionPolicy.Old;
import org.sparkresnet.store.RunFolders;
import org.sparkresnet.store.Store;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Removes old runs. */
@Command(
    name = "clean",
    mixinStandardHelpOptions = true,
    versionProvider = BuildInfo.class,
    description = {
      "Removes the folders of old runs: models, checkpoints, journals. Ended runs go by number"
          + " (store.keep-runs) and by age (store.keep-days), runs that did not end by age alone, and"
          + " runs that a job works on never. Rows in tables and versions in the registry are copies"
          + " and stay.",
      "",
      "  submit/local clean --dry-run --set store.keep-runs=20",
      "  submit/local clean --set store.keep-days=90 --checkpoints"
    })
final class CleanCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;
  @Mixin private StoreOptions storeOptions;

  @Option(names = "--dry-run", description = "Only say what would be removed.")
  private boolean dryRun;

  @Option(
      names = "--checkpoints",
      description = "Remove only checkpoints and journals of those runs; model and summary stay.")
  private boolean checkpointsOnly;

  @Override
  public Integer call() {
    Settings settings = common.settings();
    SettingsCheck.all(settings);
    RetentionPolicy policy = Recipes.retention(settings);
    Store store =
        Store.open(storeOptions.store, SparkHadoopUtil.get().newConfiguration(new SparkConf()));
    PrintWriter out = spec.commandLine().getOut();
    if (policy.keepRuns() == 0 && policy.keepDays() == 0) {
      out.println("nothing to remove: store.keep-runs and store.keep-days are 0, which keeps all");
      return 0;
    }
    RunFolders folders = new RunFolders(store, LockHolder.here("clean"), RunLocks.lease(settings));
    if (!dryRun) {
      folders.finishRemovals();
    }
    List<Old> old =
        policy.choose(folders.list(), Instant.now()).stream().filter(it -> bytes(it) > 0).toList();
    long removed = 0;
    long bytes = 0;
    for (Old run : old) {
      if (remove(folders, run, out)) {
        removed++;
        bytes += bytes(run);
      }
    }
    out.println(
        "%s %s%s, %s"
            .formatted(
                dryRun ? "would remove" : "removed",
                checkpointsOnly ? "checkpoints of " : "",
                removed == 1 ? "1 run" : removed + " runs",
                size(bytes)));
    return 0;
  }

  private long bytes(Old run) {
    return checkpointsOnly ? run.folder().checkpointBytes() : run.folder().bytes();
  }

  /** Whether it was, or would be, removed. */
  private boolean remove(RunFolders folders, Old old, PrintWriter out) {
    String what =
        "run %s (%s, %s %s UTC): %s"
            .formatted(
                old.folder().run(),
                size(bytes(old)),
                old.folder().endedAt().isPresent() ? "ended" : "not ended, last changed",
                VersionText.minute(old.folder().lastSign()),
                old.reason());
    if (dryRun) {
      boolean locked = folders.isLocked(old.folder().run());
      out.println((locked ? "kept if a job works on it: " : "would remove ") + what);
      return !locked;
    }
    try {
      if (checkpointsOnly) {
        folders.removeCheckpoints(old.folder().run(), out::println);
      } else {
        folders.remove(old.folder().run(), out::println);
      }
    } catch (UserError e) {
      if (e.kind() != UserError.Kind.LOCKED) {
        throw e;
      }
      out.println("kept: " + e.getMessage());
      return false;
    }
    out.println("removed " + (checkpointsOnly ? "checkpoints of " : "") + what);
    return true;
  }

  private static String size(long bytes) {
    return String.format(Locale.ROOT, "%,.1f MB", bytes / 1e6);
  }
}
