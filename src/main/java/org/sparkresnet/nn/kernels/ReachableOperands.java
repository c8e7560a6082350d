package org.sparkresnet.nn.kernels;

import java.lang.ref.Reference;
import java.lang.reflect.Field;
import java.util.function.Supplier;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.BroadcastOp;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.IndexAccumulation;
import org.nd4j.linalg.api.ops.Op;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.ops.RandomOp;
import org.nd4j.linalg.api.ops.ReduceOp;
import org.nd4j.linalg.api.ops.ScalarOp;
import org.nd4j.linalg.api.rng.Random;
import org.nd4j.linalg.cpu.nativecpu.ops.NativeOpExecutioner;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Executioner of ND4J that keeps an operation and its arrays reachable until native code has ended.
 *
 * <p>ND4J's own takes the addresses of an operation's arrays, and has no use for the arrays after
 * that. Where the compiler knows so, a garbage collection in that moment lets ND4J free them, and
 * native code reads what was freed: the JVM dies of SIGSEGV in {@code sd::DataBuffer::primary}. The
 * more threads share a core, the likelier this is. Results are the same. ND4J's methods without a
 * context call those with one, which are overridden here.
 */
final class ReachableOperands extends NativeOpExecutioner {
  /** Makes ND4J use this executioner in this process. Does nothing from the second call on. */
  static void keep() {
    if (Nd4j.getExecutioner() instanceof ReachableOperands) {
      return;
    }
    synchronized (ReachableOperands.class) {
      try {
        // ND4J has no setter, and its file of properties names the class.
        Field executioner = Nd4j.class.getDeclaredField("OP_EXECUTIONER_INSTANCE");
        executioner.setAccessible(true);
        executioner.set(null, new ReachableOperands());
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("ND4J of another version than this project's", e);
      }
    }
  }

  @Override
  public INDArray exec(Op op, OpContext context) {
    return keeping(op, context, () -> super.exec(op, context));
  }

  @Override
  public INDArray exec(IndexAccumulation op, OpContext context) {
    return keeping(op, context, () -> super.exec(op, context));
  }

  @Override
  public INDArray exec(ReduceOp op, OpContext context) {
    return keeping(op, context, () -> super.exec(op, context));
  }

  @Override
  public INDArray exec(ScalarOp op, OpContext context) {
    return keeping(op, context, () -> super.exec(op, context));
  }

  @Override
  public INDArray exec(BroadcastOp op, OpContext context) {
    return keeping(op, context, () -> super.exec(op, context));
  }

  @Override
  public INDArray exec(RandomOp op, OpContext context, Random random) {
    return keeping(op, context, () -> super.exec(op, context, random));
  }

  @Override
  public INDArray[] exec(CustomOp op) { // asks native code for the shapes of its results first
    return keeping(op, null, () -> super.exec(op));
  }

  @Override
  public INDArray[] exec(CustomOp op, OpContext context) {
    return keeping(op, context, () -> super.exec(op, context));
  }

  private static <T> T keeping(Object op, OpContext context, Supplier<T> work) {
    try {
      return work.get();
    } finally {
      Reference.reachabilityFence(context);
      Reference.reachabilityFence(op);
    }
  }
}
