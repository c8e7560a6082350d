package org.sparkresnet.tables;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.common.ErrorText;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.common.UserError;
import org.sparkresnet.rowfiles.TableSum;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;

/**
 * Row file of which not all rows can be read.
 *
 * @param table name of the table
 * @param kind what can be done
 * @param file the damaged file; the missing one, if it is missing
 * @param run the run whose rows it had; empty for a month's file
 * @param reason what is wrong, in words
 * @param lost the sum of what it had; empty if none is known
 */
public record TableDamage(
    String table,
    Kind kind,
    Path file,
    Optional<String> run,
    String reason,
    Optional<TableSum> lost) {

  /** Kind of a damage. */
  public enum Kind {
    /** Rows are lost. */
    ROWS,
    /** The new version of a file waits under another name. */
    PUBLICATION,
    /** The file of sums cannot be read. */
    SUMS,
    /** Another program put the file beside the run's own. */
    FOREIGN
  }

  /** Spark's and Parquet's words about a file that cannot be read, with its path. */
  private static final List<Pattern> UNREADABLE =
      List.of(
          Pattern.compile("Encountered error while reading file (\\S+\\.parquet)"),
          Pattern.compile("Could not read footer for file: \\S*?(\\w+:/\\S+\\.parquet)"),
          Pattern.compile("(\\S+\\.parquet) is not a Parquet file"));

  /** Rows of a run that another file tells of, and that no file of the table has. */
  public static TableDamage missing(Store store, Table<?> table, RunId run) {
    return new TableDamage(
        table.name(),
        Kind.ROWS,
        TableFiles.ofRun(store, table, run),
        Optional.of(run.value()),
        "it is missing",
        Optional.empty());
  }

  /** One line: the file and what is wrong with it. */
  public String message() {
    return HumanText.path(file) + " is damaged (" + reason + ")";
  }

  /** The error that a reader ends with, which names the command that mends it. */
  public static UserError error(Store store, List<TableDamage> damages) {
    return UserError.data(text(store, damages));
  }

  /** The line of {@link #error}, also for a warning. */
  public static String text(Store store, List<TableDamage> damages) {
    return damages.get(0).message()
        + (damages.size() == 1 ? "" : ", and %d more".formatted(damages.size() - 1))
        + remedy(" --store " + HumanText.shellWord(HumanText.path(store.root())));
  }

  /** The error of a row file that Spark could not read, if a failure is one. */
  public static Optional<UserError> in(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      for (Pattern pattern : UNREADABLE) {
        Matcher matcher = pattern.matcher(String.valueOf(cause.getMessage()));
        if (matcher.find() && matcher.group(1).matches(".*/tables(_monthly)?/.*")) {
          return Optional.of(
              UserError.data(
                  matcher.group(1)
                      + " is damaged ("
                      + ErrorText.of(ErrorText.innermost(cause))
                      + ")"
                      + remedy("")));
        }
      }
    }
    return Optional.empty();
  }

  private static String remedy(String store) {
    return "; submit/local repair --dry-run%s shows what can be restored, repair restores it"
        .formatted(store);
  }
}
