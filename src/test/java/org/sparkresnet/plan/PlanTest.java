package org.sparkresnet.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;
import org.sparkresnet.plan.AveragingFrequency.Phase;
import org.sparkresnet.plan.Plan.Round;

class PlanTest {
  @Provide
  Arbitrary<Plan> plans() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 400),
            Arbitraries.integers().between(1, 12),
            Arbitraries.integers().between(1, 70),
            Arbitraries.integers().between(1, 300),
            Arbitraries.integers().between(1, 40),
            Arbitraries.integers().between(1, 40),
            Arbitraries.integers().between(1, 100))
        .as(
            (examples, workers, batch, iterations, every, then, from) ->
                new Plan(
                    examples,
                    Math.min(workers, examples),
                    batch,
                    iterations,
                    new AveragingFrequency(List.of(new Phase(0, every), new Phase(from, then)))));
  }

  @Property(tries = 300)
  void roundsTileTheRun(@ForAll("plans") Plan plan) {
    long iteration = 0;
    long number = 0;
    for (Round round : rounds(plan, 0, 0)) {
      assertThat(round.iteration()).isEqualTo(iteration);
      assertThat(round.number()).isEqualTo(number++);
      assertThat(round.minibatches()).isBetween(1, plan.frequency().at(iteration));
      iteration = round.endIteration();
    }
    assertThat(iteration).isEqualTo(plan.iterations());
  }

  @Property(tries = 300)
  void noRoundCrossesTheEndOfAnEpoch(@ForAll("plans") Plan plan) {
    long perEpoch = plan.iterationsPerEpoch();
    for (Round round : rounds(plan, 0, 0)) {
      assertThat(round.epoch()).isEqualTo((int) (round.iteration() / perEpoch));
      assertThat((round.endIteration() - 1) / perEpoch).isEqualTo(round.epoch());
      assertThat(round.firstMinibatch()).isEqualTo((int) (round.iteration() % perEpoch));
      assertThat(round.endsEpoch()).isEqualTo(round.endIteration() % perEpoch == 0);
    }
  }

  @Property(tries = 300)
  void everyWholeEpochTrainsOnEveryExampleOnce(@ForAll("plans") Plan plan) {
    List<Round> rounds = rounds(plan, 0, 0);
    Map<Integer, Long> examples =
        rounds.stream()
            .collect(Collectors.groupingBy(Round::epoch, Collectors.summingLong(plan::examplesOf)));
    long whole = plan.iterations() / plan.iterationsPerEpoch();
    examples.forEach(
        (epoch, sum) -> {
          if (epoch < whole) {
            assertThat(sum).isEqualTo(plan.examples());
          } else {
            assertThat(sum).isLessThan(plan.examples());
          }
        });
    assertThat(rounds.stream().filter(Round::endsEpoch).count()).isEqualTo(whole);
  }

  @Property(tries = 100)
  void noWorkerIsAskedForMoreThanItsMinibatches(@ForAll("plans") Plan plan) {
    for (Round round : rounds(plan, 0, 0)) {
      for (int worker = 0; worker < plan.workers(); worker++) {
        assertThat(plan.examplesOf(round, worker))
            .isBetween(0, round.minibatches() * plan.batchSize());
      }
    }
  }

  @Property(tries = 100)
  void resumingAtAnyRoundContinuesWithTheSameRounds(@ForAll("plans") Plan plan) {
    List<Round> rounds = rounds(plan, 0, 0);
    for (int i = 0; i < rounds.size(); i++) {
      Round round = rounds.get(i);
      assertThat(rounds(plan, round.iteration(), round.number()))
          .isEqualTo(rounds.subList(i, rounds.size()));
    }
  }

  @Example
  void cifar10OnFourWorkers() {
    Plan plan = new Plan(50_000, 4, 128, 1000, AveragingFrequency.every(16));
    // 12,500 images of each worker are 97 whole minibatches and one of 84.
    assertThat(plan.iterationsPerEpoch()).isEqualTo(98);
    assertThat(plan.roundAt(96, 6)).isEqualTo(new Round(6, 0, 96, 96, 2, true));
    assertThat(plan.examplesOf(plan.roundAt(96, 6))).isEqualTo(4 * (128 + 84));
    assertThat(plan.roundAt(98, 7)).isEqualTo(new Round(7, 1, 98, 0, 16, false));
    assertThat(plan.examplesOf(plan.roundAt(98, 7), 3)).isEqualTo(16 * 128);
  }

  @Example
  void rejectsImpossibleRuns() {
    assertUsage(10, 0, 1, 1, "train.workers must be at least 1, cannot be: 0");
    assertUsage(10, 1, 0, 1, "train.batch-size must be at least 1, cannot be: 0");
    assertUsage(10, 1, 1, 0, "train.iterations must be at least 1, cannot be: 0");
    assertUsage(
        10,
        11,
        1,
        1,
        "train.workers must be at most the number of training images (10), cannot be: 11");
    assertUsage(
        1_398_101,
        2,
        128,
        1,
        "train.workers must be at least 3 for 1398101 training images (at most 699050 a worker),"
            + " cannot be: 2");
  }

  @Example
  void countsTheMinibatchesOfAsManyImagesAsThereMayBe() {
    assertThat(new Plan(1_398_100, 2, 1, 1, AveragingFrequency.every(1)).iterationsPerEpoch())
        .isEqualTo(699_050);
    assertThat(Plan.iterationsPerEpoch(Integer.MAX_VALUE, 4096, 1)).isEqualTo(524_288);
  }

  private static void assertUsage(
      int examples, int workers, int batch, long iterations, String message) {
    assertThatThrownBy(
            () -> new Plan(examples, workers, batch, iterations, AveragingFrequency.every(1)))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage(message);
  }

  private static List<Round> rounds(Plan plan, long iteration, long number) {
    List<Round> rounds = new ArrayList<>();
    long next = iteration;
    while (next < plan.iterations()) {
      Round round = plan.roundAt(next, number + rounds.size());
      rounds.add(round);
      next = round.endIteration();
    }
    return rounds;
  }

  @Example
  void anEpochCountsFromItsFirstIteration() {
    Plan plan = new Plan(100, 2, 10, 12, AveragingFrequency.every(1)); // 5 iterations an epoch
    assertThat(plan.epochsAt(0)).isEqualTo(0);
    assertThat(plan.epochsAt(1)).isEqualTo(1);
    assertThat(plan.epochsAt(5)).isEqualTo(1);
    assertThat(plan.epochsAt(6)).isEqualTo(2);
    assertThat(plan.epochs()).isEqualTo(3);
  }
}
