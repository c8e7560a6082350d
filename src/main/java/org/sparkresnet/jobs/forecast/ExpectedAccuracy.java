package org.sparkresnet.jobs.forecast;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sparkresnet.plan.AveragingLoss;
import org.sparkresnet.plan.Plan;

/**
 * Expected share of test images that are right: the mean of earlier runs of the recipe, or of a
 * measured recipe, each without the loss of its averaging, less the loss of this one. Of a recipe
 * that nobody measured nothing is expected.
 */
final class ExpectedAccuracy {
  private ExpectedAccuracy() {}

  static Optional<Forecast.Expected> of(Outline outline, List<EarlierRun> sameRecipe) {
    List<EarlierRun> measured =
        sameRecipe.stream().filter(run -> run.measured().get(Figure.ACCURACY).isPresent()).toList();
    double loss = loss(outline.plan());
    if (measured.isEmpty()) {
      return MeasuredRecipe.like(outline)
          .map(recipe -> new Forecast.Expected(recipe.withoutAveraging() - loss, recipe.source()));
    }
    List<Double> withoutAveraging = new ArrayList<>();
    for (EarlierRun run : measured) {
      withoutAveraging.add(
          run.measured().get(Figure.ACCURACY).getAsDouble()
              + loss(run.plan(outline.plan().examples())));
    }
    double mean =
        withoutAveraging.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    return Optional.of(new Forecast.Expected(mean - loss, EarlierRun.names(measured)));
  }

  /** Share that averaging costs, by the law, where it is rarest. */
  private static double loss(Plan plan) {
    int every = plan.frequency().phases().stream().mapToInt(it -> it.every()).max().orElseThrow();
    AveragingLoss law = new AveragingLoss(plan.workers(), (long) plan.workers() * plan.batchSize());
    return law.points(every) / 100;
  }
}
