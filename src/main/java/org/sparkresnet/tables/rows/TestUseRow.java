package org.sparkresnet.tables.rows;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.sparkresnet.tables.Column;
import org.sparkresnet.tables.Table;

/**
 * Row of the table {@code test_uses}: a look of a finished model at the test images. The columns of
 * the comparison are null where the model was compared with no champion.
 */
public record TestUseRow(
    @Column("name of the model in the registry whose line the look belongs to") String model,
    @Column("train, retrain, reproduce or evaluate") String command,
    @Column("SHA-256 of labels and pixels of the test images") String testSha256,
    @Column("SHA-256 of the model file") String modelSha256,
    @Column("number of test images") long images,
    @Column("test images that the model has right") long correct,
    @Column("their share") double accuracy,
    @Column("champion that the model was compared with: v000007; or null")
        Optional<String> champion,
    @Column("SHA-256 of the champion's model file; or null") Optional<String> championSha256,
    @Column("images only the model has right (b); or null") OptionalInt candidateOnlyRight,
    @Column("images only the champion has right (c); or null") OptionalInt championOnlyRight,
    @Column("e-value of 'better than the champion', at most 1e300; or null") OptionalDouble eValue,
    @Column("error that the policy anytime spent on the comparison; null under fixed")
        OptionalDouble errorSpent,
    @Column("when, UTC") Instant lookedAt,
    @Column(
            "the up to 200 smallest hashes of the images' pixels, 16 hexadecimal digits each, by which later test images with some of these are found; null in rows of earlier versions")
        Optional<String> imageSample) {

  /** The table of these rows. */
  public static final Table<TestUseRow> TABLE = Table.of("test_uses", TestUseRow.class);

  public TestUseRow {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(command, "command");
    Objects.requireNonNull(testSha256, "test_sha256");
    Objects.requireNonNull(modelSha256, "model_sha256");
    if (images < 1 || correct < 0 || correct > images) {
      throw new IllegalArgumentException(
          "correct must be between 0 and %d images, cannot be: %d".formatted(images, correct));
    }
    Objects.requireNonNull(champion, "champion");
    Objects.requireNonNull(championSha256, "champion_sha256");
    Objects.requireNonNull(imageSample, "image_sample");
    lookedAt = RowChecks.micros(lookedAt);
  }

  /** The look of a model that is compared with no other. */
  public static TestUseRow evaluation(
      String model,
      String command,
      String testSha256,
      String modelSha256,
      long images,
      long correct,
      Instant lookedAt,
      Optional<String> imageSample) {
    return new TestUseRow(
        model,
        command,
        testSha256,
        modelSha256,
        images,
        correct,
        (double) correct / images,
        Optional.empty(),
        Optional.empty(),
        OptionalInt.empty(),
        OptionalInt.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        lookedAt,
        imageSample);
  }

  /** This look, of a model that was compared with a champion; see the columns. */
  public TestUseRow comparedWith(
      String version,
      String versionSha256,
      int onlyThis,
      int onlyChampion,
      double evidence,
      OptionalDouble spent) {
    return new TestUseRow(
        model,
        command,
        testSha256,
        modelSha256,
        images,
        correct,
        accuracy,
        Optional.of(version),
        Optional.of(versionSha256),
        OptionalInt.of(onlyThis),
        OptionalInt.of(onlyChampion),
        OptionalDouble.of(evidence),
        spent,
        lookedAt,
        imageSample);
  }
}
