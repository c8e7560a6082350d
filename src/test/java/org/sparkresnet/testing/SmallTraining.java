package org.sparkresnet.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.sparkresnet.cifar.Slice;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.SavedModel;
import org.sparkresnet.jobs.train.TrainJob;
import org.sparkresnet.jobs.train.TrainRequest;
import org.sparkresnet.jobs.train.TrainResult;
import org.sparkresnet.store.RunId;

/**
 * Trainings in a store: ResNet-8 on the slice by two workers, in minibatches of 32 averaged every
 * 2. An epoch has five iterations, and rounds that end at 2, 4 and 5.
 *
 * @param store folder of the store
 * @param told what the jobs told
 */
public record SmallTraining(Path store, RecordedJob told) {
  /** Keys of every training. */
  public static final List<String> KEYS =
      List.of(
          Slice.DATA_PATH,
          "model.depth=8",
          "train.workers=2",
          "train.batch-size=32",
          "train.averaging-frequency=2");

  /** Trainings in a store that is not there yet. */
  public static SmallTraining in(Path store) {
    return new SmallTraining(store, new RecordedJob());
  }

  /** Context of jobs on the store and the shared Spark. */
  public JobContext context() {
    return JobContext.on(LocalSpark.session(), store.toString(), told);
  }

  /** Configuration of every training, with other values of some keys. */
  public static JobConfig config(String... assignments) {
    List<String> all = new ArrayList<>(KEYS);
    all.addAll(List.of(assignments));
    return JobConfig.load(null, all);
  }

  /** Trains one epoch, unless the keys say otherwise. */
  public TrainResult train(String runId, String... assignments) throws IOException {
    return train(runId, request -> request, assignments);
  }

  /** Trains as a request that is made of the usual one. */
  public TrainResult train(String runId, UnaryOperator<TrainRequest> changed, String... assignments)
      throws IOException {
    List<String> keys = new ArrayList<>(List.of("train.epochs=1"));
    keys.addAll(List.of(assignments));
    TrainRequest request =
        TrainRequest.train(config(keys.toArray(String[]::new)), new RunId(runId), "default");
    try (JobContext context = context()) {
      return new TrainJob(context).run(changed.apply(request));
    }
  }

  /** Folder of a run. */
  public Path run(String runId) {
    return store.resolve("runs").resolve(runId);
  }

  /** Summary of a run. */
  public JsonNode summary(String runId) throws IOException {
    return new ObjectMapper().readTree(run(runId).resolve("summary.json").toFile());
  }

  /** SHA-256 of the parameters that a run has trained. */
  public String paramsSha256(String runId) throws IOException {
    return summary(runId).get("params_sha256").asText();
  }

  /** Tables of the store. */
  public StoredTables tables() {
    return new StoredTables(store);
  }

  /** The model that a run has stored. */
  public SavedModel model(String run) {
    try (JobContext context = context()) {
      return SavedModel.load(
          context.hadoop(),
          context.store(),
          JobConfig.defaults(),
          run(run).resolve("model.zip").toString());
    }
  }
}
