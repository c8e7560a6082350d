package org.sparkresnet.plan;

/**
 * Law of the accuracy that averaging every H minibatches costs against one worker with the same
 * images a step. Between two averagings the weights of K workers drift apart as far as the share
 * f(H) of their stationary variance:
 *
 * <p>loss in points = 0.86 × (K - 1) × f(H) × growth.
 *
 * <p>The share is that of Nesterov's momentum 0.9 along a direction whose curvature times the
 * learning rate is 0.02. This product and the factor 0.86 are fitted to the losses of ResNet-20
 * after five epochs at a highest rate of 0.4 with 128 images a step. The growth is 1 there and √(B
 * / 128) for B images a step above 128, which fits runs with 512 images at a rate of 0.8; all
 * measurements stand in "Workers and averaging" of the guide's experiments.md. It is 128 / B where
 * it was not measured: below 128 images, since K workers share the images and so each gradient has
 * K times the variance, and for H = 1, after which all have made one step of B images, at least
 * with SGD: steps of Muon are not linear in the gradients.
 *
 * <p>The learning rate is not in the law: as it falls the curvature grows (Cohen et al. 2021), and
 * frequencies that rose as the rate fell lost more than the law with a fixed curvature allowed.
 *
 * @param workers number of workers, K
 * @param imagesAStep images of a step of all workers together
 */
public record AveragingLoss(int workers, long imagesAStep) {
  /** Frequency of one worker, whose average is itself: the same bits in fewer rounds. */
  private static final int ALONE = 16;

  /** Loss that is allowed, in points of accuracy. */
  static final double ALLOWED = 0.3;

  private static final double POINTS = 0.86;
  private static final double FITTED_IMAGES = 128;

  /** Learning rate × curvature. */
  private static final double STEEP = 0.02;

  /** Loss in points of averaging every so many minibatches. */
  public double points(int every) {
    return POINTS * (workers - 1) * share(every) * growth(every);
  }

  private double growth(int every) {
    double steps = imagesAStep / FITTED_IMAGES;
    return every == 1 || steps < 1 ? 1 / steps : Math.sqrt(steps);
  }

  /**
   * The rarest averaging, every minibatch, every 2 or every 4, that loses at most 0.3 points; every
   * minibatch if none does, and every 16 for one worker. Two workers lose more than that with 8.
   */
  public AveragingFrequency rarest() {
    if (workers == 1) {
      return AveragingFrequency.every(ALONE);
    }
    int every = 4;
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
