package org.sparkresnet.lock;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * Process that holds a lock or wants to. Linux's /proc tells processes apart, because host names
 * repeat among containers, process ids after a while, and clocks are set; elsewhere nothing is
 * known.
 *
 * @param host its name, for people
 * @param machine the running system and its group of process ids; empty if not known
 * @param started when the process started, in ticks since the machine did; -1 if not known
 * @param applicationId Spark's
 */
public record LockHolder(
    String host, String user, long pid, String machine, long started, String applicationId) {
  private static final Path PROC = Path.of("/proc");

  /** Position of the start time among the fields after the name, which may contain anything. */
  private static final int START_TIME = 19;

  /** This process. */
  public static LockHolder here(String applicationId) {
    long pid = ProcessHandle.current().pid();
    return new LockHolder(
        hostName(),
        System.getProperty("user.name", "?"),
        pid,
        thisMachine(),
        startOf(pid).orElse(-1),
        applicationId);
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "?";
    }
  }

  private static String thisMachine() {
    try {
      return Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip()
          + " "
          + Files.readSymbolicLink(PROC.resolve("self/ns/pid"));
    } catch (IOException | UnsupportedOperationException e) {
      return "";
    }
  }

  /** Empty if no such process runs on this machine. */
  private static OptionalLong startOf(long pid) {
    try {
      // Bytes: the name need not be UTF-8.
      String text =
          new String(Files.readAllBytes(PROC.resolve(pid + "/stat")), StandardCharsets.ISO_8859_1);
      String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
      boolean dead = fields[0].equals("Z") || fields[0].equals("X"); // only not yet waited for
      return dead ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(fields[START_TIME]));
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  boolean isOnMachineOf(LockHolder other) {
    return !machine.isEmpty() && machine.equals(other.machine);
  }

  /** Tells whether this process certainly has ended, which a process of its machine can see. */
  boolean isDeadFor(LockHolder other) {
    return isOnMachineOf(other) && started >= 0 && startOf(pid).orElse(-1) != started;
  }

  /** Tells whether this process is an earlier attempt of the other's YARN application. */
  boolean isEarlierAttemptOf(LockHolder other) {
    return applicationId.startsWith("application_")
        && applicationId.equals(other.applicationId)
        && !equals(other);
  }

  /** "user alice, process 4242 on node7, application_17_1". */
  String describe() {
    return "user %s, process %d on %s, %s".formatted(user, pid, host, applicationId);
  }
}
