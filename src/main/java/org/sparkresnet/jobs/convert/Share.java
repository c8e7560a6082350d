package org.sparkresnet.jobs.convert;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sparkresnet.common.UserError;

/** Share of pictures as people write it: 1/6, 0.1 or 10%. */
public final class Share {
  private static final Pattern FORM =
      Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(?:/(\\d{1,9})| ?(%))?");

  private static final double PERCENT = 100;

  private Share() {}

  /**
   * The number of a share, which may be above 1.
   *
   * @param option that it comes from, for the message
   * @throws UserError of code USAGE if it is none
   */
  public static double of(String option, String text) {
    Matcher form = FORM.matcher(text.strip());
    if (!form.matches()) {
      throw UserError.usage(
          "%s must be a share such as 1/6, 0.1 or 10%%, cannot be: %s".formatted(option, text));
    }
    double number = Double.parseDouble(form.group(1));
    if (form.group(2) != null) {
      return number / Long.parseLong(form.group(2));
    }
    return form.group(3) == null ? number : number / PERCENT;
  }
}
