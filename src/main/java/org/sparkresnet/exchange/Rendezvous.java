package org.sparkresnet.exchange;

import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.spark.SparkEnv;
import org.apache.spark.rpc.RpcCallContext;
import org.apache.spark.rpc.RpcEndpointRef;
import org.apache.spark.rpc.RpcEnv;
import org.apache.spark.rpc.ThreadSafeRpcEndpoint;
import scala.Function1;
import scala.PartialFunction;
import scala.runtime.AbstractPartialFunction;
import scala.runtime.BoxedUnit;

/**
 * Endpoint at the driver where the workers of a segment learn each other's addresses, and to which
 * they tell that they have begun, and each round that is done. Driver only; one segment at a time.
 */
public final class Rendezvous implements ThreadSafeRpcEndpoint, AutoCloseable {
  private static final AtomicLong NAMES = new AtomicLong();

  private final RpcEnv rpc;
  private final String name = "spark-resnet-rendezvous-" + NAMES.incrementAndGet();
  private final RpcEndpointRef self;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private long segment = -1;
  private Arrivals arrivals;

  /** What happened in a segment, in order. */
  public sealed interface Event {
    /** A round was averaged on all workers. */
    record RoundFinished(int round, double loss, double seconds) implements Event {}

    /** The segment's Spark job ended; its result is to be taken from there. */
    record JobEnded() implements Event {}
  }

  /** Opens the endpoint in the driver's RPC. */
  public Rendezvous(SparkEnv env) {
    this.rpc = env.rpcEnv();
    this.self = rpc.setupEndpoint(name, this);
  }

  /** Name by which tasks find this endpoint. */
  public String name() {
    return name;
  }

  @Override
  public RpcEnv rpcEnv() {
    return rpc;
  }

  /** Begins a segment: forgets everything of earlier ones. */
  public synchronized void begin(long newSegment, int workers) {
    segment = newSegment;
    arrivals = new Arrivals(workers);
    events.clear();
  }

  /** The next event; null if there is none within the time. */
  public Event poll(long millis) throws InterruptedException {
    return events.poll(millis, TimeUnit.MILLISECONDS);
  }

  /**
   * Adds the event that a segment's job has ended. The job of an earlier segment may end late,
   * which is no event of the segment at work.
   */
  public synchronized void jobEnded(long ended) {
    if (ended == segment) {
      events.add(new Event.JobEnded());
    }
  }

  /** Where the workers of the segment stand. */
  public synchronized Arrivals.Standing standing() {
    return arrivals.standing();
  }

  @Override
  public PartialFunction<Object, BoxedUnit> receiveAndReply(RpcCallContext context) {
    return new Messages(Map.of(DriverLine.JOIN, message -> join(message, context)));
  }

  @Override
  public PartialFunction<Object, BoxedUnit> receive() {
    return new Messages(
        Map.of(DriverLine.BEGIN, this::begun, DriverLine.ROUND, this::roundFinished));
  }

  /** Under the lock, so that no round comes between a new segment's number and its events. */
  private synchronized void roundFinished(Object[] message) {
    if ((Long) message[1] == segment) {
      events.add(
          new Event.RoundFinished((Integer) message[2], (Double) message[3], (Double) message[4]));
    }
  }

  private synchronized void begun(Object[] message) {
    if ((Long) message[1] == segment) {
      arrivals.begin((Integer) message[2]);
    }
  }

  private synchronized void join(Object[] message, RpcCallContext context) {
    if ((Long) message[1] != segment) {
      context.sendFailure(new ExchangeException("the segment is over"));
      return;
    }
    arrivals.join((Integer) message[2], (String) message[3], context);
  }

  @Override
  public void close() {
    rpc.stop(self);
  }

  /** Scala's form of handlers for the messages of some kinds. */
  private static final class Messages extends AbstractPartialFunction<Object, BoxedUnit> {
    private final Map<String, Consumer<Object[]>> handlers;

    Messages(Map<String, Consumer<Object[]>> handlers) {
      this.handlers = handlers;
    }

    @Override
    public boolean isDefinedAt(Object message) {
      return message instanceof Object[] parts
          && parts[0] instanceof String kind
          && handlers.containsKey(kind);
    }

    @Override
    public <A, B> B applyOrElse(A message, Function1<A, B> otherwise) {
      if (!isDefinedAt(message)) {
        return otherwise.apply(message);
      }
      Object[] parts = (Object[]) message;
      handlers.get((String) parts[0]).accept(parts);
      @SuppressWarnings("unchecked")
      B unit = (B) BoxedUnit.UNIT;
      return unit;
    }
  }
}
