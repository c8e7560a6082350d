package org.sparkresnet.jobs.doctor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkConf;

/** Checks the names and addresses by which the driver is found, before Spark uses them. */
final class AddressCheck {
  private static final String LOCAL_IP = "SPARK_LOCAL_IP";
  private static final String LOCAL_HOSTNAME = "SPARK_LOCAL_HOSTNAME";
  private static final String BIND_ADDRESS = "spark.driver.bindAddress";
  private static final String HOST = "spark.driver.host";

  private AddressCheck() {}

  /**
   * Checks what Spark's driver listens on.
   *
   * @param environment environment variables
   */
  static List<Finding> of(String subject, SparkConf conf, Map<String, String> environment) {
    List<Finding> findings = new ArrayList<>();
    Optional<String> ip = value(environment.get(LOCAL_IP));
    Optional<String> bind = value(conf.get(BIND_ADDRESS, ""));
    Optional<String> host =
        value(conf.get(HOST, "")).or(() -> value(environment.get(LOCAL_HOSTNAME)));
    ip.ifPresent(it -> findings.add(own(subject, LOCAL_IP, it)));
    bind.ifPresent(it -> findings.add(own(subject, BIND_ADDRESS, it)));
    host.ifPresent(
        it -> findings.add(resolved(subject, conf.contains(HOST) ? HOST : LOCAL_HOSTNAME, it)));
    if (ip.isEmpty() && host.isEmpty()) {
      findings.add(hostName(subject));
    }
    return findings;
  }

  private static Optional<String> value(String text) {
    return Optional.ofNullable(text).filter(it -> !it.isBlank());
  }

  private static Finding own(String subject, String name, String value) {
    try {
      InetAddress address = InetAddress.getByName(value);
      return address.isAnyLocalAddress() || NetworkInterface.getByInetAddress(address) != null
          ? Finding.ok(subject, "%s %s is an address of this machine".formatted(name, value))
          : Finding.failed(
              subject,
              "%s must be an address of this machine, cannot be: %s; unset it, or set one that 'ip address' lists"
                  .formatted(name, value));
    } catch (IOException e) {
      return Finding.failed(
          subject, "%s must be an address or a known host, cannot be: %s".formatted(name, value));
    }
  }

  private static Finding resolved(String subject, String name, String value) {
    try {
      return Finding.ok(
          subject,
          "%s %s is %s".formatted(name, value, InetAddress.getByName(value).getHostAddress()));
    } catch (UnknownHostException e) {
      return Finding.failed(
          subject, "%s must be an address or a known host, cannot be: %s".formatted(name, value));
    }
  }

  /** Checks that this machine's own name has an address, which Spark asks for. */
  static Finding hostName(String subject) {
    try {
      InetAddress own = InetAddress.getLocalHost();
      return Finding.ok(
          subject, "host %s is %s".formatted(own.getHostName(), own.getHostAddress()));
    } catch (UnknownHostException e) {
      return Finding.failed(
          subject,
          "this machine's own name has no address (%s): add it to /etc/hosts, or set SPARK_LOCAL_IP"
              .formatted(e.getMessage()));
    }
  }
}
