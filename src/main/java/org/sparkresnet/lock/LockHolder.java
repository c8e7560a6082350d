package org.sparkresnet.lock;

import java.net.InetAddress;
import java.net.UnknownHostException;

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
  private static final String UNKNOWN_USER = "?";

  /** This process. */
  public static LockHolder here(String applicationId) {
    long pid = ProcessHandle.current().pid();
    LocalProcesses processes = LocalProcesses.ofThisMachine();
    return new LockHolder(
        hostName(),
        System.getProperty("user.name", UNKNOWN_USER),
        pid,
        processes.machine(),
        processes.find(pid).started(),
        applicationId);
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "?";
    }
  }

  boolean isOnMachineOf(LockHolder other) {
    return !machine.isEmpty() && machine.equals(other.machine);
  }

  /**
   * Tells whether this process certainly has ended, which a process of its machine may see. One
   * that cannot be seen may be alive.
   */
  boolean isDeadFor(LockHolder other) {
    return isDeadFor(other, LocalProcesses.ofThisMachine());
  }

  boolean isDeadFor(LockHolder other, LocalProcesses processes) {
    if (!isOnMachineOf(other) || started < 0) {
      return false;
    }
    LocalProcesses.Found found = processes.find(pid);
    return switch (found.state()) {
      case RUNS -> found.started() != started; // another process has its id
      case ENDED -> true;
      case HIDDEN_OR_ENDED -> user.equals(other.user) && !user.equals(UNKNOWN_USER);
      case UNKNOWN -> false;
    };
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
