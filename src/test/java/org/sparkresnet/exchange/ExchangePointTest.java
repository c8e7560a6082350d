package org.sparkresnet.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.spark.SecurityManager;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.internal.config.package$;
import org.apache.spark.network.server.NoOpRpcHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sparkresnet.testing.LocalSpark;
import scala.Option;

/** Connections of an executor's exchange, with servers of Spark in this JVM. */
class ExchangePointTest {
  private static final Place PLACE = new Place(1, 1);

  /** Closes the point of a test, which is of an executor, and opens the driver's again. */
  @AfterEach
  void openDriversPoint() {
    ExchangePoint.here(SparkEnv.get(), 0);
  }

  @Test
  void aPortThatRefusesIsToldWithTheKeyThatSetsIt() {
    ExchangeServer closed = new ExchangeServer(executor("a secret"), 0, new NoOpRpcHandler());
    String address = closed.address();
    closed.close();
    ExchangePoint point = ExchangePoint.here(executor("a secret"), 0);
    assertThatThrownBy(() -> point.peer(PLACE, address))
        .isInstanceOf(UnreachableException.class)
        .hasMessage(
            "worker 1 at %s cannot be reached from %s (train.exchange.port sets the port)"
                .formatted(address, point.address()));
  }

  /** The port is open, and its key would lead the user astray. */
  @Test
  void anAuthenticationThatFailsIsToldWithTheSecretAndNotWithThePort() {
    try (ExchangeServer other =
        new ExchangeServer(executor("another secret"), 0, new NoOpRpcHandler())) {
      ExchangePoint point = ExchangePoint.here(executor("a secret"), 0);
      assertThatThrownBy(() -> point.peer(PLACE, other.address()))
          .isInstanceOf(UnreachableException.class)
          .hasMessageStartingWith(
              "worker 1 at %s cannot be reached from %s (authentication failed, spark.authenticate or its secret differs: "
                  .formatted(other.address(), point.address()))
          .hasMessageNotContaining("train.exchange.port");
    }
  }

  @Test
  void executorsWithOneSecretReachEachOther() throws Exception {
    try (ExchangeServer other = new ExchangeServer(executor("a secret"), 0, new NoOpRpcHandler())) {
      ExchangePoint point = ExchangePoint.here(executor("a secret"), 0);
      assertThat(point.peer(PLACE, other.address())).isInstanceOf(RemotePeer.class);
    }
  }

  /** Environment of an executor that authenticates; all else is this JVM's. */
  private static SparkEnv executor(String secret) {
    LocalSpark.session();
    SparkEnv env = SparkEnv.get();
    SparkConf conf =
        env.conf()
            .clone()
            .set("spark.authenticate", "true")
            .set("spark.authenticate.secret", secret);
    return new SparkEnv(
        "0",
        env.rpcEnv(),
        env.serializer(),
        env.closureSerializer(),
        env.serializerManager(),
        env.mapOutputTracker(),
        env.shuffleManager(),
        env.broadcastManager(),
        env.blockManager(),
        new SecurityManager(conf, Option.empty(), package$.MODULE$.AUTH_SECRET_FILE()),
        env.metricsSystem(),
        env.memoryManager(),
        env.outputCommitCoordinator(),
        conf);
  }
}
