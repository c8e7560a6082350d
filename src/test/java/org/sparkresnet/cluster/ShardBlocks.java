package org.sparkresnet.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.SparkEnv;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerBlockUpdated;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.BlockUpdatedInfo;
import org.apache.spark.storage.RDDBlockId;

/**
 * Listener that keeps when executors cached a block and when they lost it; can take blocks away.
 */
final class ShardBlocks extends SparkListener {
  static final String CACHED = "cached";
  static final String LOST = "lost";

  private final Map<BlockId, List<String>> history = new HashMap<>();

  @Override
  public synchronized void onBlockUpdated(SparkListenerBlockUpdated event) {
    BlockUpdatedInfo info = event.blockUpdatedInfo();
    history
        .computeIfAbsent(info.blockId(), id -> new ArrayList<>())
        .add(info.storageLevel().isValid() ? CACHED : LOST);
  }

  /** What happened to a block, in order. */
  synchronized List<String> historyOf(BlockId block) {
    return List.copyOf(history.getOrDefault(block, List.of()));
  }

  /**
   * Takes blocks away from the executors, and waits until they are gone.
   *
   * @throws IllegalStateException if one is there after ten seconds
   */
  void drop(List<RDDBlockId> blocks) {
    blocks.forEach(SparkEnv.get().blockManager().master()::removeBlock);
    long begin = System.nanoTime();
    while (!blocks.stream().allMatch(block -> historyOf(block).contains(LOST))) {
      if (System.nanoTime() - begin > 10e9) {
        throw new IllegalStateException("blocks that are not lost: " + blocks);
      }
      LockSupport.parkNanos(10_000_000);
    }
  }
}
