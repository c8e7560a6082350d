package org.sparkresnet.lock;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.sparkresnet.common.JsonFields;

/**
 * A process that holds a lock or wants to.
 *
 * @param host its name, for people
 * @param machine tells machines and groups of process ids apart; empty if not known
 * @param started in the machine's own unit, tells processes with one id apart; -1 if not known
 * @param applicationId Spark's
 */
public record LockHolder(
    String host, String user, long pid, String machine, long started, String applicationId) {

  /** This process. */
  public static LockHolder here(String applicationId) {
    long pid = ProcessHandle.current().pid();
    return new LockHolder(
        hostName(),
        System.getProperty("user.name", "?"),
        pid,
        LocalProcess.machine(),
        LocalProcess.started(pid).orElse(-1),
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

  /** Whether it certainly runs no more, as a process of the other's machine can tell. */
  boolean isDeadFor(LockHolder other) {
    return isOnMachineOf(other) && started >= 0 && LocalProcess.started(pid).orElse(-1) != started;
  }

  /** Whether it is an earlier attempt of the other's YARN application, which YARN has given up. */
  boolean isEarlierAttemptOf(LockHolder other) {
    return applicationId.startsWith("application_")
        && applicationId.equals(other.applicationId)
        && !equals(other);
  }

  /** "user alice, process 4242 on node7, application_17_1". */
  String describe() {
    return "user %s, process %d on %s, %s".formatted(user, pid, host, applicationId);
  }

  void putInto(ObjectNode json) {
    json.put("host", host);
    json.put("user", user);
    json.put("pid", pid);
    json.put("machine", machine);
    json.put("started", started);
    json.put("application_id", applicationId);
  }

  static LockHolder of(JsonFields json) {
    return new LockHolder(
        json.string("host"),
        json.string("user"),
        json.integer("pid"),
        json.string("machine"),
        json.integer("started"),
        json.string("application_id"));
  }
}
