/** Makes minibatches from records: shards, split, epoch order, augmentation, normalisation. */
package org.sparkresnet.dataset;
