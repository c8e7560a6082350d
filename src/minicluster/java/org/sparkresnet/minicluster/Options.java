package org.sparkresnet.minicluster;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What submit/minicluster asks for, in this order.
 *
 * @param conf folder for the client configuration
 * @param logs folder of the daemons' logs
 * @param data folder whose files are put on HDFS
 * @param sparkHome Spark that the standalone daemons run from
 * @param secretFile shared secret of the standalone daemons ("-" for none); the properties that hold
 *     it stand beside it in daemons.conf
 * @param stopAtEnd whether the end of standard input stops the cluster
 * @param ha whether HDFS has two name nodes
 * @param services some of hdfs, yarn, standalone
 */
record Options(
    Path conf,
    Path logs,
    Path data,
    Path sparkHome,
    Optional<Path> secretFile,
    boolean stopAtEnd,
    boolean ha,
    List<String> services) {

  static Options of(String... args) {
    return new Options(
        Path.of(args[0]),
        Path.of(args[1]),
        Path.of(args[2]),
        Path.of(args[3]),
        Optional.of(args[4]).filter(file -> !file.equals("-")).map(Path::of),
        Boolean.parseBoolean(args[5]),
        Boolean.parseBoolean(args[6]),
        List.of(args).subList(7, args.length));
  }

  boolean hdfs() {
    return services.contains("hdfs") || yarn();
  }

  boolean yarn() {
    return services.contains("yarn");
  }

  boolean standalone() {
    return services.contains("standalone");
  }

  Optional<Path> daemonProperties() {
    return secretFile.map(file -> file.resolveSibling("daemons.conf"));
  }
}
