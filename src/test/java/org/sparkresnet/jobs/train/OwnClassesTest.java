package org.sparkresnet.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparkresnet.cifar.ClassNames;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.dataset.LabelMode;
import org.sparkresnet.jobs.evaluate.EvaluateJob;
import org.sparkresnet.jobs.evaluate.EvaluateRequest;
import org.sparkresnet.jobs.evaluate.EvaluateResult;
import org.sparkresnet.jobs.evaluate.ScoreJob;
import org.sparkresnet.jobs.evaluate.ScoreRequest;
import org.sparkresnet.jobs.evaluate.ScoreResult;
import org.sparkresnet.jobs.retrain.RetrainJob;
import org.sparkresnet.jobs.retrain.RetrainRequest;
import org.sparkresnet.store.Manifest;
import org.sparkresnet.store.RunId;
import org.sparkresnet.tables.rows.ClassRow;
import org.sparkresnet.tables.rows.ConfusionRow;
import org.sparkresnet.tables.rows.EvaluationRow;
import org.sparkresnet.testing.JobStore;
import org.sparkresnet.testing.Nightly;
import org.sparkresnet.testing.OwnClasses;
import org.sparkresnet.testing.Slow;

/** Classes that the data name themselves, from the folder to tables, models and the registry. */
class OwnClassesTest {
  private static final String TREES = "3 classes (oak, elm, Ahorn, groß)";
  private static final String CIFAR_10 = "10 classes (airplane, automobile, bird, ";

  @TempDir private Path folder;

  private static JobConfig config(Path data, String... more) {
    return JobStore.config(
        Stream.concat(Stream.of("data.path=" + data), Stream.of(more)).toArray(String[]::new));
  }

  private static TrainResult train(JobStore store, JobConfig config, long until)
      throws IOException {
    return new TrainJob(store.context())
        .run(TrainRequest.train(config, new RunId("own"), "own").until(until));
  }

  private static EvaluateResult evaluate(JobStore store, JobConfig config, String model)
      throws IOException {
    return new EvaluateJob(store.context())
        .run(new EvaluateRequest(config, new RunId("evaluation"), model));
  }

  private static void refused(ThrowingCallable call, String... parts) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            UserError.class,
            e -> {
              assertThat(e.exitCode()).isEqualTo(ExitCode.DATA);
              assertThat(e.getMessage()).contains(parts).hasLineCount(1);
            });
  }

  @Slow
  @Test
  void ownNamesStandInTablesAndManifestAndGuardTheModel() throws IOException {
    Path data = OwnClasses.write(folder.resolve("data"), OwnClasses.TREES);
    JobStore store = JobStore.in(folder.resolve("store"));
    train(store, config(data), Long.MAX_VALUE);
    assertThat(store.told())
        .contains(TREES + " by file:" + data.toAbsolutePath() + "/batches.meta.txt");
    assertThat(store.rows(ClassRow.TABLE, "own"))
        .extracting(ClassRow::className)
        .containsExactlyInAnyOrderElementsOf(OwnClasses.TREES.names());
    assertThat(store.rows(ConfusionRow.TABLE, "own"))
        .hasSize(9)
        .allSatisfy(
            cell -> assertThat(cell.actual()).isEqualTo(OwnClasses.TREES.name(cell.actualId())));
    assertThat(store.rows(EvaluationRow.TABLE, "own"))
        .singleElement()
        .satisfies(row -> assertThat(row.top5Accuracy()).isEqualTo(1));
    assertThat(Manifest.ofRun(store.context().store(), new RunId("own")).orElseThrow().classes())
        .isEqualTo(OwnClasses.TREES);

    String model = store.path("runs/own/model.zip").toString();
    EvaluateResult again = evaluate(store, config(data), model);
    assertThat(again.classes()).isEqualTo(OwnClasses.TREES);
    assertThat(again.test().report().accuracy())
        .isEqualTo(store.rows(EvaluationRow.TABLE, "own").get(0).accuracy());
    refused(() -> evaluate(store, JobStore.config(), model), model + " has " + TREES, CIFAR_10);
    refused(() -> score(store, model, JobStore.SLICE), "the model has " + TREES, CIFAR_10);
    assertThat(score(store, model, data).labelled()).isEqualTo(400);
  }

  private static ScoreResult score(JobStore store, String model, Path input) throws IOException {
    return new ScoreJob(store.context())
        .run(
            new ScoreRequest(
                JobStore.config(),
                new RunId("scores"),
                model,
                List.of(input.toString()),
                LabelMode.AUTO));
  }

  @Nightly
  @Test
  void aLabelOfTwoBytesTellsMoreThan256ClassesApart() throws IOException {
    ClassNames classes = OwnClasses.numbered(300);
    Path data = OwnClasses.write(folder.resolve("data"), classes);
    JobStore store = JobStore.in(folder.resolve("store"));
    train(store, config(data), Long.MAX_VALUE);
    List<ConfusionRow> cells = store.rows(ConfusionRow.TABLE, "own");
    assertThat(cells).extracting(ConfusionRow::actual).containsAll(classes.names());
    assertThat(cells.stream().mapToLong(ConfusionRow::count).sum()).isEqualTo(100);
    String model = store.path("runs/own/model.zip").toString();
    assertThat(evaluate(store, config(data), model).test().report().classes()).hasSize(300);
    assertThat(score(store, model, data).labelled()).isEqualTo(400);
  }

  @Slow
  @Test
  void oneOfTheTwoLabelsOfCifar100IsRead() throws IOException {
    Path data = OwnClasses.writeCifar100(folder.resolve("data"));
    JobStore store = JobStore.in(folder.resolve("store"));
    train(store, config(data, "data.labels=coarse"), Long.MAX_VALUE);
    assertThat(store.told())
        .contains("20 classes (aquatic_mammals, fish, flowers, …), CIFAR-100's");
    assertThat(store.rows(ClassRow.TABLE, "own"))
        .hasSize(20)
        .extracting(ClassRow::className)
        .contains("large_man-made_outdoor_things", "vehicles_2");
    String model = store.path("runs/own/model.zip").toString();
    assertThat(evaluate(store, config(data, "data.labels=coarse"), model).classes().size())
        .isEqualTo(20);
    refused(
        () -> evaluate(store, config(data), model),
        model + " has 20 classes (aquatic_mammals, ",
        " has 100 classes (apple, ");
    Files.write(data.resolve("fine_label_names.txt"), OwnClasses.numbered(100).names());
    refused(() -> score(store, model, data), "fine_label_names.txt has 100 classes (class 0, ");
    evaluate(store, config(data, "data.labels=coarse"), model);
    assertThat(store.told()).noneMatch(line -> line.contains("official test set has"));
  }

  @Test
  void filesOfCifar100AreToldFromOthers() throws IOException {
    Path data = OwnClasses.writeCifar100(folder.resolve("data"));
    JobStore store = JobStore.in(folder.resolve("store"));
    assertThatThrownBy(
            () -> train(store, config(JobStore.SLICE, "data.labels=coarse"), Long.MAX_VALUE))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage(
            "data.labels can be coarse only for CIFAR-100's files (train.bin, test.bin), which are"
                + " not in data.path");
    Files.copy(JobStore.SLICE.resolve("data_batch_1.bin"), data.resolve("data_batch_1.bin"));
    refused(
        () -> train(store, config(data), 1),
        "test.bin is a file of CIFAR-100 and ",
        "one set must have one format");
    Files.delete(data.resolve("data_batch_1.bin"));
    Files.delete(data.resolve("test.bin"));
    refused(() -> train(store, config(data), 1), "the test file test.bin is missing");
  }

  @Slow
  @Test
  void dataWithOtherNamesAreOtherDataForACheckpoint() throws IOException {
    Path data = OwnClasses.write(folder.resolve("data"), OwnClasses.TREES);
    JobStore store = JobStore.in(folder.resolve("store"));
    JobConfig config = config(data, "checkpoint.every-iterations=1");
    train(store, config, 1);
    OwnClasses.write(data, new ClassNames(List.of("oak", "elm", "maple")));
    assertThatThrownBy(() -> train(store, config, Long.MAX_VALUE))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("other data");
  }

  @Slow
  @Test
  void aCandidateWithOtherClassesThanTheChampionsIsRefused() throws IOException {
    JobStore store = JobStore.withChampion(folder.resolve("store"));
    Path data = OwnClasses.write(folder.resolve("data"), OwnClasses.TREES);
    refused(
        () -> new RetrainJob(store.context()).run(RetrainRequest.nightly(config(data), "night")),
        "its champion v000001 has " + CIFAR_10,
        "the data has " + TREES,
        "registry.model");
    new RetrainJob(store.context())
        .run(RetrainRequest.nightly(config(data, "registry.model=trees"), "night"));
    assertThat(store.told()).anyMatch(line -> line.startsWith("trees v000001 PROMOTED"));
  }

  static Stream<Arguments> badNames() {
    return Stream.of(
        arguments("oak\n", "there must be 2 to 1,000 class names, there is 1"),
        arguments("oak\noak\nelm\n", "classes 0 and 1 are both oak"),
        arguments("oak\ne\u0007m\nash\n", "must not have control characters"),
        arguments("oak\nelm\n\n", "label must be 0 to 1, is 2"),
        arguments(
            String.join("\n", OwnClasses.numbered(1_000).names()) + "\nmore\n", "there are 1,001"));
  }

  @ParameterizedTest
  @MethodSource("badNames")
  void namesThatAreNoClassesAreRefusedInOneLine(String names, String rule) throws IOException {
    Path data = OwnClasses.write(folder.resolve("data"), OwnClasses.TREES);
    Files.writeString(data.resolve("batches.meta.txt"), names, StandardCharsets.UTF_8);
    JobStore store = JobStore.in(folder.resolve("store"));
    refused(() -> train(store, config(data), 1), rule);
  }

  @Test
  void namesThatAreNoTextOrContradictEachOtherAreRefused() throws IOException {
    Path data = OwnClasses.write(folder.resolve("data"), OwnClasses.TREES);
    JobStore store = JobStore.in(folder.resolve("store"));
    Path more = Files.createDirectories(folder.resolve("more"));
    Files.copy(data.resolve("data_batch_1.bin"), more.resolve("data_batch_9.bin"));
    Files.writeString(more.resolve("batches.meta.txt"), "oak\nelm\nfir\n");
    refused(
        () -> train(store, config(Path.of(data + "," + more)), 1),
        "the class names beside the data must be the same",
        TREES,
        "3 classes (oak, elm, fir)");
    Files.write(data.resolve("batches.meta.txt"), new byte[] {'a', '\n', (byte) 0xff, '\n'});
    refused(() -> train(store, config(data), 1), "batches.meta.txt: must be UTF-8");
    Files.delete(data.resolve("batches.meta.txt"));
    Files.createDirectory(data.resolve("batches.meta.txt"));
    refused(() -> train(store, config(data), 1), "batches.meta.txt: must be a file, is a folder");
  }
}
