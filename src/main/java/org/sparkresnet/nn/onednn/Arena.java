package org.sparkresnet.nn.onednn;

import java.util.EnumMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.bytedeco.dnnl.stream;

/**
 * What one thread needs while it is inside a layer: a stream and working memory whose contents end
 * with the call. Arenas are pooled, so there are as many as threads that were ever inside a layer
 * at once, each as large as the largest layer needed; networks and threads come and go without
 * costing memory.
 */
final class Arena implements AutoCloseable {
  private static final Queue<Arena> IDLE = new ConcurrentLinkedQueue<>();

  /** What the pieces of working memory are for; a layer uses each for one thing at a time. */
  enum Slot {
    SCRATCHPAD,
    FIRST,
    SECOND,
    THIRD,
    FOURTH
  }

  private final NativeScope scope = new NativeScope();
  private final Map<Slot, NativeBuffer> buffers = new EnumMap<>(Slot.class);
  private final stream executionStream = scope.own(new stream(OneDnn.engine()));

  private Arena() {
    for (Slot slot : Slot.values()) {
      buffers.put(slot, new NativeBuffer());
    }
  }

  /** Takes an arena out of the pool; closing it puts it back. */
  static Arena borrow() {
    Arena arena = IDLE.poll();
    return arena == null ? new Arena() : arena;
  }

  stream executionStream() {
    return executionStream;
  }

  /** Address of working memory; asking for more of the same slot loses what is in it. */
  long address(Slot slot, long bytes) {
    return buffers.get(slot).address(bytes);
  }

  @Override
  public void close() {
    IDLE.add(this);
  }
}
