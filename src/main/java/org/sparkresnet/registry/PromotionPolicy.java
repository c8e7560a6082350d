package org.sparkresnet.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.sparkresnet.cifar.ClassNames;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.common.UserError;
import org.sparkresnet.tables.rows.PromotionRow.PairedTest;

/**
 * Rule by which a candidate replaces the champion: only if it is shown to be not worse. Three
 * conditions must hold on the test images, which both were evaluated on:
 *
 * <ol>
 *   <li>The exact test {@link McNemar#worseBy} rejects "the candidate's accuracy is lower than the
 *       champion's by the margin or more" at the significance. So a candidate that is worse by the
 *       margin is promoted with at most that probability, whatever the number of test images; that
 *       no difference was found in few images is not enough. (A test of non-inferiority. McNemar's
 *       own test asks the opposite: it would promote whatever it cannot tell from the champion.)
 *   <li>No class loses more recall than the bound.
 *   <li>The candidate's accuracy reaches the floor.
 * </ol>
 *
 * <p>The first model, and one that replaces a damaged champion, need only the floor. A margin of 0
 * asks for a candidate that is significantly better.
 *
 * <p>This is the form FIXED, whose significance is that of one decision. In the form ANYTIME the
 * first condition is that the candidate is shown to be better, with an {@link EValue} that reaches
 * the inverse of the level which the {@link ErrorBudget} has left: so a line of champions is given
 * a candidate that is not better with at most the probability of the significance, in all of its
 * nights on the same test images together. The margin is not used.
 *
 * @param form how the first condition is tested
 * @param margin share of the images, 0 to below 1
 * @param significance above 0, at most 0.5
 * @param maxRecallDrop share of a class's images, 0 to 1
 * @param floor accuracy, 0 to 1
 */
public record PromotionPolicy(
    Form form, double margin, double significance, double maxRecallDrop, double floor) {

  /** Forms of the test of accuracy: the values of registry.policy. */
  public enum Form {
    /** Each decision by itself: not worse by the margin. */
    FIXED,
    /** All decisions on the same test images together: better. */
    ANYTIME
  }

  /** Products of shares and counts are compared as if they were exact. */
  private static final double ROUNDING = 1e-9;

  /**
   * @throws UserError of code USAGE if a value is out of its range
   */
  public PromotionPolicy {
    require("registry.margin", margin, margin >= 0 && margin < 1, "at least 0 and below 1");
    require(
        "registry.significance",
        significance,
        significance > McNemar.NUISANCE && significance <= 0.5,
        "above " + McNemar.NUISANCE + " and at most 0.5");
    require(
        "registry.max-recall-drop",
        maxRecallDrop,
        maxRecallDrop >= 0 && maxRecallDrop <= 1,
        "between 0 and 1");
    require("registry.floor", floor, floor >= 0 && floor <= 1, "between 0 and 1");
  }

  private static void require(String key, double value, boolean holds, String rule) {
    if (!holds) {
      throw UserError.usage(key + " must be " + rule + ", cannot be: " + value);
    }
  }

  /** Decides on the first model, which has no champion to beat. */
  public Decision decideFirst(TestPredictions candidate) {
    return decideByFloor(candidate, "first model: ", "no champion yet, and ");
  }

  /** Decides on a model that cannot be compared with the champion, which is damaged. */
  public Decision decideReplacing(ModelVersion damaged, TestPredictions candidate) {
    return decideByFloor(
        candidate,
        "replaces the damaged champion " + damaged + ": ",
        "the champion " + damaged + " is damaged, and ");
  }

  private Decision decideByFloor(TestPredictions candidate, String ifPromoted, String ifKept) {
    double accuracy = candidate.accuracy();
    boolean meets = reachesFloor(accuracy, candidate.examples());
    return new Decision(
        meets ? Decision.Outcome.PROMOTED : Decision.Outcome.KEPT,
        (meets ? ifPromoted : ifKept) + floorText(accuracy, meets),
        OptionalDouble.of(accuracy),
        OptionalDouble.empty(),
        Optional.empty());
  }

  /**
   * Decides between two models.
   *
   * @param classes of both models
   * @param budget error that is left for the comparison; not used by the form FIXED
   * @throws IllegalArgumentException if they were not evaluated on the same images
   */
  public Decision decide(
      ClassNames classes, TestPredictions candidate, TestPredictions champion, ErrorBudget budget) {
    return decide(classes, Comparison.of(candidate, champion), budget);
  }

  /** Evidence that the candidate is better, at most {@value EValue#MOST}. */
  public static double eValue(PairedTest test) {
    return EValue.better(test.candidateOnlyRight(), test.championOnlyRight());
  }

  /**
   * Error that a comparison spends: none if it shows the candidate to be better; empty in the form
   * FIXED, which counts none.
   */
  public OptionalDouble spends(PairedTest test, ErrorBudget budget) {
    if (form == Form.FIXED) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(isBetter(test, budget) ? 0 : budget.level(significance));
  }

  private boolean isBetter(PairedTest test, ErrorBudget budget) {
    return eValue(test) * budget.level(significance) >= 1;
  }

  Decision decide(ClassNames classes, Comparison both, ErrorBudget budget) {
    int b = both.candidateOnlyRight();
    int c = both.championOnlyRight();
    PairedTest test =
        new PairedTest(McNemar.equal(b, c), McNemar.worseBy(margin, b, c, both.images()), b, c);
    boolean notWorse =
        switch (form) {
          case FIXED -> test.pWorse() <= significance;
          case ANYTIME -> isBetter(test, budget);
        };
    boolean recalls = both.classes().stream().noneMatch(this::dropsTooMuch);
    boolean floorReached = reachesFloor(both.candidateAccuracy(), both.images());

    List<String> failed = new ArrayList<>();
    List<String> held = new ArrayList<>();
    (notWorse ? held : failed).add(accuracyText(both, test, notWorse, budget));
    (recalls ? held : failed).add(recallText(classes, both, recalls));
    (floorReached ? held : failed).add(floorText(both.candidateAccuracy(), floorReached));
    failed.addAll(held); // what kept the champion comes first
    return new Decision(
        notWorse && recalls && floorReached ? Decision.Outcome.PROMOTED : Decision.Outcome.KEPT,
        String.join("; ", failed),
        OptionalDouble.of(both.candidateAccuracy()),
        OptionalDouble.of(both.championAccuracy()),
        Optional.of(test));
  }

  private boolean dropsTooMuch(Comparison.ClassCounts counts) {
    return counts.championRight() - counts.candidateRight()
        > maxRecallDrop * counts.images() + ROUNDING;
  }

  private boolean reachesFloor(double accuracy, int images) {
    return accuracy * images >= floor * images - ROUNDING;
  }

  private String accuracyText(Comparison both, PairedTest test, boolean holds, ErrorBudget budget) {
    return text(
        "accuracy %s against %s, %s; of %,d images %,d only the candidate has right, %,d only the"
            + " champion (McNemar's exact p %s)",
        HumanText.percent(both.candidateAccuracy()),
        HumanText.percent(both.championAccuracy()),
        switch (form) {
          case FIXED -> verdict(test, holds);
          case ANYTIME -> verdict(test, holds, budget);
        },
        both.images(),
        test.candidateOnlyRight(),
        test.championOnlyRight(),
        probability(test.pValue()));
  }

  private String verdict(PairedTest test, boolean notWorse) {
    String verdict =
        margin == 0
            ? (notWorse ? "better" : "not shown to be better")
            : text(
                notWorse
                    ? "not worse by %.2f points or more"
                    : "not shown to be less than %.2f points worse",
                100 * margin);
    return "%s (p %s, significance %s)"
        .formatted(verdict, probability(test.pWorse()), probability(significance));
  }

  private String verdict(PairedTest test, boolean better, ErrorBudget budget) {
    return "%s (e-value %s, of %s needed after %s on these images that showed nothing; error %s in all)"
        .formatted(
            better ? "better" : "not shown to be better",
            probability(eValue(test)),
            probability(1 / budget.level(significance)),
            HumanText.count(budget.spent(), "comparison"),
            probability(significance));
  }

  private String recallText(ClassNames classes, Comparison both, boolean within) {
    return both.largestDrop()
        .map(
            drop ->
                text(
                    "largest loss of recall %.2f points (%s), %s the bound of %.2f",
                    100 * drop.recallDrop(),
                    classes.name(drop.classId()),
                    within ? "within" : "above",
                    100 * maxRecallDrop))
        .orElse("no class loses recall");
  }

  private String floorText(double accuracy, boolean meets) {
    return "accuracy %s %s the floor of %s"
        .formatted(
            HumanText.percent(accuracy), meets ? "reaches" : "is below", HumanText.percent(floor));
  }

  /** Three digits; small ones as 1.2e-05. */
  private static String probability(double p) {
    return text("%.3g", p).replaceFirst("(\\.\\d*?)0+$", "$1").replaceFirst("\\.$", "");
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
