package org.sparkresnet.lock;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Processes of this machine, as Linux's /proc shows them. It may hide those of other users (the
 * mount option hidepid, systemd's ProtectProc), so that a process which is not there may run.
 */
record LocalProcesses(Path proc) {
  /** Position of the start time among the fields after the name, which may contain anything. */
  private static final int START_TIME = 19;

  private static final long UNKNOWN_START = -1;

  /** What is known of a process. */
  enum State {
    RUNS,
    ENDED,
    /** It has ended, or is another user's. */
    HIDDEN_OR_ENDED,
    UNKNOWN
  }

  /**
   * A process that was looked for.
   *
   * @param started in ticks since the machine did; -1 if not known
   */
  record Found(State state, long started) {
    private static Found of(State state) {
      return new Found(state, UNKNOWN_START);
    }
  }

  static LocalProcesses ofThisMachine() {
    return new LocalProcesses(Path.of("/proc"));
  }

  /** The running system and its group of process ids; empty if not known. */
  String machine() {
    try {
      // A /proc of another group, as a container may have, would number processes differently.
      String self = proc.resolve("self").toRealPath().getFileName().toString();
      return self.equals(String.valueOf(ProcessHandle.current().pid()))
          ? Files.readString(proc.resolve("sys/kernel/random/boot_id")).strip()
              + " "
              + Files.readSymbolicLink(proc.resolve("self/ns/pid"))
          : "";
    } catch (IOException | UnsupportedOperationException e) {
      return "";
    }
  }

  /** Looks for a process of this machine. */
  Found find(long pid) {
    Path folder = proc.resolve(String.valueOf(pid));
    try {
      // Bytes: the name need not be UTF-8.
      String text =
          new String(Files.readAllBytes(folder.resolve("stat")), StandardCharsets.ISO_8859_1);
      String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
      boolean dead = fields[0].equals("Z") || fields[0].equals("X"); // only not yet waited for
      return dead
          ? Found.of(State.ENDED)
          : new Found(State.RUNS, Long.parseLong(fields[START_TIME]));
    } catch (NoSuchFileException e) {
      return Found.of(showsAll() ? State.ENDED : State.HIDDEN_OR_ENDED);
    } catch (IOException e) {
      return Found.of(State.UNKNOWN); // such as one that may be listed, but not read
    }
  }

  /** The first process is another user's, unless this one is its user's: then the mount tells. */
  private boolean showsAll() {
    try {
      Files.readAllBytes(proc.resolve("1/stat"));
      Object first = Files.getAttribute(proc.resolve("1"), "unix:uid");
      Object own = Files.getAttribute(proc.resolve("self"), "unix:uid");
      return !first.equals(own) || !isMountedHiding();
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return false;
    }
  }

  /** Fields of a line of mountinfo: …, mount point (5th), …, options of the file system (last). */
  private boolean isMountedHiding() throws IOException {
    for (String line : Files.readAllLines(proc.resolve("self/mountinfo"))) {
      String[] fields = line.split(" ", -1);
      if (fields.length > 5 && fields[4].equals("/proc")) {
        List<String> options = Arrays.asList(fields[fields.length - 1].split(",", -1));
        if (options.stream()
            .anyMatch(it -> it.startsWith("hidepid=") && !it.matches("hidepid=(0|off)"))) {
          return true;
        }
      }
    }
    return false;
  }
}
