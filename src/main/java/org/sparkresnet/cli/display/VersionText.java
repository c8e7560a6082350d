package org.sparkresnet.cli.display;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.common.Sha256;
import org.sparkresnet.common.TextTable;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.config.ModelConfig;
import org.sparkresnet.jobs.retrain.ChangeResult;
import org.sparkresnet.jobs.retrain.CompareJob;
import org.sparkresnet.registry.Champion;
import org.sparkresnet.registry.Champions;
import org.sparkresnet.registry.ModelVersion;
import org.sparkresnet.registry.Registry;
import org.sparkresnet.registry.VersionManifest;

/** Versions of the registry for people. */
public final class VersionText {
  private VersionText() {}

  /**
   * All versions, the newest first.
   *
   * @param champions empty if there have been none, or none is known
   */
  public static String list(Registry registry, Optional<Champions> champions) {
    TextTable columns =
        TextTable.ofTexts()
            .row("version", "alias", "run", "network", "accuracy", "registered (UTC)");
    List<VersionManifest> versions = new ArrayList<>(registry.versions());
    for (int i = versions.size() - 1; i >= 0; i--) {
      VersionManifest version = versions.get(i);
      columns.row(
          version.version().toString(),
          alias(champions, version.version()),
          version.run().runId().value(),
          network(version),
          HumanText.percent(version.testAccuracy()),
          HumanText.minute(version.registeredAt()));
    }
    return columns.toString();
  }

  private static String alias(Optional<Champions> champions, ModelVersion version) {
    return champions
        .map(
            all ->
                all.current().version().equals(version)
                    ? "champion"
                    : all.previous().filter(it -> it.version().equals(version)).isPresent()
                        ? "previous"
                        : "")
        .orElse("");
  }

  /**
   * All that is known of a version, and when it was champion.
   *
   * @param champions empty if there have been none, or none is known
   */
  public static String show(
      Registry registry, VersionManifest version, Optional<Champions> champions) {
    TextTable columns = TextTable.ofTexts();
    facts(version).forEach(fact -> columns.row("  " + fact[0], fact[1]));
    columns.row("  model", HumanText.path(registry.model(version.version())));
    columns.row("  SHA-256", version.sha256() + " (verified)");
    version
        .decision()
        .ifPresent(it -> columns.row("  decision", it.outcome() + ": " + it.reason()));
    StringBuilder text = new StringBuilder(registry.name() + " " + version.version() + "\n");
    text.append(columns);
    champions.stream()
        .flatMap(all -> all.latestFirst().stream())
        .filter(change -> change.version().equals(version.version()))
        .forEach(change -> text.append("champion from ").append(change(change)).append('\n'));
    text.append("configuration where it is not the default of today:\n");
    TextTable keys = TextTable.ofTexts();
    SortedMap<String, String> config = version.run().config();
    SortedMap<String, String> defaults = JobConfig.defaults().values();
    config.forEach(
        (key, value) -> {
          if (!value.equals(defaults.get(key))) {
            keys.row("  " + key, value);
          }
        });
    return text.append(keys).toString();
  }

  private static String change(Champion change) {
    return "%s UTC on, %s by run %s: %s"
        .formatted(
            HumanText.minute(change.since()),
            change.decision().outcome(),
            change.decidedBy(),
            change.decision().reason());
  }

  /** Differences of two versions, side by side. */
  public static String compare(VersionManifest a, VersionManifest b) {
    TextTable columns = TextTable.ofTexts();
    columns.row("", a.version().toString(), b.version().toString());
    List<String[]> left = facts(a);
    List<String[]> right = facts(b);
    for (int i = 0; i < left.size(); i++) {
      columns.row(left.get(i)[0], left.get(i)[1], right.get(i)[1]);
    }
    SortedSet<String> keys = new TreeSet<>(a.run().config().keySet());
    keys.addAll(b.run().config().keySet());
    for (String key : keys) {
      String mine = a.run().config().getOrDefault(key, "-");
      String theirs = b.run().config().getOrDefault(key, "-");
      if (!mine.equals(theirs)) {
        columns.row(key, mine, theirs);
      }
    }
    return columns.toString();
  }

  private static List<String[]> facts(VersionManifest version) {
    List<String[]> facts = new ArrayList<>();
    add(facts, "run", version.run().runId().value());
    add(facts, "registered", HumanText.minute(version.registeredAt()) + " UTC");
    add(facts, "network", network(version));
    add(facts, "accuracy", HumanText.percent(version.testAccuracy()));
    add(facts, "seed", String.valueOf(version.run().seed()));
    add(facts, "data", shortened(version.run().dataSha256().orElse("-")));
    add(facts, "git commit", shortened(version.run().gitCommit()));
    add(facts, "Spark", version.run().environment().sparkVersion());
    add(facts, "DL4J", version.run().environment().dl4jVersion());
    add(facts, "oneDNN", version.run().environment().onednnVersion().orElse("-"));
    add(facts, "Java", version.run().environment().javaVersion());
    add(facts, "CPU", version.run().environment().cpuModel());
    return facts;
  }

  private static void add(List<String[]> facts, String name, String value) {
    facts.add(new String[] {name, value});
  }

  private static String shortened(String digest) {
    return Sha256.shortened(digest, 12);
  }

  private static String network(VersionManifest version) {
    return ModelConfig.storedName(version.run().config())
        .orElseGet(() -> JobConfig.defaults().model().network().displayName());
  }

  /** Line of the champion after a change by hand. */
  public static String change(ChangeResult result) {
    Champion champion = result.champion();
    return "%s: %s %s the champion, run %s, accuracy %s%s"
        .formatted(
            result.model(),
            champion.version(),
            result.changed() ? "is" : "was already",
            champion.runId(),
            HumanText.percent(result.accuracy()),
            result.changed()
                ? result.before().map(before -> "; before it was " + before).orElse("")
                : ", since %s UTC by run %s"
                    .formatted(HumanText.minute(champion.since()), champion.decidedBy()));
  }

  /** Line of what the promotion policy says of a candidate. */
  public static String verdict(
      VersionManifest candidate, VersionManifest other, CompareJob.Result result) {
    return result
        .decision()
        .map(
            decision ->
                "%s as candidate against %s would be %s: %s"
                    .formatted(
                        candidate.version(),
                        other.version(),
                        decision.outcome(),
                        decision.reason()))
        .orElseGet(() -> "no paired test: " + result.obstacle().orElseThrow());
  }
}
