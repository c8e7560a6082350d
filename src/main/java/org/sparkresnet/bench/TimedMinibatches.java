package org.sparkresnet.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Minibatches until a time is over, with the time that each step took, and that their making took.
 * The clock runs from the first call of {@link #hasNext} to the call that returns false, and so
 * includes the consumer's work between the calls.
 */
final class TimedMinibatches implements Iterator<DataSet> {
  private final Supplier<Iterator<DataSet>> passes;
  private final int atLeast;
  private final double forSeconds;
  private Iterator<DataSet> pass;
  private final List<Double> steps = new ArrayList<>();
  private long begin;
  private long stepBegin;
  private double seconds;
  private double inputSeconds;
  private int minibatches;
  private long examples;

  /**
   * @param passes gives the same minibatches again and again
   * @param atLeast minibatches that are given however long they take
   */
  TimedMinibatches(Supplier<Iterator<DataSet>> passes, int atLeast, double forSeconds) {
    this.passes = passes;
    this.atLeast = atLeast;
    this.forSeconds = forSeconds;
    this.pass = passes.get();
  }

  @Override
  public boolean hasNext() {
    if (begin == 0) {
      begin = System.nanoTime();
    }
    long now = System.nanoTime();
    seconds = (now - begin) / 1e9;
    if (stepBegin != 0) {
      steps.add((now - stepBegin) / 1e9);
      stepBegin = 0;
    }
    return minibatches < atLeast || seconds < forSeconds;
  }

  @Override
  public DataSet next() {
    long before = System.nanoTime();
    stepBegin = before;
    if (!pass.hasNext()) {
      pass = passes.get();
    }
    DataSet minibatch = pass.next();
    inputSeconds += (System.nanoTime() - before) / 1e9;
    minibatches++;
    examples += minibatch.numExamples();
    return minibatch;
  }

  double imagesPerSecond() {
    return examples / seconds;
  }

  /** Speed of the step that took the median time, its minibatch included. */
  double medianImagesPerSecond() {
    return examples / (minibatches * BenchFigures.median(steps));
  }

  /** Speed of the fastest step. */
  double bestImagesPerSecond() {
    return examples / (minibatches * Collections.min(steps));
  }

  double inputSecondsPerMinibatch() {
    return inputSeconds / minibatches;
  }

  double inputShare() {
    return inputSeconds / seconds;
  }
}
