package org.sparkresnet.registry;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.sparkresnet.common.UserError;
import org.sparkresnet.store.Manifest;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.StoreWriter;

/**
 * Writer of a model's versions and of its champion. Each change is made once for a run, however
 * often the run is repeated. Of two writers at a time one would undo the other's work: the store's
 * writer is that of the lock of {@link Registry#folder()}. Driver only.
 */
public final class RegistryWriter {
  private final StoreWriter store;
  private final Registry registry;
  private final VersionFiles files;

  private RegistryWriter(StoreWriter store, Registry registry) {
    this.store = store;
    this.registry = registry;
    this.files = registry.files();
  }

  /**
   * Writer of a model's registry; nothing is created.
   *
   * @throws UserError of code USAGE if the name cannot be a folder's
   */
  public static RegistryWriter open(StoreWriter store, String name) {
    return new RegistryWriter(store, Registry.open(store.store(), name));
  }

  /** Registry, for reading. */
  public Registry registry() {
    return registry;
  }

  /**
   * Copies a finished run's model and gives it the next number. A run that is registered already
   * keeps its version, whatever is said of it now.
   *
   * @param metrics of the test images by name, {@value VersionManifest#TEST_ACCURACY} among them
   * @param decision what was decided on it, to be carried out after this; empty if nothing was
   * @throws UserError of code DATA if the run has no model, a damaged one, or one with other
   *     classes than the champion's; of code USAGE if it is registered already with another model
   */
  public VersionManifest register(
      RunId run, Map<String, Double> metrics, Optional<Decision> decision) {
    Manifest manifest =
        Manifest.ofRun(store.store(), run)
            .orElseThrow(() -> UserError.data(store.store().manifest(run) + ": not found"));
    String sha256 =
        manifest
            .modelSha256()
            .orElseThrow(
                () -> UserError.data("run " + run + " has no model: its training has not ended"));
    for (VersionManifest version : registry.versions()) {
      if (version.run().runId().equals(run)) {
        return requireSameModel(version, sha256);
      }
    }
    registry.requireClassesOfChampion("run " + run, manifest.classes());
    byte[] model = files.readModel(store.store().model(run), sha256, "manifest.json beside it");
    VersionManifest version =
        new VersionManifest(
            registry.name(), next(), now(), manifest, new TreeMap<>(metrics), decision);
    files.write(store, version, model);
    return version;
  }

  private static VersionManifest requireSameModel(VersionManifest version, String sha256) {
    if (!version.sha256().equals(sha256)) {
      throw UserError.usage(
          "run %s is %s already, with another model: a version never changes; train under another --run-id"
              .formatted(version.run().runId(), version.version()));
    }
    return version;
  }

  private ModelVersion next() {
    // The newest version is never removed, so no number is given twice: nor that of a damaged one,
    // nor that of a champion whose manifest is gone.
    return Stream.concat(
            files.numbers().stream(),
            registry.champions().stream()
                .flatMap(all -> all.latestFirst().stream())
                .map(Champion::version))
        .max(Comparator.naturalOrder())
        .map(ModelVersion::next)
        .orElse(new ModelVersion(1));
  }

  /**
   * Makes a version the champion, after its model was verified. Nothing changes if it is the
   * champion already.
   *
   * @param decision a promotion
   * @param decidedBy the run that decided
   * @return the version as champion, with the decision that made it so
   * @throws UserError of code DATA if the version is damaged, or has other classes than the
   *     champion; of code USAGE if there is no such version, or the run has promoted another one
   */
  public Champion promote(ModelVersion version, Decision decision, RunId decidedBy) {
    requireOutcome(Decision.Outcome.PROMOTED, decision);
    Optional<Champion> done = registry.carriedOut(decidedBy);
    if (done.isPresent() && !done.get().version().equals(version)) {
      throw UserError.usage(
          "run %s has made %s the champion already, cannot promote: %s"
              .formatted(decidedBy, done.get().version(), version));
    }
    return done.or(() -> registry.champion().filter(champion -> champion.version().equals(version)))
        .orElseGet(() -> become(version, decision, decidedBy));
  }

  /**
   * Makes the previous champion the champion again.
   *
   * @param decision a rollback
   * @param decidedBy the run that decided
   * @throws UserError of code USAGE if there is no champion before
   */
  public Champion rollback(Decision decision, RunId decidedBy) {
    requireOutcome(Decision.Outcome.ROLLED_BACK, decision);
    return registry
        .carriedOut(decidedBy)
        .orElseGet(() -> become(registry.previous().version(), decision, decidedBy));
  }

  private static void requireOutcome(Decision.Outcome outcome, Decision decision) {
    if (decision.outcome() != outcome) {
      throw new IllegalArgumentException(
          "decision must be " + outcome + ", is: " + decision.outcome());
    }
  }

  private Champion become(ModelVersion version, Decision decision, RunId decidedBy) {
    VersionManifest manifest = registry.manifest(version);
    registry.requireClassesOfChampion(version.toString(), manifest.classes());
    // A damaged model is found now and not by its first user.
    files.readModel(registry.model(version), manifest.sha256(), "manifest.json beside it");
    Champion champion =
        new Champion(
            version, manifest.sha256(), manifest.run().runId(), now(), decidedBy, decision);
    Champions all =
        registry
            .champions()
            .map(before -> before.with(champion))
            .orElseGet(() -> new Champions(List.of(champion)));
    store.writeAtomically(registry.championFile(), all.toJson(registry.name()));
    return champion;
  }

  /**
   * Removes old versions: all but the newest ones, the champion, and the one that a rollback goes
   * to. Removes none as long as there is no champion.
   *
   * @param keep how many of the newest stay, at least 1
   * @return what was removed
   */
  public List<ModelVersion> prune(int keep) {
    if (keep < 1) {
      throw UserError.usage("registry.keep must be at least 1, cannot be: " + keep);
    }
    List<ModelVersion> all = files.numbers();
    List<ModelVersion> kept = new ArrayList<>(all);
    Optional<Champions> champions = registry.champions();
    if (champions.isEmpty()) {
      return List.of(); // nobody knows which versions are needed, also if a lost file had told it
    }
    kept.removeIf(
        version -> all.size() - all.indexOf(version) > keep && !champions.get().isNeeded(version));
    if (!kept.isEmpty()) {
      files.removeBelow(
          kept.get(kept.size() - 1),
          store,
          version -> kept.contains(version) || champions.get().isNeeded(version));
    }
    return all.stream().filter(version -> !kept.contains(version)).toList();
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MICROS); // what a table keeps
  }
}
