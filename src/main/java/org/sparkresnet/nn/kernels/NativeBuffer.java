package org.sparkresnet.nn.kernels;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.indexer.FloatIndexer;

/**
 * Native memory that grows to the largest requested size and is freed on close. Its contents are
 * undefined at first and lost when it grows.
 */
public final class NativeBuffer implements AutoCloseable {
  /** One cache line, and the widest vector register. */
  private static final int ALIGNMENT = 64;

  private BytePointer memory;
  private long capacity;

  /** Address of at least the given number of bytes; a multiple of 64. */
  public long address(long bytes) {
    if (bytes > capacity) {
      close();
      memory = new BytePointer(bytes + ALIGNMENT);
      memory.retainReference();
      capacity = bytes;
    }
    return memory == null ? 0 : align(memory.address());
  }

  /** Bytes held. */
  long capacity() {
    return capacity;
  }

  /** Floats at an address, for reading and writing from Java; does not own the memory. */
  public static FloatIndexer floats(long address, long count) {
    return FloatIndexer.create(new FloatPointer(new Address().at(address)).capacity(count));
  }

  public static long align(long bytes) {
    return (bytes + ALIGNMENT - 1) & -ALIGNMENT;
  }

  @Override
  public void close() {
    if (memory != null) {
      memory.deallocate();
      memory = null;
      capacity = 0;
    }
  }

  /** Movable pointer to memory of another owner, so that a call creates no pointer. */
  public static final class Address extends Pointer {
    public Address at(long newAddress) {
      address = newAddress;
      return this;
    }
  }
}
