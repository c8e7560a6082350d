package org.sparkresnet.train;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.sparkresnet.replica.ExampleOutputs;
import org.sparkresnet.rounds.ObservedExamples;

/**
 * Dynamics of the training examples over the epochs: of each the late and the mean loss, the mean
 * margin (area under the margin: Pleiss et al., "Identifying Mislabeled Data using the Area Under
 * the Margin Ranking", NeurIPS 2020) and the forgetting events (Toneva et al., "An Empirical Study
 * of Example Forgetting during Deep Neural Network Learning", ICLR 2019). Each example has its own
 * sums, in the order of its epochs, so that no bit depends on the workers that had it. Driver only.
 */
public final class ExampleDynamics {
  private static final int NOT_YET = -1;

  /**
   * Weight of an epoch in the late loss, as a share of the next one's. A network first learns the
   * labels that agree with their images, so the late epochs tell most; the guide has the counts.
   */
  private static final double FADING = 0.7;

  /** Bytes of an example as earlier programs wrote it, without the late loss. */
  private static final int BYTES_WITHOUT_LATE_LOSS = 45;

  /** By example id, in their order. */
  private final TreeMap<Long, Sums> examples = new TreeMap<>();

  private int firstEpoch = NOT_YET;

  /** Sums of an example. */
  private static final class Sums {
    private int label;
    private int other;
    private int presentations;
    private int right;
    private int forgotten;
    private boolean isRight;
    private double loss;
    private double margin;
    private double fadingLoss;

    void add(ExampleOutputs outputs, int i) {
      label = outputs.labels()[i];
      other = outputs.others()[i];
      loss += outputs.losses()[i];
      margin += outputs.margins()[i];
      fadingLoss = FADING * fadingLoss + (1 - FADING) * outputs.losses()[i];
      presentations++;
      boolean wasRight = isRight;
      isRight = outputs.margins()[i] > 0;
      right += isRight ? 1 : 0;
      forgotten += wasRight && !isRight ? 1 : 0;
    }

    /** Mean of the losses by their weights, which do not yet add up to 1 in the first epochs. */
    double lateLoss() {
      return fadingLoss / (1 - StrictMath.pow(FADING, presentations));
    }
  }

  /**
   * What is known of an example.
   *
   * @param id example id
   * @param label class id of its label
   * @param other class id of the largest logit besides the label's, at the last presentation
   * @param presentations times that it was trained on since counting began
   * @param right of these the ones with the label's logit as the largest
   * @param forgotten presentations with a wrong answer, of which the one before was right
   * @param meanLoss mean cross-entropy of the label, in nats
   * @param meanMargin mean of the label's logit minus the largest of the others
   * @param lateLoss mean cross-entropy in which an epoch counts 0.7 times as much as the next, nats
   */
  public record Example(
      long id,
      int label,
      int other,
      int presentations,
      int right,
      int forgotten,
      double meanLoss,
      double meanMargin,
      double lateLoss) {
    private static Example of(long id, Sums sums) {
      return new Example(
          id,
          sums.label,
          sums.other,
          sums.presentations,
          sums.right,
          sums.forgotten,
          sums.loss / sums.presentations,
          sums.margin / sums.presentations,
          sums.lateLoss());
    }
  }

  /** Adds the examples of a round, one worker after the other. */
  void add(int epoch, List<ObservedExamples> workers) {
    if (firstEpoch == NOT_YET) {
      firstEpoch = epoch;
    }
    for (ObservedExamples worker : workers) {
      for (int i = 0; i < worker.ids().length; i++) {
        examples.computeIfAbsent(worker.ids()[i], id -> new Sums()).add(worker.outputs(), i);
      }
    }
  }

  /** First epoch that was counted, from 0: a run that goes on may have begun without counting. */
  public int firstEpoch() {
    return firstEpoch;
  }

  /** Number of examples. */
  public int size() {
    return examples.size();
  }

  /** All examples, the one whose label is most suspect first: the largest late loss, then by id. */
  public List<Example> mostSuspectFirst() {
    return examples.entrySet().stream()
        .map(entry -> Example.of(entry.getKey(), entry.getValue()))
        .sorted(
            Comparator.comparingDouble(Example::lateLoss).reversed().thenComparingLong(Example::id))
        .toList();
  }

  void write(DataOutputStream out) throws IOException {
    out.writeInt(firstEpoch);
    out.writeInt(examples.size());
    for (var entry : examples.entrySet()) {
      Sums sums = entry.getValue();
      out.writeLong(entry.getKey());
      out.writeInt(sums.label);
      out.writeInt(sums.other);
      out.writeInt(sums.presentations);
      out.writeInt(sums.right);
      out.writeInt(sums.forgotten);
      out.writeBoolean(sums.isRight);
      out.writeDouble(sums.loss);
      out.writeDouble(sums.margin);
      out.writeDouble(sums.fadingLoss);
    }
  }

  /**
   * @throws IOException if the bytes are too few or cannot be such sums
   */
  static ExampleDynamics read(DataInputStream in) throws IOException {
    ExampleDynamics dynamics = new ExampleDynamics();
    dynamics.firstEpoch = in.readInt();
    int size = in.readInt();
    for (int i = 0; i < size; i++) { // a wrong number ends at the end of the bytes
      long id = in.readLong();
      Sums sums = new Sums();
      sums.label = in.readInt();
      sums.other = in.readInt();
      sums.presentations = in.readInt();
      sums.right = in.readInt();
      sums.forgotten = in.readInt();
      sums.isRight = in.readBoolean();
      sums.loss = in.readDouble();
      sums.margin = in.readDouble();
      sums.fadingLoss = in.readDouble();
      dynamics.examples.put(id, sums);
    }
    if (size < 0 || dynamics.examples.size() != size) {
      throw new IOException("dynamics of %d examples".formatted(size));
    }
    return dynamics;
  }

  /**
   * Reads the sums of earlier programs and keeps none, as they have no late loss.
   *
   * @throws IOException if the bytes are too few
   */
  static void passWithoutLateLoss(DataInputStream in) throws IOException {
    in.readInt();
    int size = in.readInt();
    byte[] example = new byte[BYTES_WITHOUT_LATE_LOSS];
    for (int i = 0; i < size; i++) {
      in.readFully(example); // skipping would leave them out of the SHA-256
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ExampleDynamics that
        && firstEpoch == that.firstEpoch
        && mostSuspectFirst().equals(that.mostSuspectFirst());
  }

  @Override
  public int hashCode() {
    return Objects.hash(firstEpoch, size());
  }
}
