package org.sparkresnet.replica;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.schedule.ISchedule;

/**
 * SGD with classical momentum (Polyak 1964), which DL4J lacks: v = momentum × v + rate × gradient;
 * parameters = parameters - v.
 */
public final class HeavyBall implements IUpdater {
  private static final long serialVersionUID = 1L;
  private static final String STATE = "V";

  private ISchedule learningRate;
  private final double momentum;

  /** Creates an updater with a schedule of the learning rate. */
  HeavyBall(ISchedule learningRate, double momentum) {
    this.learningRate = learningRate;
    this.momentum = momentum;
  }

  @Override
  public long stateSize(long numParams) {
    return numParams;
  }

  @Override
  public GradientUpdater<HeavyBall> instantiate(INDArray view, boolean initialize) {
    Updater updater = new Updater();
    updater.setStateViewArray(view, view.shape(), view.ordering(), initialize);
    return updater;
  }

  @Override
  public GradientUpdater<HeavyBall> instantiate(Map<String, INDArray> state, boolean initialize) {
    Updater updater = new Updater();
    updater.setState(state, initialize);
    return updater;
  }

  @Override
  public double getLearningRate(int iteration, int epoch) {
    return learningRate.valueAt(iteration, epoch);
  }

  @Override
  public boolean hasLearningRate() {
    return true;
  }

  @Override
  public void setLrAndSchedule(double rate, ISchedule schedule) {
    learningRate = schedule;
  }

  @Override
  public HeavyBall clone() {
    return new HeavyBall(learningRate, momentum);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HeavyBall that
        && learningRate.equals(that.learningRate)
        && momentum == that.momentum;
  }

  @Override
  public int hashCode() {
    return 31 * learningRate.hashCode() + Double.hashCode(momentum);
  }

  private final class Updater implements GradientUpdater<HeavyBall> {
    private INDArray velocity;

    @Override
    public HeavyBall getConfig() {
      return HeavyBall.this;
    }

    @Override
    public void setState(Map<String, INDArray> state, boolean initialize) {
      velocity = state.get(STATE);
    }

    @Override
    public Map<String, INDArray> getState() {
      return Map.of(STATE, velocity);
    }

    @Override
    public void setStateViewArray(
        INDArray view, long[] gradientShape, char gradientOrder, boolean initialize) {
      if (initialize) {
        view.assign(0);
      }
      velocity = view.reshape(gradientOrder, gradientShape);
    }

    @Override
    public void applyUpdater(INDArray gradient, int iteration, int epoch) {
      velocity.muli(momentum).addi(gradient.muli(getLearningRate(iteration, epoch)));
      gradient.assign(velocity);
    }
  }
}
