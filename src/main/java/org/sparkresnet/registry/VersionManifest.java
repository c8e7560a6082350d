package org.sparkresnet.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Collections;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import org.sparkresnet.common.JsonFields;
import org.sparkresnet.common.UserError;
import org.sparkresnet.store.Manifest;
import org.sparkresnet.store.Summary;

/**
 * What a version is and where it came from: {@code manifest.json} beside its model, the fields of
 * the run's manifest and some more. It never changes.
 *
 * @param model name of the model in the registry
 * @param run the manifest of the run that trained it, with the model's SHA-256
 * @param metrics of the test images by name, such as test_accuracy
 * @param decision what was decided when it was registered; empty if nothing was yet
 */
public record VersionManifest(
    String model,
    ModelVersion version,
    Instant registeredAt,
    Manifest run,
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

  /** What a version keeps of a run's summary, by name. */
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

  /** Share of the test images that it has right; empty if it was registered without. */
  public OptionalDouble testAccuracy() {
    Double accuracy = metrics.get(TEST_ACCURACY);
    return accuracy == null ? OptionalDouble.empty() : OptionalDouble.of(accuracy);
  }

  String toJson() {
    ObjectNode json = JsonFields.newObject();
    json.put("model", model);
    json.put("version", version.toString());
    json.put("registered_at", registeredAt.toString());
    ObjectNode values = json.putObject("metrics");
    metrics.forEach(values::put);
    decision.ifPresentOrElse(
        it -> it.putInto(json.putObject("decision")), () -> json.putNull("decision"));
    run.putInto(json);
    return JsonFields.pretty(json);
  }

  static VersionManifest fromJson(String origin, String text) {
    JsonFields json = JsonFields.parse(origin, text);
    SortedMap<String, Double> metrics = new TreeMap<>();
    JsonFields values = json.object("metrics");
    values.fields().forEach(name -> metrics.put(name, values.number(name)));
    return new VersionManifest(
        json.string("model"),
        version(origin, json.string("version")),
        instant(origin, "registered_at", json.string("registered_at")),
        Manifest.of(json),
        metrics,
        json.isNull("decision")
            ? Optional.empty()
            : Optional.of(Decision.of(json.object("decision"))));
  }

  static ModelVersion version(String origin, String text) {
    return ModelVersion.parse(text)
        .orElseThrow(
            () -> UserError.data(origin + ": field version must be like v000007, is: " + text));
  }

  static Instant instant(String origin, String field, String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw UserError.data(origin + ": field " + field + " must be a UTC time, is: " + text, e);
    }
  }
}
