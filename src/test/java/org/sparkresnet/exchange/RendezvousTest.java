package org.sparkresnet.exchange;

import static org.assertj.core.api.Assertions.assertThat;

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
}
