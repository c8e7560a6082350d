package org.sparkresnet.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.spark.SparkEnv;
import org.junit.jupiter.api.Test;
import org.sparkresnet.testing.LocalSpark;

class RendezvousTest {
  private static final ExchangeSettings SETTINGS = new ExchangeSettings(0, 30);

  @Test
  void whatHappensLateInAnEarlierSegmentIsNoEventOfTheNext() throws InterruptedException {
    LocalSpark.session();
    try (Rendezvous rendezvous = new Rendezvous(SparkEnv.get())) {
      DriverLine worker = new DriverLine(SparkEnv.get(), rendezvous.name(), SETTINGS);
      rendezvous.begin(1, 2);
      rendezvous.begin(2, 2);
      rendezvous.jobEnded(1);
      worker.roundFinished(1, 17, 0.9, 1);
      worker.roundFinished(2, 0, 0.5, 2); // messages of one sender keep their order
      assertThat(rendezvous.poll(10_000)).isEqualTo(new Rendezvous.Event.RoundFinished(0, 0.5, 2));
      rendezvous.jobEnded(2);
      assertThat(rendezvous.poll(10_000)).isEqualTo(new Rendezvous.Event.JobEnded());
      assertThat(rendezvous.poll(0)).isNull();
    }
  }

  @Test
  void itIsKnownWhichWorkersHaveBegunAndWhichHaveJoined() throws Exception {
    LocalSpark.session();
    try (Rendezvous rendezvous = new Rendezvous(SparkEnv.get())) {
      rendezvous.begin(1, 4);
      assertThat(rendezvous.standing())
          .isEqualTo(new Arrivals.Standing(4, List.of(0, 1, 2, 3), List.of(0, 1, 2, 3), 0, 0));
      DriverLine worker = new DriverLine(SparkEnv.get(), rendezvous.name(), SETTINGS);
      worker.begun(new Place(7, 0)); // of a segment that is over
      worker.begun(new Place(1, 2));
      await(rendezvous, List.of(0, 1, 3), List.of(0, 1, 2, 3));
      assertThat(rendezvous.standing().sinceFirstBegunSeconds()).isPositive();
      assertThat(rendezvous.standing().sinceFirstJoinedSeconds()).isZero();
      Thread joining = new Thread(() -> worker.join(new Place(1, 1), "here"));
      joining.setDaemon(true); // waits for the others, who do not come
      joining.setUncaughtExceptionHandler((thread, interrupted) -> {});
      joining.start();
      await(rendezvous, List.of(0, 3), List.of(0, 2, 3));
      assertThat(rendezvous.standing().sinceFirstJoinedSeconds()).isPositive();
      assertThat(rendezvous.standing().complete()).isFalse();
      joining.interrupt();
    }
  }

  private static void await(Rendezvous rendezvous, List<Integer> notBegun, List<Integer> notJoined)
      throws InterruptedException {
    long begin = System.nanoTime();
    while (!(rendezvous.standing().notBegun().equals(notBegun)
        && rendezvous.standing().notJoined().equals(notJoined))) {
      assertThat(System.nanoTime() - begin)
          .as("%s", rendezvous.standing())
          .isLessThan(20_000_000_000L);
      Thread.sleep(10);
    }
  }
}
