package org.sparkresnet.jobs.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.sparkresnet.testing.LocalSpark;

/** The door of the kill switch; that executors end is in DrillClusterIT. */
class KillSwitchTest {
  @Test
  void aStrangerWhoDoesNotKnowTheSecretIsNotRegistered() throws IOException {
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext());
    try (KillSwitch armed = KillSwitch.arm(spark);
        Socket stranger = new Socket(spark.getConf().get("spark.driver.host"), armed.port())) {
      byte[] hello = new byte[18];
      hello[16] = 1; // length of an executor's id
      hello[17] = '1';
      stranger.getOutputStream().write(hello);
      armed.accept();
      assertThat(armed.armed()).as("executors that can be ended").isZero();
      stranger.setSoTimeout(5_000);
      assertThat(stranger.getInputStream().read()).as("the connection is closed").isNegative();
    }
  }
}
