package org.sparkresnet.dataset;

import org.apache.spark.api.java.JavaRDD;

/**
 * Images to evaluate on, cached on the executors.
 *
 * @param split "validation" or "test"
 * @param shards in any partitioning
 * @param examples how many there are; an evaluation that counts another number fails
 */
public record EvaluationImages(
    String split, JavaRDD<Shard> shards, int examples, Normalization normalization) {}
