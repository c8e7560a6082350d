package org.sparkresnet.exchange;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
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
 * they tell each round that is done. Driver only; one segment at a time.
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
    return new Messages(DriverLine.JOIN) {
      @Override
      void received(Object[] message) {
        join(message, context);
      }
    };
  }

  @Override
  public PartialFunction<Object, BoxedUnit> receive() {
    return new Messages(DriverLine.ROUND) {
      @Override
      void received(Object[] message) {
        roundFinished(message);
      }
    };
  }

  /** Under the lock, so that no round comes between a new segment's number and its events. */
  private synchronized void roundFinished(Object[] message) {
    if ((Long) message[1] == segment) {
      events.add(
          new Event.RoundFinished((Integer) message[2], (Double) message[3], (Double) message[4]));
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

  /** Scala's form of a handler for the messages of one kind. */
  private abstract static class Messages extends AbstractPartialFunction<Object, BoxedUnit> {
    private final String kind;

    Messages(String kind) {
      this.kind = kind;
    }

    abstract void received(Object[] message);

    @Override
    public boolean isDefinedAt(Object message) {
      return message instanceof Object[] parts && kind.equals(parts[0]);
    }

    @Override
    public <A, B> B applyOrElse(A message, Function1<A, B> otherwise) {
      if (!isDefinedAt(message)) {
        return otherwise.apply(message);
      }
      received((Object[]) message);
      @SuppressWarnings("unchecked")
      B unit = (B) BoxedUnit.UNIT;
      return unit;
    }
  }
}
