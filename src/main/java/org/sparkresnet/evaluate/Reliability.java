package org.sparkresnet.evaluate;

import java.util.ArrayList;
import java.util.List;

/**
 * Reliability of predicted probabilities: how often answers of about equal probability are right,
 * in bins of equal width (Guo, Pleiss, Sun and Weinberger, "On Calibration of Modern Neural
 * Networks", ICML 2017, section 2, with their number of bins).
 *
 * @param bins in ascending order; together they hold every answer once
 */
public record Reliability(List<Bin> bins) {
  /** Number of bins. */
  public static final int BINS = 15;

  /** Copies the list. */
  public Reliability {
    bins = List.copyOf(bins);
  }

  /**
   * Bin of the answers whose probability is above its lower and at most its upper limit.
   *
   * @param number from 0
   * @param examples answers in it
   * @param correct of these the right ones
   * @param probabilitySum sum of their probabilities
   */
  public record Bin(int number, long examples, long correct, double probabilitySum) {
    /** Lower limit, not in the bin. */
    public double lower() {
      return (double) number / BINS;
    }

    /** Upper limit, in the bin. */
    public double upper() {
      return (number + 1.0) / BINS;
    }

    /** Share of its answers that are right; NaN of no answer. */
    public double accuracy() {
      return (double) correct / examples;
    }

    /** Mean probability of its answers; NaN of no answer. */
    public double meanProbability() {
      return probabilitySum / examples;
    }
  }

  /** Counts of answers that come one after the other. */
  public static final class Tally {
    private final long[] examples = new long[BINS];
    private final long[] correct = new long[BINS];
    private final double[] sums = new double[BINS];

    /** Counts an answer; probabilities are summed up in the order of the calls. */
    public void add(double probability, boolean right) {
      int bin = binOf(probability);
      examples[bin]++;
      correct[bin] += right ? 1 : 0;
      sums[bin] += probability;
    }

    /** Reliability of the answers so far. */
    public Reliability reliability() {
      List<Bin> bins = new ArrayList<>();
      for (int bin = 0; bin < BINS; bin++) {
        bins.add(new Bin(bin, examples[bin], correct[bin], sums[bin]));
      }
      return new Reliability(bins);
    }
  }

  /** Reliability of predictions of known classes, summed up in their order. */
  public static Reliability of(Predictions predictions) {
    Tally tally = new Tally();
    for (int i = 0; i < predictions.size(); i++) {
      tally.add(predictions.probability(i), predictions.actual(i) == predictions.predicted(i));
    }
    return tally.reliability();
  }

  /** Number of a probability's bin; of NaN the first. */
  static int binOf(double probability) {
    return Math.max(0, Math.min(BINS, (int) Math.ceil(probability * BINS)) - 1);
  }

  /**
   * Answers of a bin and of those above it.
   *
   * @param probability lower limit of the bin, which all their probabilities exceed
   * @param examples these answers
   * @param share of all answers
   * @param accuracy share of these answers that are right; NaN of none
   */
  public record Above(double probability, long examples, double share, double accuracy) {}

  /** Answers of a bin and of those above it. */
  public Above above(int bin) {
    List<Bin> rest = bins.subList(bin, BINS);
    long above = rest.stream().mapToLong(Bin::examples).sum();
    long correct = rest.stream().mapToLong(Bin::correct).sum();
    return new Above(
        bins.get(bin).lower(), above, (double) above / examples(), (double) correct / above);
  }

  /** Number of answers. */
  public long examples() {
    return bins.stream().mapToLong(Bin::examples).sum();
  }

  /**
   * Expected calibration error, 0 to 1: the mean over the answers of the distance between accuracy
   * and mean probability of their bin (Guo et al. 2017, equation 3).
   *
   * @throws IllegalArgumentException if there is no answer
   */
  public double expectedCalibrationError() {
    long all = examples();
    if (all == 0) {
      throw new IllegalArgumentException("no example was counted: an empty set has no error");
    }
    double sum = 0;
    for (Bin bin : bins) {
      if (bin.examples() > 0) {
        sum += Math.abs(bin.correct() - bin.probabilitySum());
      }
    }
    return sum / all;
  }
}
