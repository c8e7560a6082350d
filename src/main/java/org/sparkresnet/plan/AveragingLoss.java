package org.sparkresnet.plan;

/**
 * Law of the accuracy that averaging every H minibatches costs against one worker with the same
 * images a step. K workers share these images, so each has K times the variance of the gradient.
 * Between two averagings their weights drift apart along a direction of curvature h as far as the
 * share f(H; rate × h) of the stationary variance:
 *
 * <p>loss in points = 0.86 × (K - 1) × f(H; rate × h) × (rate / 0.4) × (128 / images a step).
 *
 * <p>The curvature and the factor 0.86 are fitted to the losses of ResNet-20 after five epochs at a
 * highest rate of 0.4 ("Workers and averaging" in the guide's experiments.md). The share is that of
 * Nesterov's momentum 0.9, whatever momentum a run has.
 *
 * @param workers number of workers, K
 * @param imagesAStep images of a step of all workers together
 */
record AveragingLoss(int workers, long imagesAStep) {
  /** Highest frequency of the law: at low rates no loss would limit the rounds. */
  static final int MOST = 64;

  /** Loss that is allowed, in points of accuracy. */
  private static final double ALLOWED = 0.2;

  private static final double POINTS = 0.86;

  /** Highest rate of the runs that the law was fitted to. */
  static final double FITTED_RATE = 0.4;

  private static final double FITTED_IMAGES = 128;
  private static final double CURVATURE = 0.02 / FITTED_RATE;

  /** Highest rate × curvature for the share; the recursion itself is stable up to 1.36. */
  private static final double STEEPEST = 0.5;

  /** Loss in points of averaging every so many minibatches at a learning rate. */
  double points(int every, double rate) {
    return POINTS
        * (workers - 1)
        * share(every, Math.min(rate * CURVATURE, STEEPEST))
        * (rate / FITTED_RATE)
        * (FITTED_IMAGES / imagesAStep);
  }

  /**
   * The rarest averaging, among the powers of two up to an upper bound, whose loss at a learning
   * rate is allowed; 1 if none is. It falls as the rate rises.
   */
  int rarest(double rate, int atMost) {
    int every = atMost;
    while (every > 1 && points(every, rate) > ALLOWED) {
      every /= 2;
    }
    return every;
  }

  /**
   * Variance after so many steps from equal weights, as a share of the stationary variance: f.
   *
   * @param steep learning rate × curvature
   */
  static double share(int steps, double steep) {
    return Drift.after(steps, steep).weight() / Drift.stationary(steep).weight();
  }
}
