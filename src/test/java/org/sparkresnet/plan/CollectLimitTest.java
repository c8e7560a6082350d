package org.sparkresnet.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CollectLimitTest {
  @ParameterizedTest
  @CsvSource({
    "256, 1g, 268435456",
    "256, 100m, 52428800",
    "4096, 1g, 536870912",
    "4096, 0, 4294967296",
    "0, 1g, 0"
  })
  void staysWithinWhatSparkLetsAJobReturn(long megabytes, String maxResultSize, long bytes) {
    SparkConf conf = new SparkConf(false).set("spark.driver.maxResultSize", maxResultSize);
    assertThat(CollectLimit.ofMegabytes(megabytes).within(conf)).isEqualTo(new CollectLimit(bytes));
  }
}
