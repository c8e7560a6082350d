package org.sparkresnet.replica;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Outputs of a network for the examples that it was trained on, from the forward pass of the
 * training itself: with batch statistics, on augmented images, before the update.
 *
 * @param labels class ids of the labels
 * @param others class ids of the largest logits besides the labels'
 * @param losses cross-entropies of the labels in nats, without label smoothing and weight decay
 * @param margins logits of the labels minus the largest of the others; above 0 for a right answer
 */
public record ExampleOutputs(short[] labels, short[] others, float[] losses, float[] margins)
    implements Serializable {
  /** Outputs for no example. */
  public static final ExampleOutputs NONE =
      new ExampleOutputs(new short[0], new short[0], new float[0], new float[0]);

  /** Number of examples. */
  public int size() {
    return labels.length;
  }

  /** Collector of outputs, minibatch by minibatch; it counts the right answers in any case. */
  static final class Builder {
    private final boolean keepsOutputs;
    private ExampleOutputs outputs = NONE;
    private int size;
    private int right;

    Builder(boolean keepsOutputs) {
      this.keepsOutputs = keepsOutputs;
    }

    /** Examples whose label has the largest logit; equal logits are no right answer. */
    int right() {
      return right;
    }

    /**
     * Adds an example.
     *
     * @param logits of all classes, at least two
     */
    void add(float[] logits, int label) {
      int other = label == 0 ? 1 : 0;
      for (int id = 0; id < logits.length; id++) {
        if (id != label && logits[id] > logits[other]) {
          other = id;
        }
      }
      if (logits[label] > logits[other]) {
        right++;
      }
      if (keepsOutputs) {
        keep(logits, label, other);
      }
    }

    private void keep(float[] logits, int label, int other) {
      double most = Math.max(logits[label], logits[other]);
      double sum = 0;
      for (float logit : logits) {
        sum += Math.exp(logit - most);
      }
      if (size == outputs.size()) {
        outputs = outputs.resized(Math.max(128, 2 * size));
      }
      outputs.labels[size] = (short) label;
      outputs.others[size] = (short) other;
      outputs.losses[size] = (float) (Math.log(sum) + most - logits[label]);
      outputs.margins[size] = logits[label] - logits[other];
      size++;
    }

    ExampleOutputs build() {
      return outputs.resized(size);
    }
  }

  private ExampleOutputs resized(int size) {
    return new ExampleOutputs(
        Arrays.copyOf(labels, size),
        Arrays.copyOf(others, size),
        Arrays.copyOf(losses, size),
        Arrays.copyOf(margins, size));
  }
}
