package org.sparkresnet.jobs.retrain;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.PromotionRecorder;
import org.sparkresnet.jobs.RegistryLock;
import org.sparkresnet.registry.Champion;
import org.sparkresnet.registry.Registry;
import org.sparkresnet.registry.VersionManifest;
import org.sparkresnet.store.LockedStore;
import org.sparkresnet.store.RunId;

/** Decisions of jobs that were killed before they could carry them out. Driver only. */
record OpenDecisions(
    JobContext context, JobConfig config, Registry registry, PromotionRecorder promotions) {
  /**
   * Carries them out, and writes rows of the table promotions that are missing. Does nothing while
   * damage hides which are there: what was carried out would be carried out again.
   */
  void apply() {
    promotions.runs().ifPresent(this::apply);
  }

  private void apply(Set<String> known) {
    Set<String> recorded = new HashSet<>(known);
    for (VersionManifest version : registry.versions()) {
      RunId other = version.run().runId();
      if (version.decision().isPresent() && recorded.add(other.value())) {
        context
            .listener()
            .note("carrying out what run " + other + " decided before it was stopped");
        new CandidateDecision(context, config, promotions, other, () -> {}).applyRegistered();
      }
    }
    if (!unrecorded(recorded).isEmpty()) {
      record();
    }
  }

  /**
   * Writes the missing rows of the champion's changes under the lock of the registry: a job that
   * changes the champion holds it until its row is there.
   */
  private void record() {
    try (LockedStore locked = RegistryLock.acquire(context.locks(config), config)) {
      PromotionRecorder alone = new PromotionRecorder(context.spark(), locked.writer());
      alone
          .runs()
          .map(this::unrecorded)
          .ifPresent(all -> all.forEach(change -> alone.write(registry, change)));
    } catch (UserError e) {
      if (e.exitCode() != ExitCode.LOCKED) {
        throw e;
      }
      // The job that works on the registry writes its row itself, or a later night does.
    }
  }

  private List<Champion> unrecorded(Set<String> recorded) {
    return registry.champions().stream()
        .flatMap(all -> all.latestFirst().stream())
        .filter(change -> !recorded.contains(change.decidedBy().value()))
        .toList();
  }
}
