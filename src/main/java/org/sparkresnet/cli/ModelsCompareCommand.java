package org.sparkresnet.cli;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.common.BuildInfo;
import org.sparkresnet.config.Recipes;
import org.sparkresnet.jobs.SparkSessions;
import org.sparkresnet.registry.Decision;
import org.sparkresnet.registry.ModelReference;
import org.sparkresnet.registry.Registry;
import org.sparkresnet.registry.StoredPredictions;
import org.sparkresnet.registry.TestPredictions;
import org.sparkresnet.registry.VersionManifest;
import org.sparkresnet.store.Store;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Compares two versions. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    versionProvider = BuildInfo.class,
    description =
        "Shows what two versions differ in and, from the table predictions, what the promotion"
            + " policy would say of the first as candidate against the second.")
final class ModelsCompareCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @ParentCommand private ModelsCommand models;

  @Parameters(index = "0", paramLabel = "VERSION", description = "The candidate.")
  private String candidate;

  @Parameters(
      index = "1",
      arity = "0..1",
      defaultValue = "champion",
      paramLabel = "VERSION",
      description = "What it is compared with (default: champion).")
  private String other;

  @Override
  public Integer call() {
    Registry registry = models.options().registry();
    VersionManifest a = registry.manifest(ModelReference.find(registry, candidate));
    VersionManifest b = registry.manifest(ModelReference.find(registry, other));
    PrintWriter out = spec.commandLine().getOut();
    out.println(VersionText.compare(a, b));
    try (SparkSession spark = SparkSessions.open("spark-resnet models compare")) {
      Store store = models.options().store();
      Optional<TestPredictions> mine = StoredPredictions.of(spark, store, a);
      Optional<TestPredictions> theirs = StoredPredictions.of(spark, store, b);
      if (mine.isEmpty() || theirs.isEmpty()) {
        out.println(
            "no paired test: run %s has no test images in the table predictions"
                .formatted((mine.isEmpty() ? a : b).run().runId()));
        return 0;
      }
      Decision decision =
          Recipes.policy(models.options().settings()).decide(mine.get(), theirs.get());
      out.println(
          "%s as candidate against %s would be %s: %s"
              .formatted(a.version(), b.version(), decision.outcome(), decision.reason()));
    }
    return 0;
  }
}
