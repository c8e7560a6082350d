package org.sparkresnet.dataset;

import org.apache.spark.api.java.JavaRDD;
import org.sparkresnet.common.Split;

/**
 * Images to evaluate a model on, cached on the executors.
 *
 * @param shards in any partitioning
 * @param examples number of images; an evaluation that counts another number fails
 */
public record EvaluationImages(
    Split split, JavaRDD<Shard> shards, int examples, Normalization normalization) {}
