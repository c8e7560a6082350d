package org.sparkresnet.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.sparkresnet.rounds.RoundProgress;
import org.sparkresnet.train.TrainingListener;

/** Listener that acts once, as soon as a round was averaged, and keeps the warnings. */
final class Saboteur implements TrainingListener {
  private final long round;
  private final Consumer<RoundProgress> act;
  private final List<String> warnings = new ArrayList<>();
  private boolean acted;

  Saboteur(long round, Runnable act) {
    this(round, progress -> act.run());
  }

  /** One whose act depends on how the round went. */
  Saboteur(long round, Consumer<RoundProgress> act) {
    this.round = round;
    this.act = act;
  }

  /** One that never acts. */
  static Saboteur idle() {
    return new Saboteur(-1, () -> {});
  }

  boolean acted() {
    return acted;
  }

  List<String> warnings() {
    return warnings;
  }

  @Override
  public void progressed(RoundProgress progress) {
    if (!acted && progress.round().number() == round) {
      acted = true;
      act.accept(progress);
    }
  }

  @Override
  public void warning(String line) {
    warnings.add(line);
  }
}
