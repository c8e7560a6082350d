package org.sparkresnet.jobs.retrain;

import org.sparkresnet.common.MaybeDamaged;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.config.Recipe;
import org.sparkresnet.registry.VersionManifest;
import org.sparkresnet.store.Manifest;

/**
 * Reader of the recipes of earlier trainings, which another build may have written: this one may
 * refuse a value of theirs.
 */
public final class StoredRecipe {
  private StoredRecipe() {}

  /**
   * The recipe of a version; damaged, with the version and the key, where this build refuses it.
   */
  public static MaybeDamaged<Recipe> of(VersionManifest version) {
    return of(nameOf(version), version.run());
  }

  static String nameOf(VersionManifest version) {
    return version.version().toString();
  }

  /**
   * The recipe of a training.
   *
   * @param name of the version or run, for messages
   */
  static MaybeDamaged<Recipe> of(String name, Manifest trained) {
    return MaybeDamaged.of(() -> JobConfig.stored(trained.config(), name).candidateRecipe());
  }
}
