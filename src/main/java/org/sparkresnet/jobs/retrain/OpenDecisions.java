package org.sparkresnet.jobs.retrain;

import java.util.HashSet;
import java.util.Set;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.PromotionRecorder;
import org.sparkresnet.registry.Registry;
import org.sparkresnet.registry.VersionManifest;
import org.sparkresnet.store.RunId;

/** Decisions of jobs that were killed before they could carry them out. Driver only. */
record OpenDecisions(
    JobContext context, JobConfig config, Registry registry, PromotionRecorder promotions) {
  /** Carries them out, and writes rows of the table promotions that are missing. */
  void apply() {
    Set<String> recorded = new HashSet<>(promotions.runs());
    for (VersionManifest version : registry.versions()) {
      RunId other = version.run().runId();
      if (version.decision().isPresent() && recorded.add(other.value())) {
        context
            .listener()
            .note("carrying out what run " + other + " decided before it was stopped");
        new CandidateDecision(context, config, promotions, other, () -> {}).applyRegistered();
      }
    }
    registry.champions().stream()
        .flatMap(all -> all.latestFirst().stream())
        .filter(change -> recorded.add(change.decidedBy().value()))
        .forEach(change -> promotions.write(registry, change));
  }
}
