package org.sparkresnet.train;

import java.util.List;
import java.util.OptionalDouble;
import org.sparkresnet.rounds.RoundProgress;

/** Receives the events of a run. Called on the driver's thread, between rounds. */
public interface TrainingListener {
  /** Called when a run begins or resumes, with its progress. */
  default void started(Progress progress) {}

  /**
   * Called as soon as a round is averaged, and again if a part of the run is repeated after a
   * failure. What it throws ends the run.
   */
  default void progressed(RoundProgress round) {}

  /** Called once for each round, in order, when nothing can make the run repeat it. */
  default void roundFinished(RoundReport round) {}

  /**
   * Called when a run goes on from a checkpoint whose CPU kernels are known, when the kernels that
   * compute a run become known, and when others join them; then before the rounds that they
   * computed are told as finished.
   *
   * @param kernels their identities, of the whole run so far
   */
  default void computedWith(String kernels) {}

  /**
   * Called with a line on something that makes the run slower, worse or other than a user would
   * expect.
   */
  default void warning(String line) {}

  /**
   * Called after the last round of an epoch. Where validation decides which model comes out, also
   * after the last round of a run that ends within an epoch.
   *
   * @return accuracy on the validation images; empty if this listener did not evaluate them
   */
  default OptionalDouble epochFinished(EpochReport epoch) {
    return OptionalDouble.empty();
  }

  /**
   * Called before a checkpoint of this iteration is written: the listener must now store all
   * records up to here that have to survive the process.
   */
  default void beforeCheckpoint(long iteration) {}

  /** Called once a checkpoint of this iteration is stored, with which a run can go on. */
  default void checkpointSaved(long iteration) {}

  /**
   * A listener that passes each call on to several listeners, in their order. Its epochFinished
   * calls all of them and returns the first accuracy that is present.
   */
  static TrainingListener of(TrainingListener... listeners) {
    List<TrainingListener> all = List.of(listeners);
    return new TrainingListener() {
      @Override
      public void started(Progress progress) {
        all.forEach(listener -> listener.started(progress));
      }

      @Override
      public void progressed(RoundProgress round) {
        all.forEach(listener -> listener.progressed(round));
      }

      @Override
      public void computedWith(String kernels) {
        all.forEach(listener -> listener.computedWith(kernels));
      }

      @Override
      public void warning(String line) {
        all.forEach(listener -> listener.warning(line));
      }

      @Override
      public void roundFinished(RoundReport round) {
        all.forEach(listener -> listener.roundFinished(round));
      }

      @Override
      public OptionalDouble epochFinished(EpochReport epoch) {
        OptionalDouble first = OptionalDouble.empty();
        for (TrainingListener listener : all) {
          OptionalDouble accuracy = listener.epochFinished(epoch);
          first = first.isPresent() ? first : accuracy;
        }
        return first;
      }

      @Override
      public void beforeCheckpoint(long iteration) {
        all.forEach(listener -> listener.beforeCheckpoint(iteration));
      }

      @Override
      public void checkpointSaved(long iteration) {
        all.forEach(listener -> listener.checkpointSaved(iteration));
      }
    };
  }
}
