package org.sparkresnet.jobs.convert;

import java.util.Optional;
import java.util.regex.Pattern;
import org.sparkresnet.common.UserError;
import org.sparkresnet.pictures.Fit;

/**
 * Request for a conversion of pictures.
 *
 * @param from folder of class folders, or a Parquet file or folder, on any Hadoop file system
 * @param to folder of the new data; must not exist, or be empty
 * @param testShare share of the pictures that are for testing, where the source has no split
 * @param mostDamaged share of damaged pictures above which none is converted
 * @param imageColumn column of a table with the bytes of pictures; the source is a table if it or
 *     the other one is given
 * @param labelColumn column of a table with the labels
 */
public record ConvertRequest(
    String from,
    String to,
    Fit fit,
    double testShare,
    double mostDamaged,
    Optional<String> imageColumn,
    Optional<String> labelColumn) {
  /** Share of CIFAR-10's images that are for testing. */
  public static final String TEST_SHARE = "1/6";

  /** Default of the share of damaged pictures. */
  public static final String MOST_DAMAGED = "1%";

  /** Characters by which data.path would mean several folders. */
  private static final Pattern SEVERAL = Pattern.compile("[,*?\\[\\]{}]");

  /**
   * @throws UserError of code USAGE if a rule is broken
   */
  public ConvertRequest {
    if (!(testShare > 0 && testShare < 1)) {
      throw UserError.usage("--test-share must be above 0 and below 1, cannot be: " + testShare);
    }
    if (!(mostDamaged >= 0 && mostDamaged < 1)) {
      throw UserError.usage(
          "--most-damaged must be at least 0 and below 1, cannot be: " + mostDamaged);
    }
    if (from.isBlank() || to.isBlank()) {
      throw UserError.usage("--from and --to must name folders, cannot be blank");
    }
    if (SEVERAL.matcher(to).find()) {
      throw UserError.usage(
          "--to must not have any of , * ? [ ] { }, by which data.path would mean several folders, cannot be: "
              + to);
    }
  }

  /** Request with the defaults of the command. */
  public static ConvertRequest of(String from, String to) {
    return new ConvertRequest(
        from,
        to,
        Fit.CROP,
        Share.of("--test-share", TEST_SHARE),
        Share.of("--most-damaged", MOST_DAMAGED),
        Optional.empty(),
        Optional.empty());
  }
}
