package org.sparkresnet.exchange;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkEnv;
import org.apache.spark.network.client.RpcResponseCallback;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.server.OneForOneStreamManager;
import org.apache.spark.network.server.RpcHandler;
import org.apache.spark.network.server.StreamManager;
import org.sparkresnet.common.ErrorText;

/**
 * The one place of a JVM where parts arrive, with the inboxes of the workers that run here. Static,
 * because a task cannot find objects of an earlier task in any other way; it stays from segment to
 * segment, for one application.
 */
final class ExchangePoint {
  private static final String DRIVER = "driver"; // its executor id

  private static ExchangePoint current;

  private final SparkEnv env;
  private final Map<Place, Inbox> inboxes = new ConcurrentHashMap<>();

  /** Empty where the driver's threads are the workers (local masters): nobody else calls. */
  private final Optional<ExchangeServer> server;

  private ExchangePoint(SparkEnv env, int port) {
    this.env = env;
    this.server =
        env.executorId().equals(DRIVER)
            ? Optional.empty()
            : Optional.of(new ExchangeServer(env, port, new Receiver()));
  }

  /** The point of this JVM; opens it if there is none for this application yet. */
  static synchronized ExchangePoint here(SparkEnv env, int port) {
    if (current == null || current.env != env) {
      if (current != null) {
        current.server.ifPresent(ExchangeServer::close);
      }
      current = new ExchangePoint(env, port);
    }
    return current;
  }

  /** Address of this point: where other executors reach it, or the driver's own name. */
  String address() {
    return server.map(ExchangeServer::address).orElse(env.executorId());
  }

  Inbox open(Place place, int workers) {
    Inbox inbox = new Inbox(workers);
    inboxes.put(place, inbox);
    return inbox;
  }

  void remove(Place place) {
    inboxes.remove(place);
  }

  /**
   * The worker of a place at an address, which may be this point's own.
   *
   * @throws UnreachableException if no connection to it can be made
   * @throws ExchangeException if it has left
   */
  Peer peer(Place place, String address) throws InterruptedException {
    if (address.equals(address())) {
      Inbox inbox = inboxes.get(place);
      if (inbox == null) {
        throw new ExchangeException("worker %d has left".formatted(place.worker()));
      }
      return new LocalPeer(inbox);
    }
    try {
      return new RemotePeer(server.orElseThrow().connect(address), place);
    } catch (IOException e) {
      throw unreachable(place, address, "train.exchange.port sets the port", e);
    } catch (RuntimeException e) { // of an authentication, for which there is a connection
      throw unreachable(
          place,
          address,
          "authentication failed, spark.authenticate or its secret differs: "
              + ErrorText.of(ErrorText.innermost(e)),
          e);
    }
  }

  private UnreachableException unreachable(
      Place place, String address, String reason, Exception cause) {
    return new UnreachableException(
        "worker %d at %s cannot be reached from %s (%s)"
            .formatted(place.worker(), address, address(), reason),
        cause);
  }

  /** Puts what arrives from other processes into the inboxes. */
  private final class Receiver extends RpcHandler {
    private final StreamManager streams = new OneForOneStreamManager();

    @Override
    public void receive(TransportClient client, ByteBuffer bytes, RpcResponseCallback callback) {
      Messages.Addressed message = Messages.addressed(bytes);
      Inbox inbox = inboxes.get(message.receiver());
      if (inbox == null) {
        callback.onFailure(
            new ExchangeException("worker %d has left".formatted(message.receiver().worker())));
      } else {
        inbox.put(message.part(), answer -> callback.onSuccess(answer.encoded()));
      }
    }

    @Override
    public StreamManager getStreamManager() {
      return streams;
    }
  }
}
