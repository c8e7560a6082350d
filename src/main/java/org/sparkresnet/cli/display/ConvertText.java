package org.sparkresnet.cli.display;

import java.util.List;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.common.TextTable;
import org.sparkresnet.jobs.convert.Conversion;
import org.sparkresnet.jobs.convert.Conversion.ClassCount;
import org.sparkresnet.jobs.convert.ConvertResult;

/** Result of a conversion for people. */
public final class ConvertText {
  private static final int PRINTED_CLASSES = 20;

  private ConvertText() {}

  /**
   * Counts, and the command to train with.
   *
   * @param to folder as the user has named it
   */
  public static String of(ConvertResult result, String to) {
    Conversion conversion = result.conversion();
    StringBuilder text = new StringBuilder();
    text.append(
        HumanText.format(
            "converted %s of %d classes to %s: %,d for training, %,d for testing; %s, %s\n\n",
            HumanText.count(conversion.training() + conversion.test(), "picture"),
            conversion.classes().size(),
            HumanText.path(result.folder()),
            conversion.training(),
            conversion.test(),
            HumanText.duration(result.seconds()),
            HumanText.speed(conversion.pictures() / Math.max(0.001, result.seconds()))));
    text.append(classes(conversion.classes())).append('\n');
    text.append(
        HumanText.format(
            "damaged: %,d of %,d%s\n",
            conversion.damaged(),
            conversion.pictures(),
            conversion.damaged() == 0
                ? ""
                : HumanText.format(
                    " (%s), in %s/damaged.csv",
                    HumanText.percent((double) conversion.damaged() / conversion.pictures()),
                    HumanText.path(result.folder()))));
    text.append(
        HumanText.format(
            "duplicates: %,d with the pixels of another one; under different labels: %,d\n",
            conversion.duplicates(), conversion.contradicting()));
    if (conversion.testInTraining() > 0) {
      text.append(
          HumanText.format(
              "test pictures that are training pictures, too: %,d\n", conversion.testInTraining()));
    }
    text.append("train with:  submit/local train --set ")
        .append(HumanText.shellWord("data.path=" + to));
    return text.toString();
  }

  private static String classes(List<ClassCount> classes) {
    TextTable table = new TextTable(1);
    table.row("class", "training", "test");
    classes.stream()
        .limit(PRINTED_CLASSES)
        .forEach(
            it ->
                table.row(
                    it.name(),
                    HumanText.format("%,d", it.training()),
                    HumanText.format("%,d", it.test())));
    if (classes.size() > PRINTED_CLASSES) {
      table.row(
          HumanText.format("and %,d more, in conversion.json", classes.size() - PRINTED_CLASSES));
    }
    return table.toString();
  }
}
