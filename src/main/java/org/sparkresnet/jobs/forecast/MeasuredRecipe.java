package org.sparkresnet.jobs.forecast;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.sparkresnet.config.Likeness;
import org.sparkresnet.plan.AveragingLoss;

/**
 * Recipe whose accuracy on CIFAR-10 was measured, with the place in the guide that says how.
 *
 * @param values keys that the recipe sets; all others have their defaults
 * @param every minibatches between two averagings
 * @param accuracy mean share of test images that were right
 */
record MeasuredRecipe(
    Map<String, String> values,
    int workers,
    int imagesAStep,
    int every,
    double accuracy,
    String source) {

  /** What the recipes with Muon share. */
  private static final Map<String, String> MUON =
      Map.ofEntries(
          Map.entry("train.learning-rate", "0.4"),
          Map.entry("train.one-cycle.peak-at", "0.25"),
          Map.entry("train.one-cycle.first", "0.1"),
          Map.entry("train.one-cycle.last", "0.0"),
          Map.entry("train.weight-decay", "0.0005"),
          Map.entry("train.optimizer", "muon"),
          Map.entry("train.muon.rate", "0.06"),
          Map.entry("train.muon.momentum", "0.8"),
          Map.entry("train.whiten-stem", "true"),
          Map.entry("dataset.padding", "2"),
          Map.entry("dataset.flip", "alternating"),
          Map.entry("dataset.label-smoothing", "0.05"));

  /** Recipes of the folder conf; a test compares their keys with those of the files. */
  static final List<MeasuredRecipe> ALL =
      List.of(
          onTwoWorkers(
              Map.ofEntries(
                  Map.entry("train.epochs", "3"),
                  Map.entry("train.learning-rate", "0.2"),
                  Map.entry("train.one-cycle.peak-at", "0.3"),
                  Map.entry("train.one-cycle.first", "0.1"),
                  Map.entry("train.one-cycle.last", "0.01"),
                  Map.entry("train.weight-decay", "0.0005"),
                  Map.entry("dataset.flip", "alternating")),
              4,
              0.7977,
              "conf/quick.conf, one run (README, Recipes)"),
          onTwoWorkers(
              muon(20, 10, 6, "0.99"),
              4,
              0.9022,
              "conf/resnet20-fast.conf, five seeds (experiments.md, Ninety per cent fast)"),
          best(20, 0.9262, "three seeds"),
          best(56, 0.9393, "one run"),
          best(110, 0.9428, "one run"),
          onTwoWorkers(
              Map.ofEntries(
                  Map.entry("train.iterations", "64000"),
                  Map.entry("train.schedule", "step"),
                  Map.entry("train.learning-rate", "0.1"),
                  Map.entry("train.nesterov", "false"),
                  Map.entry("train.weight-decay", "0.0001")),
              1,
              0.9141,
              "conf/resnet20.conf, one run (experiments.md, The paper's recipe)"));

  /** Images of CIFAR-10, of which the accuracies are. */
  private static final int CIFAR_10_IMAGES = 50_000;

  private static final int TEST_IMAGES = 10_000;

  /** The recipe that a training follows; empty if none of these. */
  static Optional<MeasuredRecipe> like(Outline outline) {
    boolean cifar10 =
        outline.plan().examples() == CIFAR_10_IMAGES
            && outline.testImages() == TEST_IMAGES
            && outline.trainConfig().replica().network().classes() == 10;
    SortedMap<String, String> recipe = outline.likeness().recipe();
    return ALL.stream()
        .filter(it -> cifar10 && it.imagesAStep == outline.imagesAStep())
        .filter(it -> it.recipe().equals(recipe))
        .findFirst();
  }

  /** The keys by which recipes are compared. */
  SortedMap<String, String> recipe() {
    return Likeness.of(new TreeMap<>(values)).recipe();
  }

  /** Accuracy without the loss that the law gives for its averaging. */
  double withoutAveraging() {
    return accuracy + new AveragingLoss(workers, imagesAStep).points(every) / 100;
  }

  /** A recipe that was measured with two workers and 128 images a step, as all of them were. */
  private static MeasuredRecipe onTwoWorkers(
      Map<String, String> values, int every, double accuracy, String source) {
    return new MeasuredRecipe(values, 2, 128, every, accuracy, source);
  }

  private static MeasuredRecipe best(int depth, double accuracy, String runs) {
    return onTwoWorkers(
        muon(depth, 40, 24, "0.995"),
        4,
        accuracy,
        "conf/resnet" + depth + "-best.conf, " + runs + " (experiments.md, The paper's table)");
  }

  /** Keys of a recipe with Muon whose first epochs, {@code cropEpochs}, are on crops of 24x24. */
  private static Map<String, String> muon(int depth, int epochs, int cropEpochs, String emaDecay) {
    Map<String, String> values = new TreeMap<>(MUON);
    values.put("model.depth", Integer.toString(depth));
    values.put("train.epochs", Integer.toString(epochs));
    values.put("train.ema-decay", emaDecay);
    values.put(
        "dataset.crop", "[{from-epoch=0, size=24}, {from-epoch=" + cropEpochs + ", size=32}]");
    return Collections.unmodifiableMap(values);
  }
}
