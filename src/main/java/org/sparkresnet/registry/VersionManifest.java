package org.sparkresnet.registry;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.Collections;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import org.sparkresnet.cifar.ClassNames;
import org.sparkresnet.common.Json;
import org.sparkresnet.store.Manifest;
import org.sparkresnet.store.Summary;

/**
 * Description of a version, {@code manifest.json} beside its model: its own fields, then those of
 * the run's manifest. It never changes.
 *
 * @param model name of the model in the registry
 * @param run the manifest of the run that trained it, with the model's SHA-256
 * @param metrics of the test images by name, such as test_accuracy
 * @param decision what was decided when it was registered; empty if nothing was yet
 */
@JsonPropertyOrder({"model", "version", "registered_at", "metrics", "decision", "run"})
public record VersionManifest(
    String model,
    ModelVersion version,
    Instant registeredAt,
    @JsonUnwrapped Manifest run,
    SortedMap<String, Double> metrics,
    Optional<Decision> decision) {

  /** The metric that lists show. */
  public static final String TEST_ACCURACY = "test_accuracy";

  public VersionManifest {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(registeredAt, "registered_at");
    if (run.modelSha256().isEmpty()) {
      throw new IllegalArgumentException("a version needs the SHA-256 of its model");
    }
    metrics = Collections.unmodifiableSortedMap(new TreeMap<>(metrics));
    Objects.requireNonNull(decision, "decision");
  }

  /** Figures that a version keeps of a run's summary, by name. */
  public static SortedMap<String, Double> metricsOf(Summary summary) {
    SortedMap<String, Double> metrics = new TreeMap<>();
    summary.testAccuracy().ifPresent(it -> metrics.put(TEST_ACCURACY, it));
    summary.testLoss().ifPresent(it -> metrics.put("test_loss", it));
    return metrics;
  }

  /** SHA-256 of the model file. */
  public String sha256() {
    return run.modelSha256().orElseThrow();
  }

  /** Names of the classes that it tells apart. */
  public ClassNames classes() {
    return run.classes();
  }

  /** Share of the test images that it has right; empty if it was registered without. */
  public OptionalDouble testAccuracy() {
    Double accuracy = metrics.get(TEST_ACCURACY);
    return accuracy == null ? OptionalDouble.empty() : OptionalDouble.of(accuracy);
  }

  String toJson() {
    return Json.text(this);
  }

  static VersionManifest fromJson(String origin, String text) {
    return Json.read(origin, text, VersionManifest.class);
  }
}
