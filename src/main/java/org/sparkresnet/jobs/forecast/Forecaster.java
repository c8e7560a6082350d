package org.sparkresnet.jobs.forecast;

import java.util.Optional;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.store.RunId;

/**
 * Forecasts trainings from earlier runs of a store, and from a probe if there was one. Driver only.
 */
public final class Forecaster {
  private final EarlierRuns earlier;
  private final Optional<Probed> probed;

  /**
   * Reads the earlier runs; runs up to four Spark jobs.
   *
   * @param cpuModel of this machine
   * @param run that asks
   */
  public Forecaster(
      JobContext context, Outline outline, String cpuModel, RunId run, Optional<Probed> probed) {
    this(EarlierRuns.of(context, outline, cpuModel, run), probed);
  }

  Forecaster(EarlierRuns earlier, Optional<Probed> probed) {
    this.earlier = earlier;
    this.probed = probed;
  }

  /** The forecast for a training, which may have other workers than the one of the constructor. */
  public Forecast of(Outline outline) {
    return new ForecastMaker(outline, earlier, probed).forecast();
  }
}
