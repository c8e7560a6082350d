package org.sparkresnet.jobs.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sparkresnet.registry.Look;
import org.sparkresnet.registry.TestLedger;
import org.sparkresnet.registry.VersionManifest;
import org.sparkresnet.report.Night;

/**
 * Limits of the accuracy of the champion after each night, as the looks until that night leave
 * them.
 *
 * @param versions SHA-256 of the model files by version
 */
record ChampionLimits(TestLedger ledger, Map<String, String> versions) {

  /** Limits by the ledger of a model and the versions that the registry keeps of it. */
  static ChampionLimits of(TestLedger ledger, List<VersionManifest> kept) {
    Map<String, String> versions = new HashMap<>();
    for (Look look : ledger.looks()) { // they also tell versions that the registry does not keep
      look.champion().ifPresent(it -> versions.put(it, look.championSha256().orElseThrow()));
    }
    kept.forEach(it -> versions.put(it.version().toString(), it.sha256()));
    return new ChampionLimits(ledger, versions);
  }

  /**
   * The nights with the limits.
   *
   * @param nights in the order of time
   */
  List<Night> of(List<Night> nights) {
    List<Night> limited = new ArrayList<>();
    Optional<String> champion = Optional.empty();
    for (Night night : nights) {
      Optional<String> told = championAfter(night);
      champion = told.isPresent() ? told : champion;
      limited.add(champion.flatMap(it -> limits(it, night.at())).map(night::within).orElse(night));
    }
    return limited;
  }

  private Optional<Night.Limits> limits(String sha256, Instant at) {
    return ledger
        .until(at)
        .accuracy(sha256)
        .map(accuracy -> new Night.Limits(accuracy.low(), accuracy.high()));
  }

  /** SHA-256 of the champion after a night, as far as the night itself tells it. */
  private Optional<String> championAfter(Night night) {
    Optional<Look> last =
        ledger.looks().stream()
            .filter(look -> look.runId().equals(night.run().value()))
            .filter(look -> !look.lookedAt().isAfter(night.at()))
            .reduce((earlier, later) -> later);
    return switch (night.decision()) {
      case "PROMOTED", "ROLLED_BACK" ->
          night.version().map(versions::get).or(() -> last.map(Look::modelSha256));
      case "NOTHING_NEW" -> night.version().map(versions::get);
      default -> last.flatMap(Look::championSha256);
    };
  }
}
