package org.sparkresnet.cluster;

import java.util.ArrayList;
import java.util.List;
import org.sparkresnet.rounds.RoundProgress;
import org.sparkresnet.train.TrainingListener;

/** Listener that acts once, as soon as a round was averaged, and keeps the warnings. */
final class Saboteur implements TrainingListener {
  private final long round;
  private final Runnable act;
  private final List<String> warnings = new ArrayList<>();
  private boolean acted;

  Saboteur(long round, Runnable act) {
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
      act.run();
    }
  }

  @Override
  public void warning(String line) {
    warnings.add(line);
  }
}
