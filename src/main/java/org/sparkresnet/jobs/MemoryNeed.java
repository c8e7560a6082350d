package org.sparkresnet.jobs;

import java.io.Serial;
import java.io.Serializable;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.config.ModelConfig;
import org.sparkresnet.nn.NetworkSummary;

/**
 * Estimate of the memory off the heap that the tasks of a process need to train a recipe. Measured
 * use was 0.65 to 0.95 of it, for ResNet-8, 20 and 110 with minibatches of 32 to 512 images.
 *
 * @param tasks tasks that run at the same time
 * @param bytesOfATask of a network and of a minibatch
 * @param recipe what needs it, for messages
 */
public record MemoryNeed(int tasks, long bytesOfATask, String recipe) implements Serializable {
  @Serial private static final long serialVersionUID = 1;

  /** Share of an estimate that is surely needed. */
  private static final double SURE = 0.4;

  /** Libraries, threads and code. */
  private static final long BASE = 250L << 20;

  /** Copies of parameters: the network's, gradients, momentum, and those of a round. */
  private static final int COPIES = 4;

  /** DL4J's own layers keep several copies of every output, and their workspaces grow. */
  private static final int STOCK = 8;

  /**
   * The estimate for minibatches of so many images.
   *
   * @param tasks tasks that run at the same time
   */
  public static MemoryNeed of(JobConfig config, int tasks, int batch) {
    NetworkSummary network = NetworkSummary.of(config.model().network());
    long values =
        network.rows().stream()
            .mapToLong(row -> (long) row.height() * row.width() * row.channels())
            .sum();
    long images = values * batch * Float.BYTES;
    long layers = config.model().layers() == ModelConfig.Layers.STOCK ? STOCK * images : images;
    return new MemoryNeed(
        tasks,
        layers + COPIES * Float.BYTES * network.parameters(),
        "%s with minibatches of %d".formatted(config.model().network().displayName(), batch));
  }

  /** What JavaCPP allocates, which org.bytedeco.javacpp.maxbytes limits. */
  public long offHeap() {
    return tasks * bytesOfATask;
  }

  /** The part of it without which no training can begin. */
  public long surelyOffHeap() {
    return (long) (SURE * offHeap());
  }

  /** All but the heap, which a container must have. */
  public long process() {
    return BASE + offHeap();
  }
}
