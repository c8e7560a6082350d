package org.sparkresnet.plan;

/**
 * Law of the accuracy that averaging every H minibatches costs against one worker with the same
 * images a step. K workers share these images, so each has K times the variance of the gradient.
 * Between two averagings their weights drift apart as far as the share f(H) of the stationary
 * variance:
 *
 * <p>loss in points = 0.86 × (K - 1) × f(H) × (128 / images a step).
 *
 * <p>The share is that of Nesterov's momentum 0.9 along a direction whose curvature times the
 * learning rate is 0.02. This product and the factor 0.86 are fitted to the losses of ResNet-20
 * after five epochs at a highest rate of 0.4 ("Workers and averaging" in the guide's
 * experiments.md). The learning rate is not in the law: as it falls the curvature grows (Cohen et
 * al. 2021), and frequencies that rose as the rate fell lost more than the law with a fixed
 * curvature allowed.
 *
 * @param workers number of workers, K
 * @param imagesAStep images of a step of all workers together
 */
public record AveragingLoss(int workers, long imagesAStep) {
  /** Frequency of one worker, whose average is itself: the same bits in fewer rounds. */
  private static final int ALONE = 16;

  /** Highest frequency of the law, for steps of so many images that no loss would limit it. */
  private static final int MOST = 64;

  /** Loss that is allowed, in points of accuracy. */
  static final double ALLOWED = 0.3;

  private static final double POINTS = 0.86;
  private static final double FITTED_IMAGES = 128;

  /** Learning rate × curvature. */
  private static final double STEEP = 0.02;

  /** Loss in points of averaging every so many minibatches. */
  public double points(int every) {
    return POINTS * (workers - 1) * share(every) * (FITTED_IMAGES / imagesAStep);
  }

  /**
   * The rarest averaging, among the powers of two up to 64, that loses at most 0.3 points; every
   * minibatch if none does, and every 16 for one worker.
   */
  public AveragingFrequency rarest() {
    if (workers == 1) {
      return AveragingFrequency.every(ALONE);
    }
    int every = MOST;
    while (every > 1 && points(every) > ALLOWED) {
      every /= 2;
    }
    return AveragingFrequency.every(every);
  }

  /** Variance after so many steps from equal weights, as a share of the stationary variance: f. */
  static double share(int steps) {
    return Drift.after(steps, STEEP).weight() / Drift.stationary(STEEP).weight();
  }
}
