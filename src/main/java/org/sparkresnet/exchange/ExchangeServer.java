package org.sparkresnet.exchange;

import java.io.IOException;
import java.util.List;
import org.apache.spark.SecurityManager;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.network.TransportContext;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.client.TransportClientBootstrap;
import org.apache.spark.network.client.TransportClientFactory;
import org.apache.spark.network.crypto.AuthClientBootstrap;
import org.apache.spark.network.crypto.AuthServerBootstrap;
import org.apache.spark.network.netty.SparkTransportConf;
import org.apache.spark.network.server.RpcHandler;
import org.apache.spark.network.server.TransportServer;
import org.apache.spark.network.server.TransportServerBootstrap;
import org.apache.spark.network.util.TransportConf;
import org.apache.spark.util.Utils;
import scala.Option;
import scala.Tuple2;
import scala.runtime.AbstractFunction1;

/**
 * Server of an executor on Spark's network transport, and its connections to other executors. Has
 * Spark's authentication and encryption where they are on, as its transfer of blocks does.
 */
final class ExchangeServer implements AutoCloseable {
  private static final int NETTY_THREADS = 2;

  private final String host;
  private final TransportContext context;
  private final TransportClientFactory clients;
  private final TransportServer server;

  ExchangeServer(SparkEnv env, int port, RpcHandler receiver) {
    this.host = env.blockManager().blockManagerId().host();
    SparkConf conf = env.conf().clone();
    // A worker waits longer than Spark's limit for one that has more to do; Exchange has its own.
    conf.set("spark.shuffle.io.connectionTimeout", "1d");
    // That an address cannot be reached is found soon; the rounds then run in another way.
    conf.set("spark.shuffle.io.connectionCreationTimeout", "10s");
    TransportConf transport =
        SparkTransportConf.fromSparkConf(conf, "shuffle", NETTY_THREADS, Option.empty());
    SecurityManager security = env.securityManager();
    boolean authenticates = security.isAuthenticationEnabled();
    List<TransportServerBootstrap> ofServer =
        authenticates ? List.of(new AuthServerBootstrap(transport, security)) : List.of();
    List<TransportClientBootstrap> ofClient =
        authenticates
            ? List.of(new AuthClientBootstrap(transport, conf.getAppId(), security))
            : List.of();
    this.context = new TransportContext(transport, receiver);
    this.clients = context.createClientFactory(ofClient);
    try {
      this.server = serve(conf, port, ofServer);
    } catch (Throwable e) { // of a port that is taken: checked, and Scala throws it undeclared
      clients.close();
      context.close();
      throw e;
    }
  }

  private TransportServer serve(SparkConf conf, int port, List<TransportServerBootstrap> steps) {
    return (TransportServer)
        Utils.startServiceOnPort(
                port,
                new AbstractFunction1<Object, Tuple2<Object, Object>>() {
                  @Override
                  public Tuple2<Object, Object> apply(Object tried) {
                    TransportServer started = context.createServer(host, (Integer) tried, steps);
                    return new Tuple2<>(started, started.getPort());
                  }
                },
                conf,
                "exchange of weights")
            ._1();
  }

  /** Address under which other executors reach this one: host:port. */
  String address() {
    return host + ":" + server.getPort();
  }

  /** Connection to the executor at an address; one for all workers of this executor. */
  TransportClient connect(String address) throws IOException, InterruptedException {
    int colon = address.lastIndexOf(':');
    return clients.createClient(
        address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
  }

  @Override
  public void close() {
    clients.close();
    server.close();
    context.close();
  }
}
