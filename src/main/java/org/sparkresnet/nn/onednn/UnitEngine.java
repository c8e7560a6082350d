package org.sparkresnet.nn.onednn;

import org.sparkresnet.nn.kernels.Arena;
import org.sparkresnet.nn.kernels.NativeBuffer;
import org.sparkresnet.nn.kernels.PlanCache;
import org.sparkresnet.nn.kernels.RunningStatistics;

/** Engine of a residual unit: owns its kernels and the values saved for the backward pass. */
final class UnitEngine implements LayerEngine {
  private final UnitShape shape;
  private final NativeBuffer memory = new NativeBuffer();
  private final PlanCache<UnitTraining> training;
  private final PlanCache<UnitInference> inference;
  private final RunningStatistics statistics1;
  private final RunningStatistics statistics2;
  private UnitTraining.Saved last;
  private boolean parametersHeld;
  private long parametersVersion;

  UnitEngine(UnitShape shape) {
    this.shape = shape;
    training = new PlanCache<>(batch -> new UnitTraining(shape, batch));
    inference = new PlanCache<>(images -> new UnitInference(shape, images));
    statistics1 = new RunningStatistics(shape.in(), shape.decay());
    statistics2 = new RunningStatistics(shape.out(), shape.decay());
  }

  @Override
  public void forward(Arena arena, long batch, long input, long output, long parameters) {
    UnitTraining plan = training.get(batch);
    UnitAddresses addresses = UnitAddresses.at(parameters, shape);
    last = plan.allocate(memory);
    plan.forward(arena, input, output, addresses, last);
  }

  @Override
  public void backward(
      Arena arena,
      long batch,
      long input,
      long outputGradient,
      long inputGradient,
      long parameters,
      long gradients) {
    UnitTraining plan = training.get(batch);
    UnitTraining.Saved saved = plan.allocate(memory);
    UnitAddresses from = UnitAddresses.at(parameters, shape);
    UnitAddresses to = UnitAddresses.at(gradients, shape);
    plan.backward(arena, input, outputGradient, inputGradient, from, to, saved);
    statistics1.writeGradient(from.norm1(), saved.norm1().mean(), to.norm1());
    statistics2.writeGradient(from.norm2(), saved.norm2().mean(), to.norm2());
  }

  @Override
  public void writeBatchStatistics(long parameters) {
    UnitAddresses addresses = UnitAddresses.at(parameters, shape);
    statistics1.overwrite(addresses.norm1(), last.norm1().mean());
    statistics2.overwrite(addresses.norm2(), last.norm2().mean());
  }

  @Override
  public void infer(Arena arena, long batch, long input, long output, long parameters) {
    UnitAddresses addresses = UnitAddresses.at(parameters, shape);
    long bytes = shape.precision().bytes();
    long imageBytes = Math.max(shape.inputs(1), shape.outputs(1)) * bytes;
    InferenceChunks.forEach(
        batch,
        imageBytes,
        inference,
        plan -> {
          if (!parametersHeld || plan.version() != parametersVersion) {
            plan.update(arena, addresses, parametersVersion);
          }
        },
        (plan, first) ->
            plan.run(
                arena,
                input + shape.inputs(first) * bytes,
                output + shape.outputs(first) * bytes,
                addresses));
  }

  @Override
  public void holdParameters(boolean held) {
    parametersHeld = held;
    parametersVersion++;
  }

  @Override
  public void close() {
    training.close();
    inference.close();
    memory.close();
  }
}
