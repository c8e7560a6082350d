package org.sparkresnet.report;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sparkresnet.store.RunId;

/**
 * Nights of a registry with its champion.
 *
 * @param model name of the registry
 * @param champion version, with its accuracy in words; empty if there is none, or none is known
 * @param isChampionDamaged tells that the file with the champion is damaged
 * @param nights in the order of time
 * @param drills of the store, the newest first
 */
public record Nights(
    String model,
    Optional<ChampionOfToday> champion,
    boolean isChampionDamaged,
    List<Night> nights,
    List<DrillOfStore> drills) {
  /**
   * Champion of today.
   *
   * @param accuracy in words: "after 41 looks: 90.10 %, between 89.10 and 91.04 %"
   */
  public record ChampionOfToday(String version, Instant since, Optional<String> accuracy) {}

  /** Drills of a run, and what they say together. */
  public record DrillOfStore(RunId run, Instant at, DrillVerdict verdict) {}

  /** Copies the lists. */
  public Nights {
    nights = List.copyOf(nights);
    drills = List.copyOf(drills);
  }

  /** Nights of a decision. */
  long count(String decision) {
    return nights.stream().filter(night -> night.decision().equals(decision)).count();
  }
}
