package org.sparkresnet.jobs.report;

import java.util.Collection;
import java.util.List;
import org.sparkresnet.common.NearNames;
import org.sparkresnet.common.UserError;
import org.sparkresnet.store.RunId;

/** Refusal of a run that a store or an export does not have. */
final class UnknownRun {
  /** Names that a refusal suggests. */
  private static final int SUGGESTIONS = 3;

  private UnknownRun() {}

  /** Error of code USAGE that suggests the nearest of the names that are known there. */
  static UserError in(String place, RunId run, Collection<String> known) {
    List<String> near =
        NearNames.byDistance(known, name -> NearNames.edits(run.value(), name))
            .limit(SUGGESTIONS)
            .toList();
    return UserError.usage(
        "%s has no run %s; %s"
            .formatted(
                place,
                run,
                near.isEmpty()
                    ? "it has no run at all"
                    : "did you mean " + String.join(" or ", near) + "?"));
  }
}
