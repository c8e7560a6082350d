package org.sparkresnet.lock;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkresnet.common.ErrorText;
import org.sparkresnet.files.AsideNames;
import org.sparkresnet.files.AtomicFiles;

/**
 * Files of a lock, {@code lock/000001.json} and so on: each is created by one process, and the
 * process with the highest number holds the lock.
 */
final class LockFiles {
  private static final Logger LOG = LoggerFactory.getLogger(LockFiles.class);
  private static final Pattern NAME = Pattern.compile("(\\d{6,19})\\.json");

  /** Of a sign of life, which has some hundred bytes; the rest of a longer file is no JSON. */
  private static final int MOST_BYTES = 1 << 16;

  private final AtomicFiles files;
  private final AtomicFiles free;
  private final Path locked;
  private final Path folder;

  /**
   * @param locked the folder that is locked
   */
  LockFiles(AtomicFiles files, Path locked) {
    this(files, files, locked);
  }

  private LockFiles(AtomicFiles files, AtomicFiles free, Path locked) {
    this.files = files;
    this.free = free;
    this.locked = locked;
    this.folder = new Path(locked, "lock");
  }

  /** The files, to be changed by a holder only. */
  LockFiles heldBy(LockToken token, AtomicFiles.Guard guard) {
    return new LockFiles(free.heldBy(token.toString(), guard), free, locked);
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
          .flatMap(name -> number(name.group(1)).stream())
          .sorted()
          .toList();
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }

  /** A name's number; empty for one that no holder has, since there would be no next one. */
  private static Optional<Long> number(String digits) {
    try {
      return Optional.of(Long.parseLong(digits)).filter(it -> it < Long.MAX_VALUE);
    } catch (NumberFormatException e) {
      return Optional.empty();
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
        return new Newest(number, text(number));
      } catch (FileNotFoundException e) {
        number = highest(); // a later holder has cleared that one away
      }
    }
    return new Newest(0, "");
  }

  /**
   * Creates the file of a holder's number, unless another process was first.
   *
   * @return whether this process has created it, now or in an attempt whose answer was lost
   */
  boolean create(LockToken token, Heartbeat first) throws IOException {
    return files.create(path(token.number()), first.bytes()) || isOf(token.number(), token.nonce());
  }

  /** Tells whether the highest number is this one, and its file this holder's. */
  boolean isHeldBy(long number, String nonce) throws IOException {
    return highest() == number && isOf(number, nonce);
  }

  private boolean isOf(long number, String nonce) throws IOException {
    try {
      return Heartbeat.of(text(number)).filter(it -> it.isOf(nonce)).isPresent();
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  /** Time of a number's file; empty if it has gone. */
  Optional<Instant> modified(long number) throws IOException {
    try {
      return Optional.of(Instant.ofEpochMilli(files.status(path(number)).getModificationTime()));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  private String text(long number) throws IOException {
    return files.read(
        path(number), in -> new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8));
  }

  void replace(long number, Heartbeat heartbeat) throws IOException {
    files.write(path(number), out -> out.write(heartbeat.bytes()));
  }

  /** Deletes the file of a holder that finds itself too late, and no file of another one. */
  void withdraw(LockToken token) throws IOException {
    if (isOf(token.number(), token.nonce())) {
      AtomicFiles.Guard mine =
          () -> {
            if (!isOf(token.number(), token.nonce())) {
              throw new FileNotFoundException(path(token.number()) + " is another process's");
            }
          };
      heldBy(token, mine).delete(token.number());
    }
  }

  void delete(long number) throws IOException {
    files.remove(path(number));
  }

  /** Deletes the files of earlier holders, as far as possible: only the highest number counts. */
  void deleteBelow(long number) throws IOException {
    for (long older : numbers()) {
      if (older < number) {
        try {
          delete(older);
        } catch (IOException e) {
          LOG.warn("Cannot delete {}, an earlier holder's: {}", path(older), ErrorText.of(e));
        }
      }
    }
  }

  /** Tells whether there is no file of a lower number, whose holder would hold the lock again. */
  boolean isLowest(long number) throws IOException {
    return numbers().stream().noneMatch(older -> older < number);
  }

  /** Deletes what earlier holders were writing, so that none of it can be renamed any more. */
  void deleteAsides(LockToken token) throws IOException {
    for (FileStatus status : files.list(folder)) {
      Path path = status.getPath();
      if (AsideNames.isAside(path) && !AsideNames.isOf(token.toString(), path)) {
        files.deleteLeftover(path);
      }
    }
  }

  /** Deletes the folders that {@link #create} made, if nothing else is in them. */
  void deleteEmptyFolders() throws IOException {
    free.deleteIfEmpty(folder);
    free.deleteIfEmpty(locked);
    free.deleteIfEmpty(locked.getParent());
  }

  /** Tells whether the locked folder has nothing but the lock. */
  boolean standsAlone() throws IOException {
    return files.list(locked).size() == 1;
  }

  private Path path(long number) {
    return new Path(folder, LockToken.digits(number) + ".json");
  }
}
