package org.sparkresnet.nn.onednn;

import java.util.ArrayDeque;
import java.util.Deque;
import org.bytedeco.javacpp.Pointer;

/** Owner of native objects: keeps them until it is closed, then frees them, newest first. */
final class NativeScope implements AutoCloseable {
  private final Deque<Runnable> frees = new ArrayDeque<>();

  /** Takes over an object, also out of a PointerScope that is open on this thread. */
  <P extends Pointer> P own(P pointer) {
    pointer.retainReference();
    frees.push(pointer::deallocate);
    return pointer;
  }

  /** Memory of a fixed size; its address is a multiple of 64. */
  long allocate(long bytes) {
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
