package org.sparkresnet.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sparkresnet.exchange.Arrivals;
import org.sparkresnet.exchange.ExchangeSettings;

class MeetingTest {
  private static final ExchangeSettings EXCHANGE = new ExchangeSettings(0, 30);

  private static Meeting meeting(
      List<Integer> notBegun, List<Integer> notJoined, double begun, double joined) {
    return new Meeting(new Arrivals.Standing(40, notBegun, notJoined, begun, joined), EXCHANGE);
  }

  private static List<Integer> workers(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  @Test
  void aMeetingGoesOnUpToItsLimits() {
    assertThat(meeting(workers(40), workers(40), 0, 0).failure(30)).isEmpty();
    assertThat(meeting(List.of(3), List.of(3, 5), 30, 30).failure(0)).isEmpty();
    assertThat(meeting(List.of(), List.of(3), 500, 120).failure(0)).isEmpty();
    assertThat(meeting(List.of(), workers(40), 500, 0).failure(0)).as("nobody waits yet").isEmpty();
    assertThat(meeting(List.of(), List.of(), 500, 500).failure(0)).isEmpty();
  }

  @Test
  void workersThatDidNotBeginAreNamed() {
    assertThat(meeting(List.of(3, 5), List.of(3, 5, 6), 31, 31).failure(0))
        .contains(
            "38 of 40 workers could begin within 30 seconds (train.exchange.timeout-seconds): workers 3 and 5 did not come");
    assertThat(meeting(List.of(0, 3, 5), List.of(0, 3, 5), 31, 0).failure(0).orElseThrow())
        .endsWith(": workers 0, 3 and 5 did not come");
    assertThat(meeting(workers(40), workers(40), 0, 0).failure(31))
        .as("where all are missing, none is named")
        .contains("0 of 40 workers could begin within 30 seconds (train.exchange.timeout-seconds)");
  }

  @Test
  void aWorkerThatIsNotReadyIsNamed() {
    assertThat(meeting(List.of(), List.of(7), 200, 121).failure(0))
        .contains(
            "39 of 40 workers were ready to train within 120 seconds (four times train.exchange.timeout-seconds): worker 7 did not come");
  }

  @Test
  void ofManyMissingWorkersTenAreNamedAtMost() {
    assertThat(meeting(workers(10), workers(10), 31, 0).failure(0).orElseThrow())
        .endsWith(": workers 0, 1, 2, 3, 4, 5, 6, 7, 8 and 9 did not come");
    assertThat(meeting(workers(11), workers(11), 31, 0).failure(0).orElseThrow())
        .endsWith(": workers 0, 1, 2, 3, 4, 5, 6, 7, 8 and 2 others did not come");
  }
}
