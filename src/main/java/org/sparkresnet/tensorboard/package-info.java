/** Writes the curves of a run as event files, which TensorBoard shows while the run trains. */
package org.sparkresnet.tensorboard;
