package org.sparkresnet.registry;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.common.FolderName;
import org.sparkresnet.common.UserError;
import org.sparkresnet.store.Manifest;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;

/**
 * The versions of a model and the champion among them, in {@code models/<name>} of a store.
 * Versions never change; the champion is one small file that is replaced. Each change is made once
 * for a run, however often the run is repeated.
 *
 * <p>Readers need no lock. Of two writers at a time one would undo the other's work: a caller of
 * {@link #register}, {@link #promote}, {@link #rollback} or {@link #prune} holds the lock of {@link
 * #folder()}. Driver only.
 */
public final class Registry {
  private final Store store;
  private final String name;
  private final VersionFiles files;

  private Registry(Store store, String name) {
    this.store = store;
    this.name = name;
    this.files = new VersionFiles(store, folder());
  }

  /**
   * The registry of a model; nothing is created.
   *
   * @throws UserError of code USAGE if the name cannot be a folder's
   */
  public static Registry open(Store store, String name) {
    FolderName.require("registry.model", name);
    return new Registry(store, name);
  }

  /** Name of the model. */
  public String name() {
    return name;
  }

  /** {@code models/<name>}. */
  public Path folder() {
    return new Path(store.root(), "models/" + name);
  }

  /** File of a version's model; {@link #read} verifies it. */
  public Path model(ModelVersion version) {
    return files.model(version);
  }

  /** All versions, the oldest first; reads their manifests. */
  public List<VersionManifest> versions() {
    return files.numbers().stream().map(files::read).toList();
  }

  /**
   * The manifest of a version.
   *
   * @throws UserError of code USAGE if there is no such version
   */
  public VersionManifest manifest(ModelVersion version) {
    if (!files.contain(version)) {
      List<ModelVersion> all = files.numbers();
      throw UserError.usage(
          "%s has no version %s; %s"
              .formatted(
                  name,
                  version,
                  all.isEmpty()
                      ? "no version is registered yet"
                      : "the newest is " + all.get(all.size() - 1)));
    }
    return files.read(version);
  }

  /**
   * The bytes of a version's model.zip, verified before anybody deserialises them.
   *
   * @throws UserError of code DATA if they are not those that were registered, or, for the
   *     champion, those that were promoted
   */
  public byte[] read(ModelVersion version) {
    String registered = manifest(version).sha256();
    byte[] bytes = files.readModel(model(version), registered, "manifest.json beside it");
    champion()
        .filter(champion -> champion.version().equals(version))
        .filter(champion -> !champion.sha256().equals(registered))
        .ifPresent(
            champion -> {
              throw UserError.data(
                  "%s: SHA-256 must be %s (%s), is: %s"
                      .formatted(model(version), champion.sha256(), championFile(), registered));
            });
    return bytes;
  }

  /**
   * Copies a finished run's model and gives it the next number. A run that is registered already
   * keeps its version, whatever is said of it now.
   *
   * @param metrics of the test images by name, {@value VersionManifest#TEST_ACCURACY} among them
   * @param decision what was decided on it, to be carried out after this; empty if nothing was
   * @throws UserError of code DATA if the run has no model, or a damaged one; of code USAGE if it
   *     is registered already with another model
   */
  public VersionManifest register(
      RunId run, Map<String, Double> metrics, Optional<Decision> decision) {
    Path manifestFile = store.manifest(run);
    Manifest manifest = Manifest.fromJson(manifestFile.toString(), store.readText(manifestFile));
    String sha256 =
        manifest
            .modelSha256()
            .orElseThrow(
                () -> UserError.data("run " + run + " has no model: its training has not ended"));
    List<VersionManifest> versions = versions();
    for (VersionManifest version : versions) {
      if (version.run().runId().equals(run)) {
        return requireSameModel(version, sha256);
      }
    }
    byte[] model = files.readModel(store.model(run), sha256, "manifest.json beside it");
    VersionManifest version =
        new VersionManifest(
            name, next(versions), now(), manifest, new TreeMap<>(metrics), decision);
    files.write(version, model);
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

  private static ModelVersion next(List<VersionManifest> versions) {
    // The newest version is never removed, so no number is given twice.
    return versions.isEmpty()
        ? new ModelVersion(1)
        : versions.get(versions.size() - 1).version().next();
  }

  private Path championFile() {
    return new Path(folder(), "aliases/champion.json");
  }

  /** The champion and those before it; empty if there has been none. */
  public Optional<Champions> champions() {
    Path file = championFile();
    return store.exists(file)
        ? Optional.of(Champions.fromJson(file.toString(), store.readText(file)))
        : Optional.empty();
  }

  /** The champion; empty if there has been none. */
  public Optional<Champion> champion() {
    return champions().map(Champions::current);
  }

  /**
   * The champion that a rollback goes to: {@link Champions#previous()}.
   *
   * @throws UserError of code USAGE if there is none, or its version was removed
   */
  public Champion previous() {
    return champions()
        .flatMap(Champions::previous)
        .filter(previous -> files.contain(previous.version()))
        .orElseThrow(
            () -> UserError.usage(name + " has no earlier champion that is kept to roll back to"));
  }

  /**
   * Makes a version the champion, after its model was verified. Nothing changes if it is the
   * champion already.
   *
   * @param decision a promotion
   * @param decidedBy the run that decided
   * @return the version as champion, with the decision that made it so
   * @throws UserError of code DATA if the model is damaged; of code USAGE if there is no such
   *     version, or the run has promoted another one
   */
  public Champion promote(ModelVersion version, Decision decision, RunId decidedBy) {
    requireOutcome(Decision.Outcome.PROMOTED, decision);
    Optional<Champion> done = carriedOut(decidedBy);
    if (done.isPresent() && !done.get().version().equals(version)) {
      throw UserError.usage(
          "run %s has made %s the champion already, cannot promote: %s"
              .formatted(decidedBy, done.get().version(), version));
    }
    return done.or(() -> champion().filter(champion -> champion.version().equals(version)))
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
    return carriedOut(decidedBy).orElseGet(() -> become(previous().version(), decision, decidedBy));
  }

  private static void requireOutcome(Decision.Outcome outcome, Decision decision) {
    if (decision.outcome() != outcome) {
      throw new IllegalArgumentException(
          "decision must be " + outcome + ", is: " + decision.outcome());
    }
  }

  /** The change of the champion that a run has made, if it has made one. */
  public Optional<Champion> carriedOut(RunId decidedBy) {
    return champions().stream()
        .flatMap(all -> all.latestFirst().stream())
        .filter(change -> change.decidedBy().equals(decidedBy))
        .findFirst();
  }

  private Champion become(ModelVersion version, Decision decision, RunId decidedBy) {
    VersionManifest manifest = manifest(version);
    // A damaged model is found now and not by its first user.
    files.readModel(model(version), manifest.sha256(), "manifest.json beside it");
    Champion champion =
        new Champion(
            version, manifest.sha256(), manifest.run().runId(), now(), decidedBy, decision);
    Champions all =
        champions()
            .map(before -> before.with(champion))
            .orElseGet(() -> new Champions(List.of(champion)));
    store.writeAtomically(championFile(), all.toJson(name));
    return champion;
  }

  /**
   * Removes old versions: all but the newest ones, the champion, and the one that a rollback goes
   * to.
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
    Optional<Champions> champions = champions();
    kept.removeIf(
        version ->
            all.size() - all.indexOf(version) > keep
                && champions.stream().noneMatch(it -> it.isNeeded(version)));
    if (!kept.isEmpty()) {
      files.removeAllBut(kept);
    }
    return all.stream().filter(version -> !kept.contains(version)).toList();
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MICROS); // what a table keeps
  }
}
