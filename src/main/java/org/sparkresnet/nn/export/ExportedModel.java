package org.sparkresnet.nn.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.sparkresnet.cifar.ClassNames;
import org.sparkresnet.common.BuildInfo;
import org.sparkresnet.common.Json;
import org.sparkresnet.dataset.Normalization;
import org.sparkresnet.nn.LayerSet;
import org.sparkresnet.nn.ModelDescription;
import org.sparkresnet.nn.NetworkConfig;
import org.sparkresnet.nn.ResNet;

/**
 * Model to export, with all that a reader of the exported file must know.
 *
 * @param network shape of the network
 * @param parameters flat vector, with the running statistics
 * @param classes names of the outputs, in order
 * @param normalization of the images that it was trained with
 * @param sha256 of the model.zip
 * @param version in the registry, NAME@v000007; empty for a file
 * @param description inside the model.zip; empty in a file of an earlier version
 */
public record ExportedModel(
    NetworkConfig network,
    float[] parameters,
    ClassNames classes,
    Normalization normalization,
    String sha256,
    Optional<String> version,
    Optional<ModelDescription> description) {
  /** The network in DL4J's own layers, ready for inference. */
  ComputationGraph graph() {
    ComputationGraph graph =
        new ComputationGraph(ResNet.configuration(network, LayerSet.STOCK, new Sgd(), 0, 0));
    graph.init(Nd4j.create(parameters, new long[] {1, parameters.length}, 'c'), false);
    return graph;
  }

  /** Facts by name, for formats whose facts are texts; lists are JSON. */
  SortedMap<String, String> facts() {
    SortedMap<String, String> facts = new TreeMap<>();
    facts.put("network", network.displayName());
    facts.put("class_names", json(classes.names()));
    facts.put("pixel_mean", json(normalization.mean()));
    facts.put("pixel_std", json(normalization.std()));
    facts.put("model_sha256", sha256);
    facts.put("exported_by", "spark-resnet " + BuildInfo.version());
    version.ifPresent(it -> facts.put("model_version", it));
    description.map(ModelDescription::appVersion).ifPresent(it -> facts.put("app_version", it));
    description.map(ModelDescription::dl4jVersion).ifPresent(it -> facts.put("dl4j_version", it));
    description.flatMap(ModelDescription::dataSha256).ifPresent(it -> facts.put("data_sha256", it));
    description
        .map(ModelDescription::temperature)
        .orElseGet(OptionalDouble::empty)
        .ifPresent(it -> facts.put("temperature", Double.toString(it)));
    description
        .flatMap(ModelDescription::fit)
        .ifPresent(it -> facts.put("fit_of_pictures", it.text()));
    accuracy().ifPresent(it -> facts.put("test_accuracy", Double.toString(it)));
    return facts;
  }

  /** Share of the test images that it has right; empty if not known. */
  OptionalDouble accuracy() {
    return description.map(ModelDescription::testAccuracy).orElseGet(OptionalDouble::empty);
  }

  private static String json(Collection<?> values) {
    try {
      return Json.MAPPER.writeValueAsString(values);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a list of plain values is always JSON", e);
    }
  }
}
