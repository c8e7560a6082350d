package org.sparkresnet.nn.kernels;

import java.util.EnumMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.bytedeco.dnnl.stream;

/**
 * Stream and working memory for one thread inside a layer; the contents are lost at the end of the
 * call. Arenas are pooled: there are as many as threads were ever inside a layer at once, each as
 * large as the largest layer needed. New networks and threads cost no further memory.
 */
public final class Arena implements AutoCloseable {
  private static final Queue<Arena> IDLE = new ConcurrentLinkedQueue<>();

  /** Pieces of working memory; a layer uses each for one purpose at a time. */
  public enum Slot {
    SCRATCHPAD,
    FIRST,
    SECOND,
    THIRD
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
  public static Arena borrow() {
    Arena arena = IDLE.poll();
    return arena == null ? new Arena() : arena;
  }

  stream executionStream() {
    return executionStream;
  }

  /** Address of working memory. A request for more bytes of the same slot loses its contents. */
  public long address(Slot slot, long bytes) {
    return buffers.get(slot).address(bytes);
  }

  @Override
  public void close() {
    IDLE.add(this);
  }
}
