package org.sparkresnet.jobs.retrain;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.sparkresnet.common.Sha256;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.config.Recipe;
import org.sparkresnet.plan.TrainConfig;
import org.sparkresnet.registry.VersionManifest;
import org.sparkresnet.store.Manifest;
import org.sparkresnet.store.RunId;

/**
 * Recipe and data fingerprint of a candidate; compares them with the champion's.
 *
 * @param recipe of the candidate, as it is configured
 * @param resultKeys keys that, with data and champion, determine the result on this machine
 * @param dataSha256 fingerprint of the images
 */
record TrainingInputs(Recipe recipe, SortedMap<String, String> resultKeys, String dataSha256) {
  /** Digits of a digest that tell it from others. */
  private static final int DIGITS = 12;

  private static final String NONE = "none";

  /**
   * Inputs of a candidate.
   *
   * @param trainConfig of the training, with everything resolved
   * @param taskCpus cores of a task
   */
  static TrainingInputs of(
      JobConfig config, TrainConfig trainConfig, String taskCpus, String dataSha256) {
    Recipe recipe = config.candidateRecipe();
    JobConfig resolved =
        config.resolved(trainConfig.plan().workers(), trainConfig.plan().examples());
    return new TrainingInputs(
        recipe, resolved.candidateRecipe().resultKeys(trainConfig, taskCpus), dataSha256);
  }

  /**
   * Name of the run that trains it: the same from the same data and the same resolved configuration
   * against the same champion, so that a run that was killed is found again, and one that another
   * machine began with other workers or layers is not.
   *
   * @param champion identity of the champion; empty if there is none
   */
  RunId runId(String model, Optional<String> champion) {
    StringBuilder text = new StringBuilder(model).append('\n');
    Recipe.canonical(resultKeys)
        .forEach((key, value) -> text.append(key).append(" = ").append(value).append('\n'));
    text.append(dataSha256).append('\n').append(champion.orElse(NONE));
    String sha256 = Sha256.of(text.toString().getBytes(StandardCharsets.UTF_8));
    return new RunId("retrain-" + Sha256.shortened(sha256, DIGITS));
  }

  /** Differences from the inputs of a version, in words; empty if there are none. */
  List<String> against(VersionManifest version) {
    return against(StoredRecipe.nameOf(version), version.run());
  }

  /** Differences from the inputs of an earlier run, in words; empty if there are none. */
  List<String> against(Manifest trained) {
    return against("run " + trained.runId(), trained);
  }

  /** A recipe that this build refuses is another one, or how would it train it. */
  private List<String> against(String name, Manifest trained) {
    List<String> changes = new ArrayList<>();
    String before = trained.dataSha256().orElse(NONE);
    if (!before.equals(dataSha256)) {
      changes.add("data %s -> %s".formatted(shortened(before), shortened(dataSha256)));
    }
    StoredRecipe.of(name, trained)
        .orTell(refusal -> changes.add("this build refuses the recipe of " + refusal))
        .ifPresent(stored -> changes.addAll(recipe.changesFrom(stored)));
    return List.copyOf(changes);
  }

  private static String shortened(String sha256) {
    return sha256.length() <= DIGITS ? sha256 : Sha256.shortened(sha256, DIGITS) + "…";
  }
}
