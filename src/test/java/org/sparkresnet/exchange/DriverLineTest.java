package org.sparkresnet.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.junit.jupiter.api.Test;
import org.sparkresnet.testing.LocalSpark;

class DriverLineTest {
  private static long patience(SparkConf conf, int timeoutSeconds) {
    return DriverLine.patience(conf, new ExchangeSettings(0, timeoutSeconds))
        .duration()
        .toSeconds();
  }

  @Test
  void workersWaitForEachOtherAsLongAsTheKeySaysAndNeverShorterThanSparkDoes() {
    SparkConf plain = new SparkConf(false);
    assertThat(patience(plain, 20)).as("Spark's own limit").isEqualTo(120);
    assertThat(patience(plain, 30)).as("longer than the driver waits").isEqualTo(130);
    assertThat(patience(plain, 600)).isEqualTo(2410);
    assertThat(patience(plain, Integer.MAX_VALUE)).isEqualTo(4L * Integer.MAX_VALUE + 10);
    assertThat(patience(plain.clone().set("spark.rpc.askTimeout", "365d"), 600))
        .as("in one process, which may be suspended")
        .isEqualTo(365L * 24 * 3600);
  }

  @Test
  void aWorkerThatDoesNotFindTheDriverLeavesNothingBehind() throws InterruptedException {
    LocalSpark.session();
    ExchangeSettings settings = new ExchangeSettings(0, 1);
    assertThatThrownBy(() -> Exchange.join("nobody", 7, 0, 1, settings))
        .rootCause()
        .hasMessageContaining("Cannot find endpoint")
        .hasMessageContaining("nobody");
    ExchangePoint here = ExchangePoint.here(SparkEnv.get(), 0);
    assertThatThrownBy(() -> here.peer(new Place(7, 0), here.address()))
        .isInstanceOf(ExchangeException.class)
        .hasMessage("worker 0 has left");
  }
}
