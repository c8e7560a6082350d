package org.sparkresnet.jobs.train;

import java.util.Optional;
import org.sparkresnet.jobs.TrainedRun;
import org.sparkresnet.plan.Plan;
import org.sparkresnet.store.RunId;
import org.sparkresnet.train.Progress;

/**
 * State in which a training job left its run.
 *
 * @param progress how far training has come
 * @param trained the run's results; empty if it was paused
 */
public record TrainResult(RunId run, Plan plan, Progress progress, Optional<TrainedRun> trained) {}
