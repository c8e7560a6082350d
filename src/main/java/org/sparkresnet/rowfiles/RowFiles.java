package org.sparkresnet.rowfiles;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * Names of the file of a run's rows, or of the merged rows of many runs, in a folder of a month.
 * The first is {@code <run>.parquet}. A file that outgrows what earlier readers may have listed of
 * it, or that comes back after its rows were merged, gets a name that was never used, {@code
 * <run>@1f0c5a2b.parquet}. No run id has an @, and no name here but those of rows is one that other
 * readers of tables take, DuckDB among them.
 *
 * @param folder of the files
 * @param stem a run id, or {@link #MERGED}
 * @param layout how names are made of it
 */
public record RowFiles(Path folder, String stem, Layout layout) {
  /** Ending of the name of a file with rows. */
  public static final String EXTENSION = ".parquet";

  /** Stem of the file with merged rows, which no run id is. */
  public static final String MERGED = "@merged";

  private static final int NONCE_DIGITS = 8;

  private static final Pattern SUMS = Pattern.compile("_sum-(.+)\\.json");
  private static final Pattern ROWS =
      Pattern.compile("([^_.].*?)(@[0-9a-f]{" + NONCE_DIGITS + "})?\\.parquet");

  /** Way in which names are made of a stem. */
  public enum Layout {
    /** One folder for each month. */
    MONTHS,
    /** One folder for each run, of earlier versions: {@code part-00000.parquet} and -1 after it. */
    RUNS
  }

  /** Names of a run's file in a month's folder. */
  public static RowFiles of(Path folder, String run) {
    return new RowFiles(folder, run, Layout.MONTHS);
  }

  /** Names of the file of merged rows in a month's folder. */
  public static RowFiles merged(Path folder) {
    return of(folder, MERGED);
  }

  /** Names of the file whose first name in the layout of earlier versions is this one. */
  public static RowFiles ofEarlierVersions(Path first) {
    return new RowFiles(first.getParent(), first.getName().replace(EXTENSION, ""), Layout.RUNS);
  }

  /** The stem of a file of rows or of sums in a month's folder; empty for other names. */
  public static Optional<String> stem(String name) {
    Matcher rows = ROWS.matcher(name);
    if (rows.matches()) {
      return Optional.of(rows.group(1));
    }
    Matcher sums = SUMS.matcher(name);
    return sums.matches() ? Optional.of(sums.group(1)) : Optional.empty();
  }

  /** Random digits for a name that was never used. */
  static String nonce() {
    return UUID.randomUUID().toString().substring(0, NONCE_DIGITS);
  }

  /** The name of the first version. */
  public Path first() {
    return new Path(folder, stem + EXTENSION);
  }

  /** A name that was never used. */
  public Path next() {
    return new Path(folder, stem + "@" + nonce() + EXTENSION);
  }

  /** File with the sums of the newest version and of the one before it. */
  public Path sums() {
    return new Path(
        folder, layout == Layout.MONTHS ? "_sum-" + stem + ".json" : "_" + stem + ".sum");
  }

  /** A new version while the old one is made unreadable. */
  public Path waiting(String target) {
    return new Path(
        folder,
        layout == Layout.MONTHS ? "_next-" + target.replace(EXTENSION, "") : "_" + stem + ".next");
  }

  /** Tells whether a name is that of a version that waits. */
  boolean isWaiting(String name) {
    return layout == Layout.MONTHS
        ? name.startsWith("_next-") && contains(name.substring("_next-".length()) + EXTENSION)
        : name.equals(waiting("").getName());
  }

  /** Those of some files that are versions of this one. */
  public List<FileStatus> among(Collection<FileStatus> files) {
    return files.stream().filter(file -> contains(file.getPath().getName())).toList();
  }

  /** Tells whether a name is one of the file. */
  public boolean contains(String name) {
    String version =
        layout == Layout.MONTHS ? "(@[0-9a-f]{" + NONCE_DIGITS + "})?" : "(-\\d{1,6})?";
    return name.matches(Pattern.quote(stem) + version + Pattern.quote(EXTENSION));
  }
}
