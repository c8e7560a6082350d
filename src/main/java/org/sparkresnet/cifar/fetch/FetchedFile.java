package org.sparkresnet.cifar.fetch;

/**
 * What a fetch did about one file.
 *
 * @param name file name in the target folder
 * @param outcome whether the file was there already
 * @param from the source it came from; empty if it was there already
 */
public record FetchedFile(String name, Outcome outcome, String from) {
  /** What was done. */
  public enum Outcome {
    /** The file was there and its SHA-256 is right. */
    ALREADY_THERE,
    /** The file was missing and has been put there. */
    FETCHED,
    /** The file was damaged and has been replaced. */
    REPLACED
  }
}
