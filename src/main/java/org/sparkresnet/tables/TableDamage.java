package org.sparkresnet.tables;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.common.ErrorText;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.common.UserError;
import org.sparkresnet.rowfiles.FolderSwap;
import org.sparkresnet.rowfiles.RowFiles;
import org.sparkresnet.rowfiles.SideFile;
import org.sparkresnet.rowfiles.TableSum;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;

/**
 * Row file of which not all rows can be read.
 *
 * @param table name of the table
 * @param kind what can be done
 * @param file the damaged file; the missing one, if it is missing
 * @param run the run whose rows it had; empty for merged rows
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
    /** Another program put the file beside the runs' own. */
    FOREIGN,
    /** Rows are being moved between files of a folder, or were when a job was stopped. */
    SWAP,
    /** The plan of a move of rows is damaged, or cannot be carried out. */
    MARKER
  }

  /** Spark's and Parquet's words about a file that cannot be read, with its path. */
  private static final List<Pattern> UNREADABLE =
      List.of(
          Pattern.compile("Encountered error while reading file (\\S+\\.parquet)"),
          Pattern.compile("Could not read footer for file: \\S*?(\\w+:/\\S+\\.parquet)"),
          Pattern.compile("(\\S+\\.parquet) is not a Parquet file"));

  /** The plan of a move of rows that is damaged, or that {@link FolderSwap#obstacle} keeps. */
  static TableDamage ofPlan(Store store, Table<?> table, Path marker) {
    return swap(store, table, marker, List.of(), true);
  }

  /**
   * A folder in which rows are being moved.
   *
   * @param everyByte whether the new files are read whole
   */
  static TableDamage swap(
      Store store, Table<?> table, Path marker, Collection<String> runsOfFiles, boolean everyByte) {
    Path folder = marker.getParent();
    Optional<SideFile<FolderSwap.Plan>> found = FolderSwap.marker(store, folder);
    Optional<String> fault =
        found.flatMap(
            it ->
                it.content().isEmpty()
                    ? Optional.of(it.fault())
                    : FolderSwap.obstacle(store, folder, it.content().get(), everyByte));
    if (fault.isPresent()) {
      return new TableDamage(
          table.name(),
          Kind.MARKER,
          marker,
          Optional.empty(),
          "the plan of a move of rows: " + fault.get(),
          Optional.empty());
    }
    SortedMap<String, Long> runs = new TreeMap<>();
    runsOfFiles.forEach(run -> runs.put(run, 0L));
    found
        .flatMap(SideFile::content)
        .ifPresent(plan -> plan.runs().forEach(run -> runs.put(run, 0L)));
    runs.remove(RowFiles.MERGED);
    return new TableDamage(
        table.name(),
        Kind.SWAP,
        marker,
        Optional.empty(),
        "rows are being moved, or were when a job was stopped",
        Optional.of(new TableSum(marker.getName(), "", 0, 0, 0, runs)));
  }

  /** A file that no writer of tables makes. */
  static TableDamage foreign(Table<?> table, Path file) {
    return new TableDamage(
        table.name(),
        Kind.FOREIGN,
        file,
        Optional.empty(),
        "another program put it there",
        Optional.empty());
  }

  /** Rows of a run that another file tells of, and that no file of the table has. */
  public static TableDamage missing(Store store, Table<?> table, RunId run) {
    return new TableDamage(
        table.name(),
        Kind.ROWS,
        new Path(TableFiles.folder(store, table), run + RowFiles.EXTENSION),
        Optional.of(run.value()),
        "it is missing",
        Optional.empty());
  }

  /** Tells whether the file is one of the layout of earlier versions. */
  public boolean isOld() {
    return !TableFiles.isMonth(file.getParent()) && kind != Kind.FOREIGN;
  }

  /** Tells whether it is unknown whose rows are behind it. */
  public boolean hidesRuns() {
    return run.isEmpty() && lost.isEmpty() && kind != Kind.FOREIGN;
  }

  /** Runs that are known to have rows behind it. */
  public Set<String> runs() {
    return run.map(Set::of)
        .orElseGet(() -> lost.map(sum -> Set.copyOf(sum.runs().keySet())).orElse(Set.of()));
  }

  /** The damage of rows whose sums, which this is, are damaged too. */
  public TableDamage withRows(Path rows, String fault) {
    return new TableDamage(
        table, Kind.ROWS, rows, run, reason + "; its rows: " + fault, Optional.empty());
  }

  /** Tells whether rows of runs may be lost: of merged ones the sum tells whose they are. */
  boolean mayHaveAny(Collection<String> runs) {
    return run.isPresent()
        ? runs.contains(run.get())
        : !runs.isEmpty()
            && kind != Kind.FOREIGN
            && (lost.isEmpty() || runs.stream().anyMatch(it -> lost.get().runs().containsKey(it)));
  }

  /** One line: the file and what is wrong with it. */
  public String message() {
    return HumanText.path(file)
        + (kind == Kind.SWAP ? " is in the way (" : " is damaged (")
        + reason
        + ")";
  }

  /**
   * The error that a reader ends with, which names the command that mends it: of code LOCKED where
   * rows are only being moved, which the next job that writes completes, else of code DATA.
   */
  public static UserError error(Store store, List<TableDamage> damages) {
    return damages.stream().allMatch(damage -> damage.kind == Kind.SWAP)
        ? UserError.locked(text(store, damages))
        : UserError.data(text(store, damages));
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
        if (matcher.find() && matcher.group(1).matches(".*/tables(_1|_monthly)?/.*")) {
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
