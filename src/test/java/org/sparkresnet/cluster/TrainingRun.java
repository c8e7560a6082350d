package org.sparkresnet.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.testing.SmallTraining;

/** One small training run that every cluster must reproduce bit by bit. */
final class TrainingRun {
  /** Images of the slice times epochs. */
  static final long EXAMPLES = 600;

  private TrainingRun() {}

  /** The words from the command on, to which options may be added. */
  static List<String> train(String data, String store, String... more) {
    List<String> words = new ArrayList<>(List.of("train", "--store", store));
    for (String assignment :
        List.of(
            "data.path=" + data,
            "model.depth=8",
            "train.workers=2",
            "train.epochs=2",
            "train.batch-size=32",
            "train.averaging-frequency=2",
            "checkpoint.every-iterations=2")) {
      words.addAll(List.of("--set", assignment));
    }
    words.addAll(List.of(more));
    return words;
  }

  /** A command line: a script, spark-submit's options and the command. */
  static String[] words(List<String> script, List<String> options, List<String> command) {
    List<String> words = new ArrayList<>(script);
    words.addAll(options);
    words.addAll(command);
    return words.toArray(String[]::new);
  }

  /** The run's parameters after a training on threads of this process. */
  static String localParameters(java.nio.file.Path store) throws IOException {
    SmallTraining training = SmallTraining.in(store);
    training.train("local", "train.epochs=2");
    return training.paramsSha256("local");
  }

  static JsonNode summary(String store, String runId) {
    Path path = new Path(store, "runs/" + runId + "/summary.json");
    try (InputStream in = path.getFileSystem(new Configuration()).open(path)) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
