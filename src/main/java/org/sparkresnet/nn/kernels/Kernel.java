package org.sparkresnet.nn.kernels;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_desc_base;

/**
 * oneDNN primitive with its arguments: built once for a shape, then bound to addresses and run many
 * times without creating an object.
 */
public final class Kernel {
  private final primitive code;
  private final IntMemoryMap arguments;
  private final int[] ids;
  private final memory[] memories;
  private final long scratchpadBytes;
  private final NativeBuffer.Address address = new NativeBuffer.Address();

  private Kernel(Builder builder) {
    code = builder.code;
    ids = builder.ids.stream().mapToInt(Integer::intValue).toArray();
    memories = builder.memories.toArray(new memory[0]);
    arguments = builder.scope.own(new IntMemoryMap());
    for (int i = 0; i < ids.length; i++) {
      arguments.put(ids[i], memories[i]);
    }
    scratchpadBytes = builder.scratchpadBytes;
  }

  /** Sets the address of an argument. */
  public Kernel bind(int id, long argumentAddress) {
    memory(id).set_data_handle(address.at(argumentAddress));
    return this;
  }

  /** Runs a kernel that reads one tensor and writes one, such as a change of layout. */
  public void run(Arena arena, long from, long to) {
    bind(dnnl.DNNL_ARG_FROM, from).bind(dnnl.DNNL_ARG_TO, to).run(arena);
  }

  /** Runs to the end, on the calling thread and its OpenMP threads. */
  public void run(Arena arena) {
    if (scratchpadBytes > 0) {
      bind(dnnl.DNNL_ARG_SCRATCHPAD, arena.address(Arena.Slot.SCRATCHPAD, scratchpadBytes));
    }
    code.execute(arena.executionStream(), arguments);
  }

  private memory memory(int id) {
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] == id) {
        return memories[i];
      }
    }
    throw new IllegalArgumentException("Kernel has no argument: " + id);
  }

  static Builder of(NativeScope scope, primitive code, primitive_desc_base description) {
    return new Builder(scope, code, description);
  }

  /** Collects the arguments of a kernel. */
  static final class Builder {
    private final NativeScope scope;
    private final primitive code;
    private final List<Integer> ids = new ArrayList<>();
    private final List<memory> memories = new ArrayList<>();
    private final long scratchpadBytes;

    private Builder(NativeScope scope, primitive code, primitive_desc_base description) {
      this.scope = scope;
      this.code = scope.own(code);
      memory.desc scratchpad = description.scratchpad_desc();
      scratchpadBytes = scratchpad.get_size();
      if (scratchpadBytes > 0) {
        arg(dnnl.DNNL_ARG_SCRATCHPAD, scratchpad);
      }
    }

    Builder arg(int id, memory.desc layout) {
      ids.add(id);
      memories.add(
          scope.own(new memory(layout, OneDnn.engine(), new NativeBuffer.Address().at(0))));
      return this;
    }

    Kernel build() {
      return new Kernel(this);
    }
  }
}
