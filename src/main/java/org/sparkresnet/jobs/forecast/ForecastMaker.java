package org.sparkresnet.jobs.forecast;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.sparkresnet.plan.RoundCosts;
import org.sparkresnet.plan.RoundModel;
import org.sparkresnet.plan.RoundsMode;
import org.sparkresnet.plan.TrainingTime;

/** Makes the forecast of one training: its time, memory, network and accuracy. */
final class ForecastMaker {
  /** What a probe is called among sources. */
  private static final String PROBE = "probe";

  private static final String ESTIMATE = "estimate";
  private static final String ARITHMETIC = "sizes of weights and images";

  /** Classes, libraries and tables of Spark: live heap of a driver that trained ResNet-20. */
  private static final long HEAP = 60L << 20;

  /**
   * Copies of the training images on an executor's heap: the cached ones, and those of an epoch.
   */
  private static final int IMAGE_COPIES = 2;

  /** Copies of weights and momentum on a driver's heap: state, averages, checkpoint. */
  private static final int STATE_COPIES = 6;

  private final Outline outline;
  private final EarlierRuns earlier;
  private final Optional<Probed> probed;
  private final Map<Figure, Forecast.Expected> figures = new EnumMap<>(Figure.class);

  ForecastMaker(Outline outline, EarlierRuns earlier, Optional<Probed> probed) {
    this.outline = outline;
    this.earlier = earlier;
    this.probed = probed;
  }

  /** The forecast, each figure as far as it is known. */
  Forecast forecast() {
    Measured known = known();
    String source = source();
    known.costs().ifPresent(costs -> time(atTheseWorkers(costs), source));
    known
        .get(Figure.EVALUATED_IMAGE_SECONDS)
        .ifPresent(
            seconds -> {
              put(Figure.EVALUATED_IMAGE_SECONDS, seconds, source);
              put(Figure.EVALUATION_SECONDS, seconds * outline.evaluatedImages(), source);
            });
    other(known, source);
    if (figures.containsKey(Figure.TRAINING_SECONDS)
        && figures.containsKey(Figure.EVALUATION_SECONDS)
        && figures.containsKey(Figure.OTHER_SECONDS)) {
      put(
          Figure.JOB_SECONDS,
          value(Figure.TRAINING_SECONDS)
              + value(Figure.EVALUATION_SECONDS)
              + value(Figure.OTHER_SECONDS),
          source);
    }
    memory(source);
    network();
    ExpectedAccuracy.of(outline, earlier.sameRecipe())
        .ifPresent(it -> figures.put(Figure.ACCURACY, it));
    return new Forecast(figures);
  }

  private int plannedWorkers() {
    return outline.plan().workers();
  }

  /** What was measured, as it would be with the slots of this cluster. */
  private Measured known() {
    return probed
        .map(it -> inTheseSlots(it.measured(), it.workers(), it.workers()))
        .orElseGet(
            () ->
                Measured.medians(
                    earlier.alike().stream()
                        .map(it -> inTheseSlots(it.measured(), it.workers(), atOnce(it)))
                        .toList()));
  }

  private int atOnce(EarlierRun run) {
    return run.atOnce(outline.cluster().threads()).orElseThrow();
  }

  /** Workers that wait for their turn make images slower, and evaluations as well. */
  private Measured inTheseSlots(Measured measured, int workers, int atOnce) {
    ClusterShape cluster = outline.cluster();
    double turns = (double) cluster.turns(plannedWorkers()) / ClusterShape.turns(workers, atOnce);
    double evaluations = (double) atOnce / cluster.atOnce(plannedWorkers());
    return measured
        .times(Figure.IMAGE_SECONDS, turns)
        .times(Figure.EVALUATED_IMAGE_SECONDS, evaluations);
  }

  private int knownWorkers() {
    return probed
        .map(Probed::workers)
        .orElseGet(
            () -> earlier.alike().stream().mapToInt(EarlierRun::workers).findFirst().orElse(1));
  }

  private int knownAtOnce() {
    return probed
        .map(Probed::workers)
        .orElseGet(
            () ->
                earlier.alike().stream()
                    .mapToInt(this::atOnce)
                    .findFirst()
                    .orElse(outline.cluster().atOnce(plannedWorkers())));
  }

  private String source() {
    String from = probed.isPresent() ? PROBE : EarlierRun.names(earlier.alike());
    if (knownWorkers() != plannedWorkers()) {
      return "%s with %d workers, modelled".formatted(from, knownWorkers());
    }
    return knownAtOnce() == outline.cluster().atOnce(plannedWorkers())
        ? from
        : "%s with %d of %d workers at once, modelled"
            .formatted(from, knownAtOnce(), knownWorkers());
  }

  /** What other numbers of workers change in an averaging is the model's. */
  private RoundCosts atTheseWorkers(RoundCosts costs) {
    if (knownWorkers() == plannedWorkers()) {
      return costs;
    }
    RoundModel model = outline.roundModel();
    double more = model.seconds(plannedWorkers()) - model.seconds(knownWorkers());
    return costs.withRound(costs.round() + more);
  }

  private void time(RoundCosts costs, String source) {
    new Measured(Map.of())
        .with(costs)
        .figures()
        .forEach((figure, value) -> put(figure, value, source));
    TrainingTime time =
        TrainingTime.of(
            outline.plan(),
            costs,
            outline.crops()::pixels,
            outline.config().train().execution().segmentSeconds(),
            outline.config().checkpoint().everyIterations());
    put(Figure.TRAINING_SECONDS, time.seconds(), source);
    put(Figure.IMAGES_PER_SECOND, time.imagesPerSecond(images()), source);
  }

  /** Images of all rounds. */
  private long images() {
    long perEpoch = outline.plan().iterationsPerEpoch();
    long whole = outline.plan().iterations() / perEpoch * outline.plan().examples();
    long rest = outline.plan().iterations() % perEpoch * outline.imagesAStep();
    return whole + Math.min(rest, outline.plan().examples());
  }

  /** What a job costs besides is much the same for every network on one kind of cluster. */
  private void other(Measured known, String source) {
    OptionalDouble near =
        Measured.medians(
                Stream.concat(earlier.alike().stream(), earlier.near().stream())
                    .filter(EarlierRun::isTraining)
                    .map(EarlierRun::measured)
                    .toList())
            .get(Figure.OTHER_SECONDS);
    if (near.isPresent()) {
      put(Figure.OTHER_SECONDS, near.getAsDouble(), "trainings on this kind of cluster");
    } else {
      known
          .get(Figure.OTHER_SECONDS)
          .ifPresent(seconds -> put(Figure.OTHER_SECONDS, seconds, source));
    }
  }

  /** A process's memory follows from its workers: another number of them tells nothing. */
  private Measured knownMemory(int tasks) {
    return Measured.medians(
        probed
            .map(it -> List.of(it.measured()))
            .orElseGet(() -> earlier.alike().stream().map(EarlierRun::measured).toList())
            .stream()
            .filter(it -> it.get(Figure.EXECUTOR_TASKS).equals(OptionalDouble.of(tasks)))
            .toList());
  }

  private void memory(String source) {
    int tasks = outline.cluster().together(plannedWorkers());
    Measured known = knownMemory(tasks);
    put(Figure.EXECUTOR_OFF_HEAP_BYTES, known, (double) outline.memoryNeed().process(), source);
    OptionalDouble heap = known.get(Figure.EXECUTOR_HEAP_BYTES);
    if (heap.isPresent()) {
      double fewer = imagesOf(tasks, knownWorkers()) - imagesOf(tasks, plannedWorkers());
      put(Figure.EXECUTOR_HEAP_BYTES, heap.getAsDouble() - fewer, source);
    } else {
      put(Figure.EXECUTOR_HEAP_BYTES, HEAP + imagesOf(tasks, plannedWorkers()), ESTIMATE);
    }
    if (!outline.cluster().local()) {
      put(
          Figure.DRIVER_HEAP_BYTES,
          known,
          (double) HEAP + STATE_COPIES * outline.roundModel().bytes(),
          source);
    }
  }

  /** Bytes of the images of some workers of all. */
  private double imagesOf(int tasks, int workers) {
    return IMAGE_COPIES * ((double) outline.imageBytes() / workers) * tasks;
  }

  private void put(Figure figure, Measured known, double estimate, String source) {
    OptionalDouble value = known.get(figure);
    put(figure, value.orElse(estimate), value.isPresent() ? source : ESTIMATE);
  }

  private void network() {
    RoundModel model = outline.roundModel();
    boolean jobs = outline.config().train().execution().mode() == RoundsMode.JOBS;
    int workers = plannedWorkers();
    long round = jobs ? model.networkBytesOfAJob(workers) : model.networkBytes(workers);
    long minibatches = outline.plan().iterationsPerEpoch();
    long rounds = (minibatches + outline.every() - 1) / outline.every();
    put(Figure.ROUND_NETWORK_BYTES, (double) round, ARITHMETIC);
    put(
        Figure.EPOCH_NETWORK_BYTES,
        (double) rounds * round + (double) outline.imageBytes() * (workers - 1) / workers,
        ARITHMETIC);
  }

  private double value(Figure figure) {
    return figures.get(figure).value();
  }

  private void put(Figure figure, double value, String source) {
    figures.put(figure, new Forecast.Expected(value, source));
  }
}
