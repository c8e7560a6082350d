/** The CIFAR-10 files: their format, their fingerprint, and checks of their data. */
package org.sparkresnet.cifar;
