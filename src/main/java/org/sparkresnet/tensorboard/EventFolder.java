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
import org.sparkresnet.tables.rows.MetricRow;

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

  /** Longer than the event that says the version, and shorter than two events. */
  private static final int EMPTY = 50;

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
   * it has, and reads the new one. It would wait for ever at a file that is deleted while it is its
   * last, so the old ones stay without points, until the next beginning.
   */
  public void begin(List<MetricRow> metrics) throws IOException {
    files.deleteAsides(folder); // before a look at the files: an earlier writer's rename fails now
    List<FileStatus> old = eventFiles();
    write(nameAfter(old), true, metrics);
    for (int i = 0; i < old.size(); i++) {
      Path file = old.get(i).getPath();
      if (old.get(i).getLen() > EMPTY) {
        write(file.getName(), false, List.of());
      } else if (i < old.size() - 1) {
        files.delete(file);
      }
    }
  }

  /** Adds a file with further points of the curves; none without points. */
  public void append(List<MetricRow> metrics) throws IOException {
    if (!metrics.isEmpty()) {
      write(nameAfter(eventFiles()), false, metrics);
    }
  }

  private void write(String name, boolean begins, List<MetricRow> metrics) throws IOException {
    Instant now = Instant.now();
    // Under a name that TensorBoard does not read, it would read the file's start, or all of it
    // and then the same file again; and that no other writer of the folder has.
    Path unread = files.aside(new Path(folder, "unread"));
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
    files.publish(unread, new Path(folder, name));
  }

  private static String nameAfter(List<FileStatus> sorted) {
    int number = sorted.isEmpty() ? 1 : number(sorted.get(sorted.size() - 1)) + 1;
    return String.format(Locale.ROOT, "events.out.tfevents.%09d.spark-resnet", number);
  }

  private static int number(FileStatus file) {
    Matcher name = NAME.matcher(file.getPath().getName());
    return name.matches() ? Integer.parseInt(name.group(1)) : 0;
  }

  /** Event files that this class has written, in their order. */
  private List<FileStatus> eventFiles() throws IOException {
    try {
      return files.list(folder).stream()
          .filter(file -> NAME.matcher(file.getPath().getName()).matches())
          .toList();
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }
}
