package org.sparkresnet.tensorboard;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.files.AtomicFiles;
import org.sparkresnet.tables.MetricRow;

/**
 * Folder with the event files of one run. Nothing is appended to a file, which not every file
 * system can: each writing adds a whole one. TensorBoard reads the files in the order of their
 * names, which grow, and looks at no file again after it has read a later one. One writer at a
 * time; files of other programs stay. Driver only.
 */
public final class EventFolder {
  /** TensorBoard takes every name with tfevents in it for an event file. */
  private static final Pattern NAME =
      Pattern.compile("events\\.out\\.tfevents\\.(\\d{9})\\.spark-resnet");

  private final AtomicFiles files;
  private final Path folder;

  /**
   * @param folder of the run; made at the first writing
   */
  public EventFolder(AtomicFiles files, Path folder) {
    this.files = files;
    this.folder = folder;
  }

  /**
   * Replaces all event files of the run by one. A TensorBoard that has read the old ones drops what
   * it has, and reads the new one.
   */
  public void begin(List<MetricRow> metrics) throws IOException {
    List<Path> old = eventFiles();
    files.deleteAsides(folder);
    write(numberAfter(old), true, metrics);
    for (Path file : old) {
      files.delete(file);
    }
  }

  /** Adds a file with further points of the curves; none without points. */
  public void append(List<MetricRow> metrics) throws IOException {
    if (!metrics.isEmpty()) {
      write(numberAfter(eventFiles()), false, metrics);
    }
  }

  private void write(int number, boolean begins, List<MetricRow> metrics) throws IOException {
    Instant now = Instant.now();
    // Under a name that TensorBoard does not read: it would read the file's start, or all of it
    // and then the same file again.
    Path unread = new Path(folder, "unread");
    files.write(
        unread,
        out -> {
          RecordWriter.write(out, EventMessage.fileVersion(now));
          if (begins) {
            RecordWriter.write(out, EventMessage.start(now));
          }
          for (MetricRow metric : metrics) {
            RecordWriter.write(out, EventMessage.scalar(metric));
          }
        });
    String name = String.format(Locale.ROOT, "events.out.tfevents.%09d.spark-resnet", number);
    files.publish(unread, new Path(folder, name));
  }

  private static int numberAfter(List<Path> sorted) {
    return sorted.isEmpty() ? 1 : number(sorted.get(sorted.size() - 1)) + 1;
  }

  private static int number(Path file) {
    Matcher name = NAME.matcher(file.getName());
    return name.matches() ? Integer.parseInt(name.group(1)) : 0;
  }

  /** Event files that this class has written, in their order. */
  private List<Path> eventFiles() throws IOException {
    try {
      return files.list(folder).stream()
          .map(FileStatus::getPath)
          .filter(file -> NAME.matcher(file.getName()).matches())
          .toList();
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }
}
