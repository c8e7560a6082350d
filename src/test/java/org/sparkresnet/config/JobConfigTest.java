package org.sparkresnet.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;
import org.sparkresnet.nn.LayerSet;
import org.sparkresnet.nn.kernels.OneDnn;
import org.sparkresnet.plan.OuterOptimizer;

class JobConfigTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "data.class-imbalance=0.5 | data.class-imbalance must be at least 1, cannot be: 0.5",
        "data.test-in-training=2 | data.test-in-training must be between 0 and 1, cannot be: 2.0",
        "data.drift.class-balance.fail=0.01 | data.drift.class-balance.fail must be between"
            + " data.drift.class-balance.warn (0.02) and 1, cannot be: 0.01",
        "data.drift.channel-mean.warn=-1 | data.drift.channel-mean.warn must be between 0 and 1,"
            + " cannot be: -1.0",
        "dataset.validation-examples=-1 | dataset.validation-examples must be at least 0, cannot"
            + " be: -1",
        "dataset.flip=up | dataset.flip must be one of none, random, alternating, cannot be: up",
        "dataset.crop=24 | dataset.crop must be a list of {from-epoch, size}, whole numbers, cannot be:"
            + " 24",
        "dataset.crop=[{from-epoch=0, sise=24}] | dataset.crop must be a list of {from-epoch, size},"
            + " whole numbers, cannot be: [{\"from-epoch\":0,\"sise\":24}]",
        "dataset.crop=[{from-epoch=0, size=24, part=1}] | dataset.crop must be a list of {from-epoch,"
            + " size}, whole numbers, cannot be: [{\"from-epoch\":0,\"part\":1,\"size\":24}]",
        "dataset.crop=[{from-epoch=0.5, size=24}] | dataset.crop must be a list of {from-epoch, size},"
            + " whole numbers, cannot be: [{\"from-epoch\":0.5,\"size\":24}]",
        "dataset.crop=[{from-epoch=5000000000, size=24}] | dataset.crop must fit 32 bits, cannot"
            + " be: 5000000000",
        "dataset.crop=[{from-epoch=-5, size=24}] | dataset.crop must have ascending from-epoch of at"
            + " least 0, cannot be: [-5]",
        "dataset.crop=[{from-epoch=0, size=30}] | dataset.crop must have a size that is a multiple of 4"
            + " between 8 and 32, cannot be: 30",
        "dataset.mean=[1] | dataset.mean must have 3 values (red, green, blue), has: [1.0]",
        "model.layers=fast | model.layers must be one of auto, onednn, stock, cannot be: fast",
        "train.workers=-1 | train.workers must be at least 1, or 0 for all task slots, cannot be: -1",
        "model.depth=21 | model.depth must be 6n+2 between 8 and 1202, for example 20, 32, 44, 56, 110, cannot be: 21",
        "model.depth=9 | model.depth must be 6n+2 between 8 and 1202, for example 20, 32, 44, 56, 110, cannot be: 9",
        "train.epochs=0 | train.epochs must be at least 1, cannot be: 0",
        "train.epochs=many | train.epochs must be a whole number, cannot be: \"many\"",
        "train.epochs=null | train.epochs must have a value, cannot be: null",
        "train.batch-size=-4 | train.batch-size must be at least 1, cannot be: -4",
        "train.batch-size=64.9 | train.batch-size must be a whole number, cannot be: 64.9",
        "train.batch-size=1000000 | train.batch-size must be at most 10000, cannot be: 1000000",
        "train.averaging-frequency=-1 | train.averaging-frequency must be at least 1, cannot be: -1",
        "train.averaging-frequency=often | train.averaging-frequency must be a whole number, auto or"
            + " a list of {from, every}, cannot be: \"often\"",
        "train.averaging-frequency=[4] | train.averaging-frequency must be a whole number, auto or"
            + " a list of {from, every}, cannot be: [4]",
        "train.averaging-frequency=[{from=0, every=2.9}] | train.averaging-frequency must be a whole"
            + " number, auto or a list of {from, every}, cannot be: [{\"every\":2.9,\"from\":0}]",
        "train.averaging-frequency=[{from=0, every=4, evry=8}] | train.averaging-frequency must be a"
            + " whole number, auto or a list of {from, every}, cannot be:"
            + " [{\"every\":4,\"evry\":8,\"from\":0}]",
        "train.step.at=[32000.7] | train.step.at must be a list of whole numbers, cannot be:"
            + " [32000.7]",
        "train.averaging-frequency=1.5 | train.averaging-frequency must be a whole number, auto or"
            + " a list of {from, every}, cannot be: 1.5",
        "train.outer.rate=0 | train.outer.rate must be above 0 and finite, cannot be: 0.0",
        "train.outer.momentum=1 | train.outer.momentum must be at least 0 and below 1, cannot be: 1.0",
        "train.outer.momentum=-0.1 | train.outer.momentum must be at least 0 and below 1, cannot be:"
            + " -0.1",
        "train.outer.nesterov=maybe | train.outer.nesterov must be true or false, cannot be:"
            + " \"maybe\"",
        "train.schedule=sometimes | train.schedule must be one of constant, step, one-cycle, cosine,"
            + " cannot be: sometimes",
        "train.step.factor=-1 | train.step.factor must be between 0 and 1, cannot be: -1.0",
        "train.batch-size=2147483648 | train.batch-size must fit 32 bits, cannot be: 2147483648",
        "train.learning-rate=0 | train.learning-rate must be above 0, cannot be: 0.0",
        "train.learning-rate=Infinity | train.learning-rate must be a finite number, cannot be: Infinity",
        "train.weight-decay=NaN | train.weight-decay must be a finite number, cannot be: NaN",
        "train.weight-decay=1e999 | train.weight-decay must be a finite number, cannot be: Infinity",
        "dataset.std=[1, 1, Infinity] | dataset.std must be a finite number, cannot be: Infinity",
        "train.iterations=Infinity | train.iterations must be a whole number, cannot be: Infinity",
        "train.iterations=1e300 | train.iterations must fit 64 bits, cannot be: 1.0E300",
        "train.step.at=[Infinity] | train.step.at must be a list of whole numbers, cannot be: [\"Infinity\"]",
        "train.momentum=1 | train.momentum must be at least 0 and below 1, cannot be: 1.0",
        "train.whiten-stem=7 | train.whiten-stem must be true or false, cannot be: 7",
        "train.optimizer=adam | train.optimizer must be one of sgd, muon, cannot be: adam",
        "train.muon.rate=0 | train.muon.rate must be above 0, cannot be: 0.0",
        "train.muon.momentum=1 | train.muon.momentum must be at least 0 and below 1, cannot be: 1.0",
        "train.nesterov=maybe | train.nesterov must be true or false, cannot be: \"maybe\"",
        "train.warm-up.iterations=-1 | train.warm-up.iterations must be at least 0, cannot be: -1",
        "train.collect-limit-mb=-1 | train.collect-limit-mb must be between 0 and 2147483647,"
            + " cannot be: -1",
        "train.keep-best=true | train.keep-best needs dataset.validation-examples of at least 1,"
            + " cannot be: 0",
        "evaluate.batch-size=10001 | evaluate.batch-size must be between 1 and 10000, cannot be:"
            + " 10001",
        "evaluate.every-epochs=-1 | evaluate.every-epochs must be at least 0, cannot be: -1",
        "evaluate.recompute-statistics=999 | evaluate.recompute-statistics must be 0 or at least"
            + " 1000, cannot be: 999",
        "checkpoint.keep=0 | checkpoint.keep must be at least 1, cannot be: 0",
        "checkpoint.every-iterations=0 | checkpoint.every-iterations must be at least 1, cannot"
            + " be: 0",
        "lock.lease-seconds=0 | lock.lease-seconds must be between 1 and 86400, cannot be: 0",
        "store.retry-seconds=-1 | store.retry-seconds must be between 0 and 86400, cannot be: -1",
        "store.keep-runs=-1 | store.keep-runs must be at least 1, or 0 to keep all, cannot be: -1",
        "registry.keep=0 | registry.keep must be at least 1, cannot be: 0",
        "retrain.start=warm | retrain.start must be one of fresh, champion, cannot be: warm",
        "results.mlflow.timeout-seconds=0 | results.mlflow.timeout-seconds must be between 1 and"
            + " 3600, cannot be: 0"
      })
  void refusesAValueWithKeyAndRule(String assignment, String message) {
    assertThatThrownBy(() -> JobConfig.load(null, List.of(assignment)))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "train.epochs | --set must be key=value, cannot be: train.epochs",
        "trian {}=1 | --set must be key=value, cannot be: trian {}=1",
        "train.epoch=3 | --set: unknown key train.epoch; did you mean train.epochs?",
        "train.outer-momentum=0.5 | --set: unknown key train.outer-momentum; did you mean"
            + " train.outer.momentum?",
      })
  void refusesAnAssignmentThatIsNoneOrOfAnUnknownKey(String assignment, String message) {
    assertThatThrownBy(() -> JobConfig.load(null, List.of(assignment)))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage(message);
  }

  @Test
  void refusesEarlyStoppingWithoutEvaluations() {
    assertThatThrownBy(
            () ->
                JobConfig.load(
                    null,
                    List.of(
                        "train.early-stopping.patience=2",
                        "dataset.validation-examples=5000",
                        "evaluate.every-epochs=0")))
        .hasMessage(
            "train.early-stopping.patience needs evaluate.every-epochs of at least 1, cannot be: 0");
  }

  @Test
  void muonNeedsTheMomentumOfTheOtherWeights() {
    assertThatThrownBy(
            () -> JobConfig.load(null, List.of("train.optimizer=muon", "train.momentum=0")))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "train.optimizer = muon needs a train.momentum above 0 for the other weights, cannot"
                + " be: 0.0");
  }

  @Test
  void refusesUnknownKeysOfCallers() {
    assertThatThrownBy(() -> JobConfig.of(Map.of("train.epoch", "3")))
        .hasMessage("configuration: unknown key train.epoch; did you mean train.epochs?");
  }

  @Test
  void aPortableTrainingHasNoBfloat16() {
    assertThatThrownBy(
            () -> JobConfig.load(null, List.of("train.portable=true", "train.precision=bf16")))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "train.precision must be float32 with train.portable = true, whose instruction set"
                + " AVX2 does not multiply bfloat16, cannot be: bf16");
  }

  @Test
  void layersAreChosenByTheCpuOnlyWhenTheyAreAskedFor() {
    JobConfig config = JobConfig.of(Map.of("model.layers", "stock", "train.precision", "bf16"));
    assertThatThrownBy(config::layers)
        .hasMessage(
            "train.precision can be bf16 only with model.layers = onednn, which is not used here");
    assertThat(JobConfig.of(Map.of("model.layers", "stock")).layers()).isEqualTo(LayerSet.STOCK);
  }

  @Test
  void automaticPrecisionIsWhatTheCpuMultipliesAndNoNewsLater() {
    JobConfig open = JobConfig.of(Map.of("train.precision", "auto"));
    JobConfig resolved = open.resolved(2, 50_000);
    assertThat(resolved.values())
        .containsEntry("train.precision", OneDnn.isFastInBfloat16() ? "bf16" : "float32");
    assertThat(resolved.layers()).isEqualTo(open.layers());
    assertThat(resolved.resolved(2, 50_000)).isSameAs(resolved);
    assertThat(open.changesFrom(resolved)).isEmpty();
    assertThat(JobConfig.of(Map.of("train.precision", "float32")).changesFrom(resolved))
        .isEqualTo(
            OneDnn.isFastInBfloat16() ? List.of("train.precision bf16 -> float32") : List.of());

    JobConfig stock = JobConfig.of(Map.of("train.precision", "auto", "model.layers", "stock"));
    assertThat(stock.layers()).isEqualTo(LayerSet.STOCK);
    assertThat(stock.resolved(2, 50_000).values()).containsEntry("train.precision", "float32");
  }

  @Test
  void evaluationsHaveThePrecisionOfTheTrainingOrTheirOwn() {
    assertThat(JobConfig.of(Map.of()).evaluationLayers())
        .isEqualTo(JobConfig.of(Map.of()).layers());
    JobConfig open =
        JobConfig.of(Map.of("evaluate.precision", "auto", "train.precision", "float32"));
    JobConfig resolved = open.resolved(2, 50_000);
    assertThat(resolved.values())
        .containsEntry("evaluate.precision", OneDnn.isFastInBfloat16() ? "bf16" : "float32")
        .containsEntry("train.precision", "float32");
    assertThat(resolved.evaluationLayers()).isEqualTo(open.evaluationLayers());
    assertThat(open.changesFrom(resolved)).isEmpty();
    assertThat(open.layers())
        .isEqualTo(JobConfig.of(Map.of("train.precision", "float32")).layers());

    JobConfig stock = JobConfig.of(Map.of("model.layers", "stock", "evaluate.precision", "bf16"));
    assertThat(stock.layers()).isEqualTo(LayerSet.STOCK);
    assertThatThrownBy(stock::evaluationLayers)
        .hasMessage(
            "evaluate.precision can be bf16 only with model.layers = onednn, which is not used"
                + " here");
  }

  @Test
  void whereAnExecutorHasNoBfloat16AnOpenPrecisionIsFloat32() {
    JobConfig open = JobConfig.of(Map.of("evaluate.precision", "auto")).withoutBfloat16();
    assertThat(open.trainsInChosenBfloat16()).isFalse();
    assertThat(open.evaluatesInChosenBfloat16()).isFalse();
    assertThat(open.resolved(2, 50_000).values())
        .containsEntry("train.precision", "float32")
        .containsEntry("evaluate.precision", "float32");
    assertThat(JobConfig.defaults().trainsInChosenBfloat16())
        .isEqualTo(JobConfig.defaults().layers() == LayerSet.ONEDNN_BFLOAT16);
    JobConfig float32 = JobConfig.of(Map.of("train.precision", "float32"));
    assertThat(float32.trainsInChosenBfloat16()).isFalse();
    assertThat(float32.evaluatesInChosenBfloat16()).isFalse();
  }

  @Test
  void aRunGoesOnInTheFloat32ThatItBeganIn() {
    JobConfig open = JobConfig.of(Map.of("evaluate.precision", "auto"));
    Map<String, String> both =
        Map.of("train.precision", "float32", "evaluate.precision", "float32");
    assertThat(open.goingOnFrom(both).values()).containsAllEntriesOf(both);
    Map<String, String> mixed = Map.of("train.precision", "float32", "evaluate.precision", "bf16");
    assertThat(open.goingOnFrom(mixed).values())
        .as("evaluations keep theirs")
        .containsEntry("train.precision", "float32")
        .containsEntry("evaluate.precision", "auto");
    assertThatThrownBy(
            () -> open.withoutBfloat16().requireGoesOnFrom(Map.of("train.precision", "bf16"), "r"))
        .hasMessage(
            "run r began with train.precision = bf16, which a CPU here does not multiply: go on"
                + " where all do, or begin again with --fresh");
    JobConfig portable = JobConfig.of(Map.of("train.portable", "true", "model.layers", "stock"));
    portable.requireGoesOnFrom(Map.of("train.precision", "bf16"), "r");
    JobConfig named = JobConfig.of(Map.of("train.precision", "bf16"));
    assertThat(named.goingOnFrom(both)).as("a key that is set stays").isSameAs(named);
  }

  /** As on a CPU that has bfloat16 and is slower in it than in float32. */
  @Test
  void aRunGoesOnInTheBfloat16ThatItBeganInWhereverTheCpuHasIt() {
    JobConfig open = JobConfig.of(Map.of("evaluate.precision", "auto"));
    Map<String, String> begun = Map.of("train.precision", "bf16", "evaluate.precision", "bf16");
    if (OneDnn.hasBfloat16()) {
      assertThat(open.keepingBfloat16Of(begun).values()).containsAllEntriesOf(begun);
    } else {
      assertThat(open.keepingBfloat16Of(begun)).isSameAs(open);
    }
    JobConfig limited = open.withoutBfloat16();
    assertThat(limited.keepingBfloat16Of(begun)).as("an executor lacks it").isSameAs(limited);
    JobConfig stock = JobConfig.of(Map.of("model.layers", "stock"));
    assertThat(stock.keepingBfloat16Of(begun)).as("its layers lack it").isSameAs(stock);
    assertThat(open.keepingBfloat16Of(Map.of())).as("a run without the keys").isSameAs(open);
  }

  @Test
  void aRunOfAVersionWithoutAPrecisionWasInFloat32() {
    assertThat(JobConfig.stored("train.epochs = 3", "config.conf").values())
        .containsEntry("train.precision", "float32");
    assertThat(JobConfig.stored(new TreeMap<>(Map.of("train.epochs", "3")), "run a").values())
        .containsEntry("train.precision", "float32");
  }

  @Test
  void aStoredConfigurationMayHaveAKeyByItsEarlierName() {
    JobConfig stored =
        JobConfig.stored("train { outer-momentum = 0.5, epochs = 3 }", "config.conf");
    assertThat(stored.train().outer()).isEqualTo(new OuterOptimizer(1, 0.5, false));
    assertThat(stored.values())
        .containsEntry("train.outer.momentum", "0.5")
        .containsEntry("train.epochs", "3")
        .doesNotContainKey("train.outer-momentum");
    SortedMap<String, String> values = new TreeMap<>(Map.of("train.outer-momentum", "0.5"));
    assertThat(JobConfig.stored(values, "run r1").train().outer())
        .isEqualTo(stored.train().outer());
    JobConfig plain = JobConfig.stored("train.outer-momentum = 0.0", "config.conf");
    assertThat(JobConfig.defaults().candidateRecipe().changesFrom(plain.candidateRecipe()))
        .isEmpty();
  }

  /** Rules may have been others when the run was trained. */
  @Test
  void aStoredConfigurationIsCheckedOnlyWhereItIsRead() {
    JobConfig stored =
        JobConfig.stored(
            "train.gone = 7, train.epochs = 0, model.depth = 56, retrain.start = warm",
            "config.conf");
    assertThat(stored.model().network().displayName()).isEqualTo("ResNet-56");
    assertThat(stored.values()).containsEntry("train.gone", "7").containsEntry("train.seed", "1");
    assertThat(stored.recipe().keys()).containsEntry("train.gone", "7");
    assertThatThrownBy(stored::requireValid).isInstanceOf(UserError.class);
    assertThat(JobConfig.stored(new TreeMap<>(stored.values()), "run r1").values())
        .doesNotContainKey("train.gone")
        .containsEntry("model.depth", "56");
  }
}
