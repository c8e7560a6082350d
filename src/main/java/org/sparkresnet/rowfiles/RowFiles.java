package org.sparkresnet.rowfiles;

import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;

/**
 * Names of the file of a run's or a month's rows. The first is {@code part-00000.parquet}. A file
 * that outgrows what earlier readers may have listed of it gets the next name, {@code
 * part-00000-1.parquet}. The file of sums, {@code _part-00000.sum}, has a name that other readers
 * of tables pass over.
 *
 * @param folder of the files
 * @param stem first name without its ending
 */
public record RowFiles(Path folder, String stem) {
  /** Ending of the name of a file with rows. */
  public static final String EXTENSION = ".parquet";

  private static final Pattern SUMS = Pattern.compile("_(.+)\\.sum");

  /** Names of the file whose first name is this one. */
  public static RowFiles of(Path first) {
    return new RowFiles(first.getParent(), first.getName().replace(EXTENSION, ""));
  }

  /** The name of the first version. */
  public Path first() {
    return new Path(folder, stem + EXTENSION);
  }

  /** File with the sums of the newest version and of the one before it. */
  public Path sums() {
    return new Path(folder, "_" + stem + ".sum");
  }

  /** Tells whether a name is that of a file of sums. */
  public static boolean isSums(String name) {
    return SUMS.matcher(name).matches();
  }

  /** A new version while the old one is made unreadable. */
  public Path waiting() {
    return new Path(folder, "_" + stem + ".next");
  }

  /** Tells whether a name is one of the file. */
  public boolean contains(String name) {
    return number(name) >= 0;
  }

  /** The name after all that are in use. */
  Path after(Collection<String> names) {
    int last = names.stream().mapToInt(this::number).max().orElse(-1);
    return last < 0 ? first() : new Path(folder, stem + "-" + (last + 1) + EXTENSION);
  }

  private int number(String name) {
    Matcher matcher =
        Pattern.compile(Pattern.quote(stem) + "(?:-(\\d{1,6}))?" + Pattern.quote(EXTENSION))
            .matcher(name);
    if (!matcher.matches()) {
      return -1;
    }
    return matcher.group(1) == null ? 0 : Integer.parseInt(matcher.group(1));
  }
}
