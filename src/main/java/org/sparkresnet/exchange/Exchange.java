package org.sparkresnet.exchange;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.spark.SparkEnv;
import org.sparkresnet.replica.Weights;

/**
 * A worker's side of the averaging of a segment. After each round worker i sends slice j of its
 * weights to worker j, which averages slice j over all workers and sends the mean to all. So each
 * worker sends and receives about twice its weights, whatever their number, and no sum depends on
 * the order of arrival. Every wait has a limit, and a worker whose process ends is noticed at once.
 */
public final class Exchange implements AutoCloseable {
  private final ExchangePoint point;
  private final Place place;
  private final ExchangeSettings settings;
  private final DriverLine driver;
  private final Inbox inbox;
  private final String[] addresses;
  private final List<Peer> peers;
  private int round;

  private Exchange(
      SparkEnv env, String endpoint, Place place, int workers, ExchangeSettings settings)
      throws InterruptedException {
    this.place = place;
    this.settings = settings;
    this.point = ExchangePoint.here(env, settings.port());
    this.inbox = point.open(place, workers); // before others learn of it
    try {
      this.driver = new DriverLine(env, endpoint, settings);
      this.addresses = driver.join(place, point.address());
      this.peers = connect();
    } catch (Throwable e) { // Spark's own is checked, and Scala throws it undeclared
      point.remove(place);
      throw e;
    }
  }

  /**
   * Tells the driver that a worker has begun and will join when it is ready, so that it is waited
   * for longer than one of which nothing is heard.
   *
   * @param endpoint name of the driver's {@link Rendezvous}
   */
  public static void announce(
      String endpoint, long segment, int worker, ExchangeSettings settings) {
    new DriverLine(SparkEnv.get(), endpoint, settings).begun(new Place(segment, worker));
  }

  /**
   * Joins the other workers of a segment; waits until all have come. A worker joins when it is
   * ready to train: from then on the others wait for its work alone.
   *
   * @param endpoint name of the driver's {@link Rendezvous}
   * @throws UnreachableException if no connection to another worker can be made
   * @throws ExchangeException if the segment is over, or another worker has left it
   */
  public static Exchange join(
      String endpoint, long segment, int worker, int workers, ExchangeSettings settings)
      throws InterruptedException {
    return new Exchange(SparkEnv.get(), endpoint, new Place(segment, worker), workers, settings);
  }

  private List<Peer> connect() throws InterruptedException {
    List<Peer> all = new ArrayList<>();
    for (int worker = 0; worker < addresses.length; worker++) {
      all.add(point.peer(new Place(place.segment(), worker), addresses[worker]));
    }
    return List.copyOf(all);
  }

  /**
   * Work of a worker in a round.
   *
   * @param examples images that it trained on
   * @param lossSum sum of their losses
   * @param seconds time that it took
   * @param last true if the segment is to end after this round; what worker 0 says holds for all
   */
  public record Contribution(
      Weights weights, int examples, double lossSum, double seconds, boolean last) {}

  /**
   * Averaged weights of a round.
   *
   * @param last true if the segment ends after this round
   */
  public record Averaged(Weights weights, boolean last) {}

  /**
   * Averages a round; every worker calls this once a round, and all receive the same weights.
   *
   * @param mean computes this worker's slice of the new weights from the parts of all workers, in
   *     their order
   * @throws ExchangeException if another worker is gone or does not answer in time
   */
  public Averaged average(Contribution own, Function<List<Part>, Answer> mean)
      throws InterruptedException {
    long deadline = System.nanoTime() + settings.patienceNanos(own.seconds());
    List<CompletableFuture<Answer>> answers = send(own);
    List<Inbox.Letter> letters =
        inbox
            .take(round, deadline)
            .orElseThrow(() -> lateness(inbox.missing(round), "no weights from"));
    AnswerBytes answer =
        new AnswerBytes(mean.apply(letters.stream().map(Inbox.Letter::part).toList()));
    letters.forEach(letter -> letter.reply().send(answer));
    List<Weights> slices = new ArrayList<>();
    boolean last = false;
    for (int worker = 0; worker < answers.size(); worker++) {
      Answer received = receive(answers.get(worker), worker, deadline);
      slices.add(received.slice());
      last |= received.last();
    }
    round++;
    return new Averaged(Weights.join(slices), last);
  }

  private List<CompletableFuture<Answer>> send(Contribution own) {
    int workers = peers.size();
    List<CompletableFuture<Answer>> answers = new ArrayList<>(Collections.nCopies(workers, null));
    for (int i = 0; i < workers; i++) {
      int worker = (place.worker() + i) % workers; // not all to the same one at first
      Part part =
          new Part(
              round,
              place.worker(),
              own.examples(),
              own.lossSum(),
              own.last(),
              own.weights().slice(worker, workers));
      answers.set(
          worker,
          peers
              .get(worker)
              .send(part)
              .whenComplete(
                  (received, failure) -> {
                    if (failure != null) {
                      inbox.fail(gone(worker, failure));
                    }
                  }));
    }
    return answers;
  }

  private Answer receive(CompletableFuture<Answer> answer, int worker, long deadline)
      throws InterruptedException {
    try {
      return answer.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw lateness(List.of(worker), "no mean from");
    } catch (ExecutionException e) {
      throw gone(worker, e.getCause());
    }
  }

  private ExchangeException gone(int worker, Throwable cause) {
    return new ExchangeException(
        "round %d of the segment: worker %d at %s is gone"
            .formatted(round, worker, addresses[worker]),
        cause);
  }

  private ExchangeException lateness(List<Integer> missing, String what) {
    return new ExchangeException(
        "round %d of the segment: %s %s within %d seconds (train.exchange.timeout-seconds) beyond three times the own work"
            .formatted(
                round,
                what,
                missing.stream()
                    .map(worker -> "worker %d at %s".formatted(worker, addresses[worker]))
                    .toList(),
                settings.timeoutSeconds()));
  }

  /** Tells the driver of the round that was averaged last, without waiting. */
  public void tellDriver(double loss, double seconds) {
    driver.roundFinished(place.segment(), round - 1, loss, seconds);
  }

  /** Leaves the segment. */
  @Override
  public void close() {
    point.remove(place);
  }
}
