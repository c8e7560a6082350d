/** From records to minibatches: shards, split, epoch order, augmentation, normalisation. */
package org.sparkresnet.dataset;
