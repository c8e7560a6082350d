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

  /**
   * Linear rise from peak × first to the peak, then fall to peak × last at the end (Smith 2018).
   *
   * @param peakAt position of the peak, as a share of the iterations
   */
  record OneCycle(double peak, double first, double last, double peakAt, long iterations)
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
              : last + (1 - last) * Math.max(0, iterations - iteration) / (iterations - top);
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
