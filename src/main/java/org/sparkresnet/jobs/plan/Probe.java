package org.sparkresnet.jobs.plan;

import java.io.IOException;
import org.sparkresnet.bench.BenchRounds;
import org.sparkresnet.dataset.CifarImages;
import org.sparkresnet.evaluate.DistributedEvaluation;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.forecast.Figure;
import org.sparkresnet.jobs.forecast.Outline;
import org.sparkresnet.jobs.forecast.Probed;
import org.sparkresnet.jobs.forecast.TrainingMeter;
import org.sparkresnet.plan.RoundCosts;
import org.sparkresnet.train.TrainingListener;
import org.sparkresnet.train.TrainingResult;

/**
 * Probe of a training: real rounds of its network on its images and its cluster, then evaluations
 * of the test images. Runs Spark jobs and keeps nothing. Driver only.
 *
 * @param workers that train in it: those of the training, as far as there are task slots
 */
record Probe(JobContext context, Outline outline, CifarImages images, int workers) {
  /** Share of the time in which rounds are timed; the rest is warm-up, evaluation and launches. */
  private static final double TIMED = 0.6;

  /** Share of the time in which test images are evaluated. */
  private static final double EVALUATED = 0.25;

  /**
   * Measures for about so many seconds, at least some rounds and one evaluation.
   *
   * @param atHand seconds from the start of Spark until the images were loaded
   */
  Probed run(double seconds, double atHand) throws IOException {
    TrainingMeter meter = new TrainingMeter(workers, outline.cluster(), outline.crops());
    int every = outline.plan().frequency().at(0);
    int first = Math.min(every, RoundCosts.WARM_UP_MINIBATCHES);
    train(first, 1 + (RoundCosts.WARM_UP_MINIBATCHES + first - 1) / first, meter);
    double imageOfWorker = meter.lastSecondsPerImage();
    double round = imageOfWorker * outline.crops().pixels(0) * outline.plan().batchSize() * every;
    long rounds = (long) Math.max(2, TIMED * seconds / round);
    TrainingResult result = train(every, rounds, meter);
    meter.readMemory(context);
    evaluate(result.model(), seconds, meter);
    return new Probed(workers, meter.ofProbe().with(Figure.OTHER_SECONDS, atHand));
  }

  private TrainingResult train(int every, long rounds, TrainingListener meter) throws IOException {
    BenchRounds bench =
        new BenchRounds(
            context.sparkContext(),
            images.training(outline.config().dataset().normalization()),
            outline.trainConfig(),
            outline.config().train().execution(),
            workers);
    return bench.train(
        outline.trainConfig().replica(), outline.plan().batchSize(), every, rounds, meter);
  }

  /**
   * Evaluates as often as there is time for, at least once: the last one counts, since those before
   * it build networks and warm Java up.
   */
  private void evaluate(float[] model, double seconds, TrainingMeter meter) {
    double last = evaluate(model);
    for (double all = last; all + last <= EVALUATED * seconds; all += last) {
      last = evaluate(model);
    }
    meter.evaluated(
        outline.evaluatedImages(), last * outline.evaluatedImages() / outline.testImages());
  }

  private double evaluate(float[] model) {
    long begin = System.nanoTime();
    new DistributedEvaluation(
            context.sparkContext(),
            outline.trainConfig().replica().with(outline.config().evaluationLayers()),
            outline.config().evaluate().batchSize())
        .evaluate(images.test(outline.config().dataset().normalization()), model);
    return (System.nanoTime() - begin) / 1e9;
  }
}
