package org.sparkresnet.jobs.retrain;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.sparkresnet.cifar.CheckResult;
import org.sparkresnet.cifar.DriftChecks;
import org.sparkresnet.config.RetrainConfig;
import org.sparkresnet.dataset.CifarImages;
import org.sparkresnet.jobs.train.TrainRequest;
import org.sparkresnet.registry.TestLedger;
import org.sparkresnet.store.RunId;

/**
 * Maker of the training of a candidate: from where it starts, and how its data are checked.
 *
 * @param ledger of the looks at test images; empty where the policy does not count them
 */
record Candidates(RetrainRequest request, CifarImages images, Optional<TestLedger> ledger) {

  /**
   * Training of a candidate that is to replace a champion.
   *
   * @throws org.sparkresnet.common.UserError of code USAGE if it is to start from a champion with
   *     another network
   */
  TrainRequest after(RunId run, Optional<LoadedChampion> champion) {
    return TrainRequest.candidate(
            request.config(), run, request.label(), origin(champion), checks(champion))
        .beginning(beginning());
  }

  /** A name that was made for this training is of no other: what it cannot use is of no use. */
  private TrainRequest.Beginning beginning() {
    if (request.has(RetrainRequest.Option.FRESH)) {
      return TrainRequest.Beginning.START;
    }
    return request.run().isEmpty()
        ? TrainRequest.Beginning.USABLE_CHECKPOINT
        : TrainRequest.Beginning.CHECKPOINT;
  }

  private Optional<TrainRequest.Origin> origin(Optional<LoadedChampion> champion) {
    return request.config().retrain().start() == RetrainConfig.Start.FRESH
        ? Optional.empty()
        : champion.filter(it -> it.damage().isEmpty()).map(it -> it.origin(request.config()));
  }

  private List<CheckResult> checks(Optional<LoadedChampion> champion) {
    return Stream.concat(
            driftChecks(champion).stream(),
            ledger.map(it -> it.checkFresh(images.summary())).stream())
        .toList();
  }

  private List<CheckResult> driftChecks(Optional<LoadedChampion> champion) {
    if (champion.isEmpty()) {
      return List.of();
    }
    String before = "champion " + champion.get().version();
    return champion
        .get()
        .manifest()
        .flatMap(version -> version.run().data())
        .map(
            earlier ->
                DriftChecks.run(images.summary(), earlier, before, request.config().data().drift()))
        .orElseGet(() -> DriftChecks.unknown(before));
  }
}
