/** Writes a trained network in the file formats of other programs: ONNX and safetensors. */
package org.sparkresnet.nn.export;
