package org.sparkresnet.jobs.convert;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.common.PrintableText;
import org.sparkresnet.common.UserError;

/** Table of damaged pictures as a CSV file, which readers of data folders know to be no data. */
final class DamageList {
  static final String FILE = "damaged.csv";

  private DamageList() {}

  /**
   * Refuses too many damaged pictures, which are listed beside the target.
   *
   * @param most share of all pictures
   * @throws UserError of code DATA
   */
  static void requireFew(List<DamagedPicture> damaged, int all, double most, TargetFolder target) {
    double share = all == 0 ? 0 : (double) damaged.size() / all;
    if (share <= most) {
      return;
    }
    Path list = target.writeBeside(FILE, csv(damaged));
    throw UserError.data(
        HumanText.format(
            "%,d of %s (%s) %s damaged, at most %s may be (--most-damaged): %s %s; all are in %s",
            damaged.size(),
            HumanText.count(all, "picture"),
            HumanText.percent(share),
            damaged.size() == 1 ? "is" : "are",
            HumanText.percent(most),
            damaged.get(0).path(),
            damaged.get(0).reason(),
            HumanText.path(list)));
  }

  static byte[] csv(List<DamagedPicture> damaged) {
    StringBuilder text = new StringBuilder("path,reason\n");
    for (DamagedPicture picture : damaged) {
      text.append(cell(picture.path())).append(',').append(cell(picture.reason())).append('\n');
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String cell(String text) {
    return '"' + PrintableText.of(text).replace("\"", "\"\"") + '"';
  }
}
