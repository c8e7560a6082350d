package org.sparkresnet.registry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelReferenceTest {
  @ParameterizedTest
  @CsvSource({
    "champion, cifar-10, champion",
    "v7, cifar-10, v7",
    "v000007, cifar-10, v000007",
    "night@champion, night, champion",
    "Night_2.x@v12, Night_2.x, v12"
  })
  void aTextWithoutAModelMeansTheDefaultOne(String text, String model, String version) {
    assertThat(ModelReference.parse(text, "cifar-10")).contains(new ModelReference(model, version));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "7",
        "v",
        "./champion",
        "models/champion",
        "a/b@champion",
        "-x@v1",
        "@champion",
        "a@b@champion",
        "champion@night",
        "hdfs://host/model.zip"
      })
  void otherTextsMayBePaths(String text) {
    assertThat(ModelReference.parse(text, "cifar-10")).isEmpty();
  }
}
