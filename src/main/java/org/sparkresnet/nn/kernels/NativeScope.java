package org.sparkresnet.nn.kernels;

import java.util.ArrayDeque;
import java.util.Deque;
import org.bytedeco.javacpp.Pointer;

/** Owner of native objects: frees them on close, newest first. */
public final class NativeScope implements AutoCloseable {
  private final Deque<Runnable> frees = new ArrayDeque<>();

  /** Takes ownership of an object, also from a PointerScope that is open on this thread. */
  <P extends Pointer> P own(P pointer) {
    pointer.retainReference();
    frees.push(pointer::deallocate);
    return pointer;
  }

  /** Allocates memory of a fixed size; its address is a multiple of 64. */
  public long allocate(long bytes) {
    NativeBuffer buffer = new NativeBuffer();
    frees.push(buffer::close);
    return buffer.address(bytes);
  }

  @Override
  public void close() {
    while (!frees.isEmpty()) {
      frees.pop().run();
    }
  }
}
