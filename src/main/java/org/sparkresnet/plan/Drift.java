package org.sparkresnet.plan;

/**
 * Covariance of a weight and its velocity under gradient noise: how far workers that began alike
 * have drifted apart. The unit is the variance of the gradient times the squared learning rate.
 *
 * @param weight variance of the weight
 * @param both covariance of weight and velocity
 * @param velocity variance of the velocity
 */
record Drift(double weight, double both, double velocity) {
  private static final double MOMENTUM = 0.9;

  /** Doublings until the stationary covariance: 2^60 steps, more than any drift needs. */
  private static final int DOUBLINGS = 60;

  /**
   * Drift by the noise of one step: a unit of gradient moves the weight by 1.9, the velocity by 1.
   */
  private static final Drift OF_A_STEP =
      new Drift((1 + MOMENTUM) * (1 + MOMENTUM), 1 + MOMENTUM, 1);

  /** Linear map of weight and velocity by the matrix {{a, b}, {c, d}}. */
  private record Step(double a, double b, double c, double d) {
    /** Nesterov's step on a quadratic: v' = 0.9 v - steep x; x' = x + 0.9 v' - steep x. */
    static Step ofNesterov(double steep) {
      return new Step(1 - (1 + MOMENTUM) * steep, MOMENTUM * MOMENTUM, -steep, MOMENTUM);
    }

    /** The matrix times the covariance times the transposed matrix. */
    Drift of(Drift before) {
      double top = a * before.weight + b * before.both;
      double topRight = a * before.both + b * before.velocity;
      double bottom = c * before.weight + d * before.both;
      double bottomRight = c * before.both + d * before.velocity;
      return new Drift(
          top * a + topRight * b, top * c + topRight * d, bottom * c + bottomRight * d);
    }

    Step twice() {
      return new Step(a * a + b * c, a * b + b * d, c * a + d * c, c * b + d * d);
    }
  }

  /**
   * Drift after so many steps from equal weights, by the exact recursion.
   *
   * @param steep learning rate × curvature
   */
  static Drift after(int steps, double steep) {
    Step step = Step.ofNesterov(steep);
    Drift drift = new Drift(0, 0, 0);
    for (int i = 0; i < steps; i++) {
      drift = step.of(drift).plus(OF_A_STEP);
    }
    return drift;
  }

  /** Drift that no further step makes larger: the sum of what each step left of its noise. */
  static Drift stationary(double steep) {
    Step steps = Step.ofNesterov(steep);
    Drift sum = OF_A_STEP;
    for (int i = 0; i < DOUBLINGS; i++) {
      sum = sum.plus(steps.of(sum));
      steps = steps.twice();
    }
    return sum;
  }

  private Drift plus(Drift other) {
    return new Drift(weight + other.weight, both + other.both, velocity + other.velocity);
  }
}
