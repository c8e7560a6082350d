package org.sparkresnet.jobs.reproduce;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.sparkresnet.cifar.DataSummary;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.dataset.CifarImages;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.Manifests;
import org.sparkresnet.jobs.RunLabel;
import org.sparkresnet.jobs.RunScope;
import org.sparkresnet.jobs.TrainingData;
import org.sparkresnet.jobs.train.TrainJob;
import org.sparkresnet.jobs.train.TrainRequest;
import org.sparkresnet.store.Manifest;
import org.sparkresnet.store.RunCommand;
import org.sparkresnet.store.RunId;

/**
 * Trains a stored run again, as its manifest says, and compares weights and losses with those that
 * came out then. Driver only.
 */
public final class ReproduceJob {
  private final JobContext context;

  /** Job on a context, which stays open. */
  public ReproduceJob(JobContext context) {
    this.context = context;
  }

  /**
   * Trains the run again, and says first what differs from then. The training ends after the first
   * epoch whose weights are not the same. It reads the files that the manifest lists, unless an
   * assignment names others or one is gone: then those of data.path.
   *
   * @throws UserError of code USAGE if there is no such run, of code DATA if the images are not the
   *     same, the model that it started from is gone or not known, or there are neither weights nor
   *     losses to compare with, of code DIFFERENT if the bits are not the same
   */
  public ReproduceResult run(ReproduceRequest request) throws IOException {
    StoredTraining earlier =
        StoredTraining.of(
            context, request.run(), JobConfig.ofPart(request.assignments()).registry().model());
    requireComparable(earlier, !earlier.trace().isEmpty());
    JobConfig config =
        JobConfig.again(
            earlier.manifest().config(),
            "run " + earlier.run(),
            earlier.workers(),
            EarlierFiles.of(earlier.manifest(), context.hadoop()),
            request.assignments());
    Optional<TrainRequest.Origin> origin = ParentModel.of(context, earlier, config);
    RunLabel label = new RunLabel(RunCommand.REPRODUCE, earlier.run().value());
    Comparer comparer = new Comparer(context.listener(), earlier);
    try (CifarImages images =
        RunScope.of(
            context,
            config,
            label,
            request.again(),
            scope -> prepare(scope, config, earlier, request.until()))) {
      TrainRequest training =
          TrainRequest.candidate(config, request.again(), label, origin, List.of())
              .until(request.until());
      new TrainJob(context)
          .run(
              request.fresh() ? training.afresh() : training,
              images,
              config.train().plan().workers(context::taskSlots),
              comparer);
    }
    return compared(earlier, request.again(), comparer);
  }

  private static void requireComparable(StoredTraining earlier, boolean isComparable) {
    if (!isComparable) {
      throw UserError.data(
          "run %s must have the weights or the loss of a round that is trained again, has none: nothing could be compared"
              .formatted(earlier.run()));
    }
  }

  private CifarImages prepare(
      RunScope scope, JobConfig config, StoredTraining earlier, long until) {
    scope.resumable();
    TrainingData.fetchIfMissing(context, config);
    int workers = config.train().plan().workers(context::taskSlots);
    CifarImages images = TrainingData.load(context, config, workers);
    try {
      JobConfig resolved = config.resolved(workers, images.trainingExamples());
      Manifest now =
          Manifests.of(
                  scope.run(), RunCommand.REPRODUCE, resolved, config.layers(), context.spark())
              .withData(images.sha256(), images.summary());
      scope.describe(now);
      requireSameData(earlier, now, config);
      requireComparable(
          earlier,
          earlier
              .trace()
              .hasRoundOf(resolved.train().plan(workers, images.trainingExamples()), until));
      tell(earlier, now, config);
      return images;
    } catch (Throwable e) {
      images.close();
      throw e;
    }
  }

  private static void requireSameData(StoredTraining earlier, Manifest now, JobConfig config) {
    List<String> differences = Differences.ofData(earlier.manifest(), now);
    if (!differences.isEmpty()) {
      throw UserError.data(
          "%s must have the images that run %s was trained on (data.path): %s"
              .formatted(where(earlier, config), earlier.run(), String.join("; ", differences)));
    }
  }

  /** The paths, but for the many files of the manifest. */
  private static String where(StoredTraining earlier, JobConfig config) {
    List<String> listed =
        earlier
            .manifest()
            .data()
            .map(data -> data.files().stream().map(DataSummary.DataFile::file).toList())
            .orElse(List.of());
    return config.data().paths().equals(listed)
        ? "the files that the manifest lists"
        : config.data().pathText();
  }

  private void tell(StoredTraining earlier, Manifest now, JobConfig config) {
    context
        .listener()
        .note(
            HumanText.format(
                "reproducing run %s: %s, the same images",
                earlier.run(), HumanText.count(earlier.workers(), "worker")));
    Differences differences =
        Differences.between(
            Differences.Side.of(earlier),
            new Differences.Side(
                // Those here are the driver's: the Comparer has those of the workers.
                now.withoutCpuKernels(), config, earlier.start(), /* isStartKnown= */ true));
    differences
        .causes()
        .forEach(it -> context.listener().warning("differs, and the bits may: " + it));
    differences.others().forEach(it -> context.listener().note("differs: " + it));
  }

  private ReproduceResult compared(StoredTraining earlier, RunId again, Comparer comparer) {
    Trace now = Trace.of(context, again);
    Parting parting = Parting.between(earlier.trace(), now);
    if (!parting.isNone()) {
      throw comparer.different(
          parting
              .epoch()
              .map(Parting.Epoch::text)
              .or(() -> parting.round().map(Parting.Round::text))
              .orElseThrow());
    }
    Common common = Common.of(earlier.trace(), now);
    requireComparable(earlier, !common.isNone()); // it may have ended earlier than then
    return new ReproduceResult(
        earlier.run(),
        again,
        common.epochs().size(),
        common.rounds().size(),
        now.losses().lastKey(),
        common.epochs().isEmpty()
            ? Optional.empty()
            : Optional.of(now.epochs().get(common.epochs().last()).sha256()));
  }
}
