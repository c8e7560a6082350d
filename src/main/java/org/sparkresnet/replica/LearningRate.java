package org.sparkresnet.replica;

import java.io.Serializable;
import java.util.List;
import org.sparkresnet.common.UserError;

/**
 * Learning rate as a function of the global iteration (minibatches of one worker since the
 * beginning of the run, from 0).
 */
public sealed interface LearningRate extends Serializable {
  /** The learning rate of the minibatch with this global iteration. */
  double at(long iteration);

  /** Constant rate. */
  record Constant(double rate) implements LearningRate {
    @Override
    public double at(long iteration) {
      return rate;
    }
  }

  /**
   * Rate that is multiplied by a factor at each of the given iterations (He et al. 2015: by 0.1 at
   * 32k and 48k).
   */
  record Step(double initial, double factor, List<Long> at) implements LearningRate {
    /** Checks that the iterations ascend. */
    public Step {
      at = List.copyOf(at);
      for (int i = 1; i < at.size(); i++) {
        if (at.get(i) <= at.get(i - 1)) {
          throw UserError.usage("train.step.at must be ascending, cannot be: " + at);
        }
      }
    }

    @Override
    public double at(long iteration) {
      double rate = initial;
      for (long drop : at) {
        rate = iteration >= drop ? rate * factor : rate;
      }
      return rate;
    }
  }

  /** Shape of the fall of a rate. */
  enum Fall {
    /** Straight. */
    LINEAR,
    /**
     * Height × (1 - t) / (1 - t/2) at progress t: higher for long, then steep (Chen et al. 2021).
     */
    REX,
    /**
     * Hyperbolic tangent from -6 to 3 (Hsueh et al. 2019), stretched to end at 0: nearly the whole
     * height for half of the way.
     */
    TANH;

    private static final double TANH_BEGIN = -6;
    private static final double TANH_END = 3;

    /**
     * Rate above the last one.
     *
     * @param height of the fall
     * @param left iterations that are left, at least 0
     * @param way iterations of the whole fall
     */
    double at(double height, double left, double way) {
      return switch (this) {
        case LINEAR -> height * left / way;
        case REX -> height * 2 * left / (way + left);
        case TANH -> {
          double end = StrictMath.tanh(TANH_END);
          double now = StrictMath.tanh(TANH_END - (TANH_END - TANH_BEGIN) * left / way);
          yield height * (end - now) / (end - StrictMath.tanh(TANH_BEGIN));
        }
      };
    }
  }

  /**
   * Linear rise from peak × first to the peak, then fall to peak × last at the end (Smith 2018).
   *
   * @param peakAt position of the peak, as a share of the iterations
   * @param fall shape of the fall; Smith's is linear
   */
  record OneCycle(double peak, double first, double last, double peakAt, Fall fall, long iterations)
      implements LearningRate {
    /** Checks the place of the peak. */
    public OneCycle {
      if (!(peakAt > 0 && peakAt < 1)) {
        throw UserError.usage(
            "train.one-cycle.peak-at must be between 0 and 1, cannot be: " + peakAt);
      }
    }

    @Override
    public double at(long iteration) {
      double top = peakAt * iterations;
      double share =
          iteration < top
              ? first + (1 - first) * iteration / top
              : last
                  + fall.at(
                      1 - last, (double) Math.max(0, iterations - iteration), iterations - top);
      return peak * share;
    }
  }

  /** Half a cosine from the peak to peak × last (Loshchilov and Hutter 2017, without restarts). */
  record Cosine(double peak, double last, long iterations) implements LearningRate {
    @Override
    public double at(long iteration) {
      double progress = Math.min(1.0, (double) iteration / iterations);
      return peak * (last + (1 - last) * 0.5 * (1 + StrictMath.cos(Math.PI * progress)));
    }
  }

  /**
   * Other schedule with a lower rate in the first iterations: by a constant factor (He et al. 2015
   * for 110 layers: 0.01 instead of 0.1) or by a factor that grows linearly to 1 (Goyal et al.
   * 2017).
   */
  record WarmUp(LearningRate schedule, long iterations, double factor, boolean linear)
      implements LearningRate {
    @Override
    public double at(long iteration) {
      double rate = schedule.at(iteration);
      if (iteration >= iterations) {
        return rate;
      }
      return rate * (linear ? factor + (1 - factor) * iteration / iterations : factor);
    }
  }
}
