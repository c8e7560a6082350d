package org.sparkresnet.lock;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.files.AtomicFiles;

/**
 * Files of a lock, {@code lock/000001.json} and so on: each is created by one process, and the
 * process with the highest number holds the lock.
 */
final class LockFiles {
  private static final Pattern NAME = Pattern.compile("(\\d{6,18})\\.json");

  /** Of a sign of life, which has some hundred bytes; the rest of a longer file is no JSON. */
  private static final int MOST_BYTES = 1 << 16;

  private final AtomicFiles files;
  private final Path locked;
  private final Path folder;

  /**
   * @param locked the folder that is locked
   */
  LockFiles(AtomicFiles files, Path locked) {
    this.files = files;
    this.locked = locked;
    this.folder = new Path(locked, "lock");
  }

  /**
   * The file with the highest number.
   *
   * @param number 0 if there is none
   */
  record Newest(long number, String text) {
    /** Empty while its first text is being written. */
    Optional<Heartbeat> heartbeat() {
      return Heartbeat.of(text);
    }
  }

  Path folder() {
    return folder;
  }

  /** The numbers that are there, in order. */
  List<Long> numbers() throws IOException {
    try {
      return files.list(folder).stream()
          .map(status -> NAME.matcher(status.getPath().getName()))
          .filter(Matcher::matches)
          .map(name -> Long.parseLong(name.group(1)))
          .sorted()
          .toList();
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }

  long highest() throws IOException {
    List<Long> numbers = numbers();
    return numbers.isEmpty() ? 0 : numbers.get(numbers.size() - 1);
  }

  Newest newest() throws IOException {
    long number = highest();
    while (number > 0) {
      try {
        return new Newest(
            number,
            files.read(
                path(number), in -> new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8)));
      } catch (FileNotFoundException e) {
        number = highest(); // a later holder has cleared that one away
      }
    }
    return new Newest(0, "");
  }

  boolean create(long number, Heartbeat heartbeat) throws IOException {
    return files.create(path(number), heartbeat.bytes());
  }

  void replace(long number, Heartbeat heartbeat) throws IOException {
    files.write(path(number), out -> out.write(heartbeat.bytes()));
  }

  void delete(long number) throws IOException {
    files.delete(path(number));
  }

  /** Deletes what earlier holders left. */
  void deleteBelow(long number) throws IOException {
    for (long older : numbers()) {
      if (older < number) {
        delete(older);
      }
    }
  }

  /** Deletes the folders that {@link #create} made, if nothing else is in them. */
  void deleteEmptyFolders() throws IOException {
    files.deleteIfEmpty(folder);
    files.deleteIfEmpty(locked);
    files.deleteIfEmpty(locked.getParent());
  }

  /** Tells whether the locked folder has nothing but the lock. */
  boolean standsAlone() throws IOException {
    return files.list(locked).size() == 1;
  }

  private Path path(long number) {
    return new Path(folder, String.format(Locale.ROOT, "%06d.json", number));
  }
}
