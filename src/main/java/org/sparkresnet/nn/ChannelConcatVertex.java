package org.sparkresnet.nn;

import org.deeplearning4j.nn.conf.graph.MergeVertex;

/**
 * DL4J's MergeVertex along the channels of NHWC activations, with a clone that keeps the axis:
 * MergeVertex.clone() of 1.0.0-M2 forgets it, which breaks ComputationGraph.clone() and Spark's
 * stock training master. It computes nothing of its own; a saved model holds a plain MergeVertex.
 */
public final class ChannelConcatVertex extends MergeVertex {
  private static final long serialVersionUID = 1L;
  private static final int NHWC_CHANNELS = 3;

  /** Concatenates the channels of its inputs [b,h,w,c1], [b,h,w,c2] to [b,h,w,c1+c2]. */
  public ChannelConcatVertex() {
    setMergeAxis(NHWC_CHANNELS);
  }

  @Override
  public ChannelConcatVertex clone() {
    return new ChannelConcatVertex();
  }

  /** The same operation as DL4J's own class, for files that any DL4J can open. */
  MergeVertex toStock() {
    MergeVertex stock = new MergeVertex();
    stock.setMergeAxis(NHWC_CHANNELS);
    return stock;
  }
}
