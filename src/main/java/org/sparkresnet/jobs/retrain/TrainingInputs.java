package org.sparkresnet.jobs.retrain;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.sparkresnet.common.Sha256;
import org.sparkresnet.config.Recipes;
import org.sparkresnet.config.RetrainSettings;
import org.sparkresnet.config.Settings;
import org.sparkresnet.registry.VersionManifest;
import org.sparkresnet.store.Manifest;
import org.sparkresnet.store.RunId;

/**
 * What a candidate would be trained from, and whether that is new.
 *
 * @param recipe keys and values that say how
 * @param dataSha256 fingerprint of the images
 */
record TrainingInputs(SortedMap<String, String> recipe, String dataSha256) {
  private static final String NONE = "none";
  private static final String NO_FREQUENCY = "0";

  /**
   * Name of the run that trains it: the same from the same data and recipe against the same
   * champion, so that a run that was killed is found again.
   */
  RunId runId(String model, Optional<VersionManifest> champion) {
    StringBuilder text = new StringBuilder(model).append('\n');
    recipe.forEach((key, value) -> text.append(key).append(" = ").append(value).append('\n'));
    text.append(dataSha256).append('\n').append(champion.map(VersionManifest::sha256).orElse(NONE));
    String sha256 = Sha256.of(text.toString().getBytes(StandardCharsets.UTF_8));
    return new RunId("retrain-" + sha256.substring(0, 12));
  }

  /** What is different from what a run was trained from, in words; empty if nothing is. */
  List<String> against(Manifest trained) {
    List<String> changes = new ArrayList<>();
    String before = trained.dataSha256().orElse(NONE);
    if (!before.equals(dataSha256)) {
      changes.add("data %s -> %s".formatted(shortened(before), shortened(dataSha256)));
    }
    SortedMap<String, String> old = RetrainSettings.recipe(Settings.stored(trained.config()));
    if (NO_FREQUENCY.equals(recipe.get(Recipes.AVERAGING_FREQUENCY))) {
      // It follows from the number of workers, which is no news either.
      old.put(Recipes.AVERAGING_FREQUENCY, NO_FREQUENCY);
    }
    SortedSet<String> keys = new TreeSet<>(old.keySet());
    keys.addAll(recipe.keySet());
    for (String key : keys) {
      String from = old.getOrDefault(key, NONE);
      String to = recipe.getOrDefault(key, NONE);
      if (!from.equals(to)) {
        changes.add("%s %s -> %s".formatted(key, from, to));
      }
    }
    return List.copyOf(changes);
  }

  private static String shortened(String sha256) {
    return sha256.length() <= 12 ? sha256 : sha256.substring(0, 12) + "…";
  }
}
