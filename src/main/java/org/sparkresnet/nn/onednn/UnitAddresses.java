package org.sparkresnet.nn.onednn;

import org.sparkresnet.nn.kernels.BatchNormParameters;

/**
 * Addresses of a unit's parameters in a flat parameter or gradient vector, in the order of the
 * stock layers: bn1, conv1, bn2, conv2.
 */
record UnitAddresses(
    BatchNormParameters norm1, long weights1, BatchNormParameters norm2, long weights2) {
  static UnitAddresses at(long address, UnitShape shape) {
    BatchNormParameters norm1 = new BatchNormParameters(address, shape.in());
    long weights1 = norm1.end();
    BatchNormParameters norm2 =
        new BatchNormParameters(
            weights1 + shape.firstConvolution(1).weights() * Float.BYTES, shape.out());
    return new UnitAddresses(norm1, weights1, norm2, norm2.end());
  }
}
