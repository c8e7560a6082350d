package org.sparkresnet.registry;

import java.util.List;
import java.util.function.Predicate;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.common.Sha256;
import org.sparkresnet.common.UserError;
import org.sparkresnet.store.Store;
import org.sparkresnet.store.StoreWriter;

/**
 * Files of a model's versions: {@code v000007/model.zip} and {@code v000007/manifest.json}. The
 * manifest is written last and deleted first, so that a version is there exactly if its manifest
 * is.
 */
final class VersionFiles {
  private final Store store;
  private final Path root;

  VersionFiles(Store store, Path root) {
    this.store = store;
    this.root = root;
  }

  Path model(ModelVersion version) {
    return new Path(folder(version), "model.zip");
  }

  Path manifest(ModelVersion version) {
    return new Path(folder(version), "manifest.json");
  }

  private Path folder(ModelVersion version) {
    return new Path(root, version.toString());
  }

  boolean contain(ModelVersion version) {
    return store.exists(manifest(version));
  }

  /** The versions, the oldest first. */
  List<ModelVersion> numbers() {
    return folders().stream().filter(this::contain).toList();
  }

  /** Also those of versions that are half written or half removed. */
  private List<ModelVersion> folders() {
    return store.names(root).stream()
        .filter(name -> name.startsWith("v"))
        .flatMap(name -> ModelVersion.parse(name).stream())
        .sorted()
        .toList();
  }

  /**
   * Reads the manifest of a version.
   *
   * @throws UserError of code DATA, with what to do, if it is damaged
   */
  VersionManifest read(ModelVersion version) {
    Path file = manifest(version);
    try {
      return VersionManifest.fromJson(file.toString(), store.readText(file));
    } catch (UserError e) {
      throw e.with(
          "; restore the file from a copy of the store, or take the folder %s away, after the promotion of another version if it is the champion's"
              .formatted(HumanText.path(folder(version))));
    }
  }

  /** Error of the champion's manifest that is gone, with what to do. */
  UserError missing(ModelVersion champion) {
    return UserError.data(
        "%s: missing, although %s is the champion; restore the folder from a copy of the store, or promote another version"
            .formatted(manifest(champion), champion));
  }

  /**
   * The bytes of a model file.
   *
   * @param origin of the expected SHA-256, for the message
   * @throws UserError of code DATA if they have another SHA-256
   */
  byte[] readModel(Path file, String expectedSha256, String origin) {
    byte[] bytes = store.readBytes(file);
    String sha256 = Sha256.of(bytes);
    if (!sha256.equals(expectedSha256)) {
      throw UserError.data(
          "%s: SHA-256 must be %s (%s), is: %s".formatted(file, expectedSha256, origin, sha256));
    }
    return bytes;
  }

  /** Writes a version that is not there yet; what a killed writer left of it is replaced. */
  void write(StoreWriter writer, VersionManifest version, byte[] model) {
    writer.writeAtomically(model(version.version()), out -> out.write(model));
    writer.writeAtomically(manifest(version.version()), version.toJson());
  }

  /**
   * Removes versions below the newest one, and whatever else there was left half written or
   * removed.
   *
   * @param isKept tells which stay, also without a manifest
   */
  void removeBelow(ModelVersion newest, StoreWriter writer, Predicate<ModelVersion> isKept) {
    for (ModelVersion version : folders()) {
      if (!isKept.test(version) && version.compareTo(newest) < 0) {
        writer.remove(manifest(version)); // from now on it is no version, whatever happens next
        writer.remove(folder(version));
      }
    }
  }
}
