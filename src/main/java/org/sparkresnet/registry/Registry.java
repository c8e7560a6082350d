package org.sparkresnet.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.cifar.ClassNames;
import org.sparkresnet.common.FolderName;
import org.sparkresnet.common.MaybeDamaged;
import org.sparkresnet.common.UserError;
import org.sparkresnet.store.Manifest;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;

/**
 * The versions of a model and the champion among them, in {@code models/<name>} of a store, for
 * reading. Versions never change; the champion is one small file that a {@code RegistryWriter}
 * replaces. Readers need no lock. Driver only.
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

  /** Files of the versions. */
  VersionFiles files() {
    return files;
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

  /**
   * All versions whose manifests are whole, the oldest first. One damaged manifest of an old
   * version stops no decision; {@link #damages} tells of it, and whoever needs that version is
   * refused.
   */
  public List<VersionManifest> versions() {
    return List.copyOf(read().whole);
  }

  /**
   * What is wrong with the manifests that {@link #versions} passes over, with what to do; also that
   * the champion's is gone.
   */
  public SortedMap<ModelVersion, String> damages() {
    SortedMap<ModelVersion, String> damages = read().damaged;
    championIfWhole()
        .map(Champion::version)
        .filter(version -> !files.contain(version))
        .ifPresent(version -> damages.put(version, files.missing(version).getMessage()));
    return damages;
  }

  /** Manifests of all versions, and what is wrong with those that are not whole. */
  private record Manifests(List<VersionManifest> whole, SortedMap<ModelVersion, String> damaged) {}

  private Manifests read() {
    Manifests manifests = new Manifests(new ArrayList<>(), new TreeMap<>());
    for (ModelVersion version : files.numbers()) {
      MaybeDamaged.of(() -> files.read(version))
          .orTell(damage -> manifests.damaged.put(version, damage))
          .ifPresent(manifests.whole::add);
    }
    return manifests;
  }

  /**
   * The manifest of a version.
   *
   * @throws UserError of code USAGE if there is no such version; of code DATA if it is damaged, or
   *     gone although the version is the champion
   */
  public VersionManifest manifest(ModelVersion version) {
    if (!files.contain(version)) {
      if (isChampion(version)) {
        throw files.missing(version);
      }
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
    championIfWhole() // a damaged file says nothing of a version that is named by its number
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

  /** File with the champions. */
  Path championFile() {
    return new Path(folder(), "aliases/champion.json");
  }

  /**
   * The champion and those before it; empty if there has been none.
   *
   * @throws UserError of code DATA, with what to do, if the file is damaged
   */
  public Optional<Champions> champions() {
    Path file = championFile();
    try {
      return store.textIfPresent(file).map(text -> Champions.fromJson(file.toString(), text));
    } catch (UserError e) {
      throw e.with(
          "; restore the file from a copy of the store, or remove it and make a version the champion with promote");
    }
  }

  /**
   * Tells from the decisions of the versions that there has been a champion: one was compared with,
   * or a promotion was followed by another decision.
   */
  public boolean hadChampion() {
    List<Decision> decisions =
        versions().stream().flatMap(version -> version.decision().stream()).toList();
    boolean compared =
        decisions.stream()
            .anyMatch(it -> it.championAccuracy().isPresent() || it.test().isPresent());
    return compared
        || decisions.stream()
            .limit(Math.max(0, decisions.size() - 1))
            .anyMatch(it -> it.outcome() == Decision.Outcome.PROMOTED);
  }

  /** Error of a champion file that is gone, with what to do. */
  public UserError championIsGone() {
    return UserError.data(
        ("%s: missing, although %s had a champion: restore the file, or make a version the champion"
                + " with promote, or choose another registry.model")
            .formatted(championFile(), name));
  }

  /** The champion; empty if there has been none. */
  public Optional<Champion> champion() {
    return champions().map(Champions::current);
  }

  private Optional<Champion> championIfWhole() {
    return MaybeDamaged.of(this::champion).content().flatMap(it -> it);
  }

  private boolean isChampion(ModelVersion version) {
    return championIfWhole().filter(it -> it.version().equals(version)).isPresent();
  }

  /**
   * Requires the classes of the champion, if there is one: its successors answer the same question.
   * Where its manifest is damaged, that of its run tells them, or that of a champion before it.
   *
   * @param owner of the classes, for the message
   * @throws UserError of code DATA with both lists, if they differ
   */
  public void requireClassesOfChampion(String owner, ClassNames classes) {
    champions().stream()
        .flatMap(all -> all.latestFirst().stream())
        .flatMap(
            champion ->
                classesOf(champion).stream()
                    .map(
                        known ->
                            known.differenceFrom(
                                "its champion " + champion.version(), classes, owner)))
        .findFirst()
        .flatMap(difference -> difference)
        .ifPresent(
            difference -> {
              throw UserError.data(
                  "the models of %s must have the same classes: %s; choose another registry.model for it"
                      .formatted(name, difference));
            });
  }

  private Optional<ClassNames> classesOf(Champion champion) {
    return MaybeDamaged.of(() -> files.read(champion.version()))
        .content()
        .map(VersionManifest::classes)
        .or(
            () ->
                Manifest.undamaged(store, champion.runId())
                    .filter(run -> run.modelSha256().equals(Optional.of(champion.sha256())))
                    .map(Manifest::classes));
  }

  /**
   * The champion that a rollback goes to: {@link Champions#previous()}.
   *
   * @throws UserError of code USAGE if there is none, or its version was removed; of code DATA if
   *     the file with the champions is gone
   */
  public Champion previous() {
    if (champions().isEmpty() && hadChampion()) {
      throw championIsGone();
    }
    return champions()
        .flatMap(Champions::previous)
        .filter(previous -> files.contain(previous.version()))
        .orElseThrow(
            () -> UserError.usage(name + " has no earlier champion that is kept to roll back to"));
  }

  /** The change of the champion that a run has made, if it has made one. */
  public Optional<Champion> carriedOut(RunId decidedBy) {
    return champions().stream()
        .flatMap(all -> all.latestFirst().stream())
        .filter(change -> change.decidedBy().equals(decidedBy))
        .findFirst();
  }

  /**
   * The decision on a version as it stands. A promotion that its run was killed before it carried
   * out is off if somebody changed the champion since: KEPT. Else it is open, and the result empty;
   * so it is where nothing was decided.
   *
   * @throws UserError of code DATA, with what to do, if the file with the champions is damaged
   */
  public Optional<Decision> standing(VersionManifest version) {
    boolean isDone =
        version.decision().stream().noneMatch(it -> it.outcome() == Decision.Outcome.PROMOTED)
            || carriedOut(version.run().runId()).isPresent();
    return isDone
        ? version.decision()
        : champions().stream()
            .flatMap(all -> all.since(version.registeredAt()).stream())
            .findFirst()
            .map(since -> overtaken(version.decision().orElseThrow(), since));
  }

  private static Decision overtaken(Decision promotion, Champion since) {
    return new Decision(
        Decision.Outcome.KEPT,
        "%s became the champion by run %s after this was decided: PROMOTED, %s"
            .formatted(since.version(), since.decidedBy(), promotion.reason()),
        promotion.candidateAccuracy(),
        promotion.championAccuracy(),
        promotion.test());
  }
}
