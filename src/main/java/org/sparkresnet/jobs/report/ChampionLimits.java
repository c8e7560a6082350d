package org.sparkresnet.jobs.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.functions;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.registry.Registry;
import org.sparkresnet.registry.TestLedger;
import org.sparkresnet.report.Night;
import org.sparkresnet.tables.TableReader;
import org.sparkresnet.tables.TableView;
import org.sparkresnet.tables.rows.TestUseRow;

/**
 * Limits of the accuracy of the champion after each night, as the looks until that night leave
 * them.
 *
 * @param looks in the order of time
 * @param versions SHA-256 of the model files by version
 */
record ChampionLimits(TestLedger ledger, List<Look> looks, Map<String, String> versions) {

  /** Row of the table test_uses, as far as it says which model a night was about. */
  record Look(
      String runId,
      String modelSha256,
      Optional<String> champion,
      Optional<String> championSha256,
      Instant lookedAt) {
    static final TableView<Look> VIEW = TableView.of(TestUseRow.TABLE, Look.class);
  }

  /** Reads what tells the champions' models; runs one Spark job. */
  static ChampionLimits read(JobContext context, Registry registry, TestLedger ledger) {
    List<Look> looks =
        Look.VIEW
            .list(
                TableReader.read(context.spark(), context.store(), TestUseRow.TABLE)
                    .filter(functions.col("model").equalTo(registry.name())))
            .stream()
            .sorted(Comparator.comparing(Look::lookedAt).thenComparing(Look::modelSha256))
            .toList();
    Map<String, String> versions = new HashMap<>();
    for (Look look : looks) { // they also tell versions that the registry does not keep
      look.champion().ifPresent(it -> versions.put(it, look.championSha256().orElseThrow()));
    }
    registry.versions().forEach(it -> versions.put(it.version().toString(), it.sha256()));
    return new ChampionLimits(ledger, looks, versions);
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
        looks.stream()
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
