/** Fetches the CIFAR-10 files from a source and verifies each by its SHA-256. */
package org.sparkresnet.cifar.fetch;
