/** Converts pictures to CIFAR-format files: from folders or a table to data that train reads. */
package org.sparkresnet.jobs.convert;
