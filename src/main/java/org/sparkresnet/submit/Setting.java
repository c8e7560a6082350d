package org.sparkresnet.submit;

/**
 * A setting of Spark.
 *
 * @param origin place that it comes from, for people
 */
public record Setting(String key, String value, String origin) {}
