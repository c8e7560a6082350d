/**
 * The CIFAR-10 files: their format, how they are fetched and verified, and checks of their data.
 */
package org.sparkresnet.cifar;
