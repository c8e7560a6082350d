package org.sparkresnet.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SecurityManager;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.internal.config.package$;
import org.apache.spark.network.client.RpcResponseCallback;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.server.NoOpRpcHandler;
import org.apache.spark.network.server.RpcHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sparkresnet.replica.Weights;
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

  /** A worker that did not hear of it would wait to its deadline, and blame the other. */
  @Test
  void aReplyThatCannotBeReadEndsTheWaitForIt() throws Exception {
    RpcHandler senseless =
        new NoOpRpcHandler() {
          @Override
          public void receive(
              TransportClient client, ByteBuffer message, RpcResponseCallback callback) {
            callback.onSuccess(ByteBuffer.wrap(new byte[] {1, 2, 3}));
          }
        };
    try (ExchangeServer other = new ExchangeServer(executor("a secret"), 0, senseless)) {
      ExchangePoint point = ExchangePoint.here(executor("a secret"), 0);
      Part part = new Part(0, 0, 1, 0.5, false, new Weights(new float[] {1}, new float[0]));
      CompletableFuture<Answer> answer = point.peer(PLACE, other.address()).send(part);
      assertThatThrownBy(() -> answer.get(20, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(BufferUnderflowException.class);
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
