package org.sparkresnet.jobs.reproduce;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.sparkresnet.cifar.ClassNames;
import org.sparkresnet.cifar.DataSummary;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.store.Examples;
import org.sparkresnet.store.Manifest;
import org.sparkresnet.store.RunId;

class DifferencesTest {
  private static final String DATA = "data aaaaaaaaaaaa… -> bbbbbbbbbbbb…";

  /** Manifest of data whose files are "path digest". */
  private static Manifest manifest(String sha256, String... files) {
    return Examples.manifest("run")
        .withData(
            sha256.repeat(64),
            new DataSummary(
                ClassNames.CIFAR_10,
                1,
                Collections.nCopies(10, 1L),
                List.of(0.5, 0.5, 0.5),
                List.of(0.2, 0.2, 0.2),
                Stream.of(files).map(DifferencesTest::file).toList(),
                Optional.empty()));
  }

  private static DataSummary.DataFile file(String text) {
    String[] parts = text.split(" ", 2);
    return new DataSummary.DataFile(parts[0], 1, Optional.empty(), parts[1].repeat(64));
  }

  private static List<String> ofData(Manifest before, Manifest now) {
    return Differences.ofData(before, now);
  }

  @Test
  void filesOfOneNameAreToldApartByTheirFolders() {
    assertThat(
            ofData(
                manifest("a", "/base/data_batch_1.bin 1", "/new/1/data_batch_1.bin 2"),
                manifest(
                    "b",
                    "/base/data_batch_1.bin 1",
                    "/new/2/data_batch_1.bin 3",
                    "/new/3/data_batch_1.bin 3")))
        .containsExactly(
            DATA,
            "missing /new/1/data_batch_1.bin 222222222222…",
            "too many /new/2/data_batch_1.bin 333333333333…",
            "too many /new/3/data_batch_1.bin 333333333333…");
  }

  @Test
  void aFileThatWasReplacedHasChanged() {
    assertThat(ofData(manifest("a", "/d/test_batch.bin 1"), manifest("b", "/d/test_batch.bin 2")))
        .containsExactly(DATA, "changed /d/test_batch.bin 111111111111… -> 222222222222…");
  }

  @Test
  void theSameFilesElsewhereAreNamedOnlyWhereTheirOrderDiffers() {
    assertThat(ofData(manifest("a", "/d/a 1", "/d/b 2"), manifest("b", "/e/b 2", "/e/a 1")))
        .containsExactly(DATA, "the order of the files");
    assertThat(ofData(manifest("a", "/d/a 1", "/d/b 2"), manifest("a", "/e/a 1", "/e/b 2")))
        .isEmpty();
  }

  /** Side of a training that started from the model of a run; of none for an empty name. */
  private static Differences.Side startedFrom(String run, String sha256) {
    return new Differences.Side(
        Examples.manifest("run"),
        JobConfig.defaults(),
        Optional.of(run)
            .filter(name -> !name.isEmpty())
            .map(
                name ->
                    new StoredTraining.Start(
                        new RunId(name),
                        Optional.of(sha256.repeat(64)).filter(it -> !it.isEmpty()))),
        /* isStartKnown= */ true);
  }

  @Test
  void anotherModelOfTheSameRunIsAnotherStart() {
    assertThat(Differences.between(startedFrom("night", "a"), startedFrom("night", "b")).causes())
        .containsExactly("started from night (model aaaaaaaaaaaa…) -> night (model bbbbbbbbbbbb…)");
    assertThat(Differences.between(startedFrom("night", "a"), startedFrom("", "")).causes())
        .containsExactly("started from night -> none");
  }

  @Test
  void aModelThatAnEarlierVersionDidNotNoteIsNotTakenForAnother() {
    assertThat(Differences.between(startedFrom("night", ""), startedFrom("night", "b")).causes())
        .isEmpty();
  }
}
