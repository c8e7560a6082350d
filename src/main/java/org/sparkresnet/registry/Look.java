package org.sparkresnet.registry;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.sparkresnet.tables.TableView;
import org.sparkresnet.tables.rows.TestUseRow;

/** Look of a finished model at test images: a row of {@link TestUseRow test_uses}, in part. */
public record Look(
    String runId,
    String testSha256,
    String modelSha256,
    long images,
    long correct,
    Optional<String> champion,
    Optional<String> championSha256,
    OptionalInt candidateOnlyRight,
    OptionalInt championOnlyRight,
    OptionalDouble errorSpent,
    Instant lookedAt,
    Optional<String> imageSample) {
  static final TableView<Look> VIEW = TableView.of(TestUseRow.TABLE, Look.class);

  /** Models that were evaluated: the champion of a comparison is one, too, and was there first. */
  Stream<String> models() {
    return Stream.concat(championSha256.stream(), Stream.of(modelSha256));
  }

  /** Images that a model has right: the champion's follow from the pairs. */
  long correct(String sha256) {
    return modelSha256.equals(sha256)
        ? correct
        : correct - candidateOnlyRight.orElseThrow() + championOnlyRight.orElseThrow();
  }

  boolean gaveBack() {
    return errorSpent.isPresent() && errorSpent.getAsDouble() == 0;
  }
}
