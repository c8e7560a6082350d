package org.sparkresnet.plan;

import java.util.List;

/**
 * Costs that the duration of a training is made of, in seconds.
 *
 * @param image a whole image of a worker: its making, forward, backward and update
 * @param round averaging of a round within a job
 * @param job what a Spark job of one round or more costs besides its rounds
 * @param epoch what the first round of an epoch costs besides: the images are dealt anew
 * @param warmUp what the first minibatches of a process cost besides: networks are built, Java
 *     still compiles
 */
public record RoundCosts(double image, double round, double job, double epoch, double warmUp) {
  /**
   * Minibatches of a worker that count as warm-up. Java still compiles and DL4J still sizes its
   * workspaces in them: the first five take 20 % longer, the next ten 5 %.
   */
  public static final int WARM_UP_MINIBATCHES = 16;

  /**
   * The costs of measured rounds of one process, in their order, as means: what hinders a training
   * now and then hinders the next one as often. A kind of round that was not measured costs nothing
   * of its own.
   *
   * @throws IllegalArgumentException if there are no rounds
   */
  public static RoundCosts of(List<RoundTime> rounds) {
    if (rounds.isEmpty()) {
      throw new IllegalArgumentException("no rounds were measured");
    }
    int warm = warmFrom(rounds);
    List<RoundTime> measured = rounds.subList(warm, rounds.size());
    double image =
        measured.stream().mapToDouble(RoundTime::busySeconds).sum()
            / measured.stream().mapToDouble(RoundTime::images).sum();
    RestMeans rest = RestMeans.of(measured);
    RoundCosts steady = new RoundCosts(image, rest.round(), rest.job(), rest.epoch(), 0);
    double more = 0;
    for (RoundTime round : rounds.subList(0, warm)) {
      more += round.seconds() - steady.of(round);
    }
    return new RoundCosts(image, steady.round, steady.job, steady.epoch, Math.max(0, more));
  }

  /** Index of the first round that counts: all do where there are none after the warm-up. */
  private static int warmFrom(List<RoundTime> rounds) {
    int done = 0;
    for (int i = 0; i < rounds.size(); i++) {
      if (done >= WARM_UP_MINIBATCHES) {
        return i;
      }
      done += rounds.get(i).minibatches();
    }
    return 0;
  }

  /** Duration of a round after the warm-up, in seconds. */
  double of(RoundTime like) {
    return seconds(like.images(), like.beginsJob(), like.beginsEpoch());
  }

  /** Duration of a round after the warm-up, in seconds. */
  double seconds(double images, boolean beginsJob, boolean beginsEpoch) {
    return images * image + round + (beginsJob ? job : 0) + (beginsEpoch ? epoch : 0);
  }

  /** The same with another cost of a round's averaging; never less than nothing. */
  public RoundCosts withRound(double seconds) {
    return new RoundCosts(image, Math.max(0, seconds), job, epoch, warmUp);
  }

  /** Mean seconds beside the minibatches: of a round, and what a job and an epoch cost more. */
  private record RestMeans(double round, double job, double epoch) {
    static RestMeans of(List<RoundTime> rounds) {
      double plain = mean(rounds, false, false, Double.NaN);
      double ofJobs = mean(rounds, true, false, Double.NaN);
      // Where every round is a job, its launch is the round's cost.
      double round = Double.isNaN(plain) ? ofJobs : plain;
      double ofEpochs = mean(rounds, true, true, Double.NaN);
      round = Double.isNaN(round) ? ofEpochs : round;
      double job = Double.isNaN(ofJobs) ? 0 : Math.max(0, ofJobs - round);
      double epoch = Double.isNaN(ofEpochs) ? 0 : Math.max(0, ofEpochs - round - job);
      return new RestMeans(Math.max(0, round), job, epoch);
    }

    private static double mean(
        List<RoundTime> rounds, boolean beginsJob, boolean beginsEpoch, double none) {
      return rounds.stream()
          .filter(it -> it.beginsJob() == beginsJob && it.beginsEpoch() == beginsEpoch)
          .mapToDouble(it -> it.seconds() - it.busySeconds())
          .average()
          .orElse(none);
    }
  }
}
