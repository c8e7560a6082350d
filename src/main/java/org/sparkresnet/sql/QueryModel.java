package org.sparkresnet.sql;

import java.io.Serializable;
import java.util.Optional;
import org.apache.spark.broadcast.Broadcast;
import org.sparkresnet.cifar.ClassNames;
import org.sparkresnet.dataset.Normalization;
import org.sparkresnet.pictures.Fit;
import org.sparkresnet.replica.ReplicaSpec;

/**
 * Model that a query applies, whatever is promoted meanwhile. Two are equal if they give the same
 * answers, so that Spark takes a cached result for the same model only.
 *
 * @param name NAME@VERSION, or the file's path
 * @param version NAME@VERSION; null for a model that was named by its path
 * @param sha256 of the model file
 * @param replica network to run forward
 * @param fit way in which pictures became the images that it was trained on
 * @param batchSize images in a minibatch
 * @param parameters flat parameter vector
 */
record QueryModel(
    String name,
    String version,
    String sha256,
    ClassNames classes,
    ReplicaSpec replica,
    Normalization normalization,
    Fit fit,
    int batchSize,
    Broadcast<float[]> parameters)
    implements Serializable {

  /** NAME@VERSION; empty for a model that was named by its path. */
  Optional<String> registered() {
    return Optional.ofNullable(version);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof QueryModel model
        && name.equals(model.name)
        && sha256.equals(model.sha256)
        && classes.equals(model.classes)
        && replica.equals(model.replica)
        && normalization.equals(model.normalization)
        && fit == model.fit;
  }

  @Override
  public int hashCode() {
    return sha256.hashCode();
  }

  /** The text that stands in plans. */
  @Override
  public String toString() {
    return "model " + name + ", sha256 " + sha256;
  }
}
