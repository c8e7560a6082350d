package org.sparkresnet.nn.onednn;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.indexer.FloatIndexer;

/**
 * A piece of native memory that grows to the largest size asked for and is freed on close. Its
 * contents are undefined at first and lost when it grows.
 */
final class NativeBuffer implements AutoCloseable {
  /** One cache line, and the widest vector register. */
  private static final int ALIGNMENT = 64;

  private BytePointer memory;
  private long capacity;

  /** Address of at least this many bytes, a multiple of 64. */
  long address(long bytes) {
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

  /** Floats at an address, for reading and writing from Java; owns nothing. */
  static FloatIndexer floats(long address, long count) {
    return FloatIndexer.create(new FloatPointer(new Address().at(address)).capacity(count));
  }

  static long align(long bytes) {
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

  /** A pointer to memory of somebody else that can be moved, so that a call creates none. */
  static final class Address extends Pointer {
    Address at(long newAddress) {
      address = newAddress;
      return this;
    }
  }
}
